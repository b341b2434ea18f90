import type * as pulumi from "@pulumi/pulumi";
import { isObject, isUnset, type JsonObject } from "../contract/index.ts";
import { isSuffixed } from "../contract/tool-name.ts";
import type { NameChoice } from "../messages/index.ts";
import { suffixed } from "./default-name.ts";
import { NAMING } from "./properties.ts";

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

/** Inputs as a program hands them over. An Output where that is how the name is given: it may turn out to be nothing. */
export interface NamingInput {
  readonly [NAMING]?: pulumi.Input<Naming | undefined>;
}

/** Whether the program leaves the name open, or may do so. */
export function isDefaultName({ [NAMING]: naming }: NamingInput): boolean {
  if (naming === undefined) return false;
  return !isPlain(naming) || naming.name !== undefined || naming.action !== undefined;
}

/** An Output answers every property. */
const isPlain = (naming: pulumi.Input<Naming | undefined>): naming is Naming =>
  isObject(naming) && Object.getPrototypeOf(naming) === Object.prototype;

/**
 * Inputs in which a default name is the one that was chosen when the tool was created: a resource or stack that is renamed keeps its tool's
 * name, as in Pulumi's own automatic naming. An action that is renamed passes its new name on, since the receiver goes by it.
 * @param olds the inputs of the last update, `{}` for a new tool
 */
export function keepName(olds: JsonObject, news: JsonObject): JsonObject {
  const given = namingOf(news);
  const isNew = Object.keys(olds).length === 0;
  const former = isNew ? given : namingOf(olds);
  // Constant for the life of a tool, so that no diff ever shows it, unless a Tool becomes a PostCallAction's, or the other way round, or its
  // name becomes a default one. A tool of an older version, of an import, or with a name from the program has none.
  const { action: _, of: formerKind, ...chosen } = former;
  const kind = Object.keys(former).length > 0 && isKnown(news[NAMING]) ? given.of : formerKind;
  const standard = given.action === undefined ? given.name : nameOfAction(given.action, given.suffix);
  const isDefault = !isNew && standard !== undefined && news["name"] === standard;
  // A PostCallAction without a recorded suffix had a name from the program. The program no longer says it, so the default comes back.
  const isRestored = isDefault && former.of === "PostCallAction" && given.action !== undefined;
  const choice: Naming = { ...(isRestored && { suffix: given.suffix }), ...chosen };
  const kept = { ...(kind !== undefined && { of: kind }), ...choice };
  const { [NAMING]: __, ...rest } = news;
  const inputs = Object.keys(kept).length === 0 ? rest : { ...rest, [NAMING]: kept };
  return isDefault ? { ...inputs, name: defaultName(given, choice, olds["name"]) ?? standard } : inputs;
}

/** What a tool is called whose program says no name. Without a record of how it came to its name, it keeps the one that it has. */
function defaultName({ action, suffix }: Naming, chosen: Naming, present: unknown): unknown {
  if (action === undefined) return chosen.name ?? present;
  if (chosen.suffix !== undefined) return nameOfAction(action, chosen.suffix);
  return typeof present === "string" && isSuffixed(present, action) ? present : nameOfAction(action, suffix);
}

/** How a tool came to its name, for what to do if another one has it. */
export function nameChoice(inputs: JsonObject): NameChoice {
  const { of, name, suffix } = namingOf(inputs);
  return of === undefined
    ? { of: "Tool", isDefault: name !== undefined }
    : { of: "PostCallAction", isDefault: suffix !== undefined };
}

function nameOfAction(action: string, suffix: string | undefined): string {
  return suffix === undefined ? action : suffixed(action, suffix);
}

/** False if it depends on an Output that a preview doesn't know. */
const isKnown = (naming: unknown): boolean => isUnset(naming) || isObject(naming);

function namingOf(inputs: JsonObject): Naming {
  const naming = inputs[NAMING];
  return isObject(naming) ? naming : {};
}
