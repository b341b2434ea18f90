import { isObject, type JsonObject } from "../tavus-api/contract/index.ts";
import { defaultActionToolName } from "./name.ts";

/** The input by which a program tells the provider who chose a tool's name. The engine doesn't show inputs that begin with `__`. */
export const NAMING = "__naming";

/** How a tool came to its name. Absent if the program of a Tool says it. */
export interface Naming {
  /** The default name of a Tool. */
  readonly name?: string;
  readonly of?: "PostCallAction";
  /** The action of a PostCallAction with a default name. Not kept in the state: the name follows the action's. */
  readonly action?: string;
  /** The stack, as far as it is in the default name of a PostCallAction. */
  readonly suffix?: string;
}

/** Inputs as a program hands them over. */
export interface NamingInput {
  readonly [NAMING]?: Naming;
}

/** Whether the program leaves the name open. */
export function isDefaultName({ [NAMING]: naming }: NamingInput): boolean {
  return naming?.name !== undefined || naming?.action !== undefined;
}

/**
 * Inputs in which a default name is the one that was chosen when the tool was created: a resource or stack that is renamed keeps its tool's
 * name, as in Pulumi's own automatic naming. An action that is renamed passes its new name on, since the receiver goes by it.
 * @param olds the inputs of the last update, `{}` for a new tool
 */
export function keepName(olds: JsonObject, news: JsonObject): JsonObject {
  const given = namingOf(news);
  const isNew = Object.keys(olds).length === 0;
  // Constant for the life of a tool, so that no diff ever shows it. State of older versions, or of an import, has none.
  const { action: _, ...kept } = isNew ? given : namingOf(olds);
  const { [NAMING]: __, ...rest } = news;
  const inputs = Object.keys(kept).length === 0 ? rest : { ...rest, [NAMING]: kept };
  const standard = given.action === undefined ? given.name : nameOfAction(given.action, given.suffix);
  const isDefault = standard !== undefined && news["name"] === standard;
  if (isNew || !isDefault) return inputs;
  if (given.action === undefined) return { ...inputs, name: kept.name ?? standard };
  // Older versions gave an action's name to the tool as it is.
  const isOlder = kept.of === undefined && olds["name"] === given.action;
  return { ...inputs, name: isOlder ? given.action : nameOfAction(given.action, kept.suffix ?? given.suffix) };
}

/** What to do if another tool of the account has the name. To take that over is the last resort. */
export function otherName(inputs: JsonObject): string {
  const { of, name, suffix } = namingOf(inputs);
  const other =
    of === undefined
      ? name === undefined
        ? "Choose another `name`, or leave `name` out: then it ends with the stack's name"
        : "Set `name` to another name"
      : suffix === undefined
        ? "Choose another `name` or `nameSuffix`, or leave both out: then the name ends with the stack's"
        : "Set `nameSuffix` or `name`";
  return `${other}. Only if that tool should belong to this resource from now on, set \`adopt: true\`, which overwrites it.`;
}

function nameOfAction(action: string, suffix: string | undefined): string {
  return suffix === undefined ? action : defaultActionToolName(action, suffix);
}

function namingOf(inputs: JsonObject): Naming {
  const naming = inputs[NAMING];
  return isObject(naming) ? naming : {};
}
