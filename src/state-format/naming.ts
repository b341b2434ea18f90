import type * as pulumi from "@pulumi/pulumi";
import { isObject, isUnset, type JsonObject } from "../contract/index.ts";
import { isSuffixed } from "../contract/tool-name.ts";
import type { NameChoice } from "../messages/index.ts";
import { suffixed } from "./default-name.ts";
import { NAMING } from "./properties.ts";

/** How a tool got its name. Absent if the program of a Tool sets the name. */
export interface Naming {
  /** The default name of a Tool. */
  readonly name?: string;
  readonly of?: "PostCallAction";
  /** The action of a PostCallAction with a default name. The state doesn't contain it, because the name follows the action's name. */
  readonly action?: string;
  /** The stack's name, if it is part of the default name of a PostCallAction. */
  readonly suffix?: string;
}

/** Inputs as a program passes them. `__naming` is an Output if the name is one, because the name may turn out to be undefined. */
export interface NamingInput {
  readonly [NAMING]?: pulumi.Input<Naming | undefined>;
}

/** Whether the program leaves the name open, or might. */
export function isDefaultName({ [NAMING]: naming }: NamingInput): boolean {
  if (naming === undefined) return false;
  return !isPlain(naming) || naming.name !== undefined || naming.action !== undefined;
}

/** An Output seems to have every property, so this checks the prototype. */
const isPlain = (naming: pulumi.Input<Naming | undefined>): naming is Naming =>
  isObject(naming) && Object.getPrototypeOf(naming) === Object.prototype;

/**
 * Inputs whose default name was chosen when the tool was created. If a resource or stack is renamed, the tool keeps its name, as with Pulumi's
 * automatic naming. If an action is renamed, the tool gets the new name, because the receiver uses it.
 * @param olds the inputs of the last update, `{}` for a new tool
 */
export function keepName(olds: JsonObject, news: JsonObject): JsonObject {
  const given = namingOf(news);
  const isNew = Object.keys(olds).length === 0;
  const former = isNew ? given : namingOf(olds);
  // This record is constant for the life of a tool, so no diff shows it. It only changes if a Tool becomes a PostCallAction's tool or vice versa, or
  // if its name becomes a default name. Tools of an older version, of an import, or with a name from the program have no record.
  const { action: _, of: formerKind, ...chosen } = former;
  const kind = Object.keys(former).length > 0 && isKnown(news[NAMING]) ? given.of : formerKind;
  const standard = given.action === undefined ? given.name : nameOfAction(given.action, given.suffix);
  const isDefault = !isNew && standard !== undefined && news["name"] === standard;
  // A PostCallAction without a recorded suffix had a name from the program. The program no longer sets it, so the default comes back.
  const isRestored = isDefault && former.of === "PostCallAction" && given.action !== undefined;
  const choice: Naming = { ...(isRestored && { suffix: given.suffix }), ...chosen };
  const kept = { ...(kind !== undefined && { of: kind }), ...choice };
  const { [NAMING]: __, ...rest } = news;
  const inputs = Object.keys(kept).length === 0 ? rest : { ...rest, [NAMING]: kept };
  return isDefault ? { ...inputs, name: defaultName(given, choice, olds["name"]) ?? standard } : inputs;
}

/** The name of a tool if its program sets none. Without a record of how the tool got its name, it keeps its current name. */
function defaultName({ action, suffix }: Naming, chosen: Naming, present: unknown): unknown {
  if (action === undefined) return chosen.name ?? present;
  if (chosen.suffix !== undefined) return nameOfAction(action, chosen.suffix);
  return typeof present === "string" && isSuffixed(present, action) ? present : nameOfAction(action, suffix);
}

/** How a tool got its name. Messages use it to say what to do if another tool has the name. */
export function nameChoice(inputs: JsonObject): NameChoice {
  const { of, name, suffix } = namingOf(inputs);
  return of === undefined
    ? { of: "Tool", isDefault: name !== undefined }
    : { of: "PostCallAction", isDefault: suffix !== undefined };
}

function nameOfAction(action: string, suffix: string | undefined): string {
  return suffix === undefined ? action : suffixed(action, suffix);
}

/** False if the record depends on an Output that a preview doesn't know. */
const isKnown = (naming: unknown): boolean => isUnset(naming) || isObject(naming);

function namingOf(inputs: JsonObject): Naming {
  const naming = inputs[NAMING];
  return isObject(naming) ? naming : {};
}
