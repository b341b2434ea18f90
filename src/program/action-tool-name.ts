import * as pulumi from "@pulumi/pulumi";
import { suffixed } from "../state-format/default-name.ts";
import type { Naming, NamingInput } from "../state-format/naming.ts";
import { NAMING } from "../state-format/properties.ts";
import { kindOf } from "./arguments.ts";
import { whenKnown } from "./late.ts";

interface Names {
  readonly action: { readonly name: string };
  readonly name?: pulumi.Input<string> | null;
  readonly nameSuffix?: pulumi.Input<string> | null;
}

/** The name of an action's tool, and where it comes from: `name`, or the action's name with `nameSuffix` or the stack's name. */
export function nameTool(
  resource: string,
  { action, name, nameSuffix }: Names,
): NamingInput & { readonly name: pulumi.Input<string> } {
  const stack = pulumi.getStack();
  const standard = suffixed(action.name, stack);
  const explicit: Naming = { of: "PostCallAction" };
  const byDefault: Naming = { ...explicit, action: action.name, suffix: stack };
  const given = isNothing(name) ? nameSuffix : name;
  if (isNothing(given)) return { name: standard, [NAMING]: byDefault };
  const nameOf = (known: unknown): string => {
    if (isNothing(known)) return standard;
    return isNothing(name) ? withSuffix(resource, action.name, known) : (known as string);
  };
  // A known value is checked at once, so that the error is reported here. An Output can turn out to be undefined.
  if (typeof given !== "object") return { name: nameOf(given), [NAMING]: explicit };
  return {
    name: whenKnown(given, nameOf),
    [NAMING]: pulumi.unsecret(pulumi.output(given).apply((known) => (isNothing(known) ? byDefault : explicit))),
  };
}

const isNothing = (value: unknown): value is undefined | null => value === undefined || value === null;

function withSuffix(resource: string, action: string, suffix: unknown): string {
  if (typeof suffix !== "string")
    throw new pulumi.RunError(`${resource}: nameSuffix is ${kindOf(suffix)}. Write a string, or "" for no suffix.`);
  if (suffix === "" || /[A-Za-z0-9]/.test(suffix)) return suffixed(action, suffix);
  throw new pulumi.RunError(
    `${resource}: nameSuffix has no ASCII letter or digit, which is all that a tool's name can hold (T-3). ` +
      'Write one, such as the stack\'s name, or "" for no suffix.',
  );
}
