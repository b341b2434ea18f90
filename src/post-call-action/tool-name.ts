import * as pulumi from "@pulumi/pulumi";
import { kindOf } from "../program/arguments.ts";
import { defaultActionToolName } from "../tool/name.ts";
import { NAMING, type NamingInput } from "../tool/naming.ts";
import { suffixed } from "./route.ts";

interface Names {
  readonly action: { readonly name: string };
  readonly name?: pulumi.Input<string> | null;
  readonly nameSuffix?: pulumi.Input<string> | null;
}

/** The name of an action's tool, and who chose it: `name`, or the action's with `nameSuffix`, or with the stack's name. */
export function nameTool(
  resource: string,
  { action, name, nameSuffix }: Names,
): NamingInput & { readonly name: pulumi.Input<string> } {
  const explicit: NamingInput = { [NAMING]: { of: "PostCallAction" } };
  if (name !== undefined && name !== null) return { name, ...explicit };
  const stack = pulumi.getStack();
  const standard = defaultActionToolName(action.name, stack);
  if (nameSuffix === undefined || nameSuffix === null)
    return { name: standard, [NAMING]: { of: "PostCallAction", action: action.name, suffix: stack } };
  const withSuffix = (suffix: unknown): string => {
    if (suffix === undefined || suffix === null) return standard;
    if (typeof suffix !== "string")
      throw new pulumi.RunError(`${resource}: nameSuffix is ${kindOf(suffix)}. Write a text, or "" for no suffix.`);
    if (suffix === "" || /[A-Za-z0-9]/.test(suffix)) return suffixed(action.name, suffix);
    throw new pulumi.RunError(
      `${resource}: nameSuffix has no ASCII letter or digit, which is all that a tool's name can hold (T-3). ` +
        'Write one, such as the stack\'s name, or "" for no suffix.',
    );
  };
  // At once where it is known, so that what is wrong with it is said here.
  return {
    name: typeof nameSuffix === "object" ? pulumi.output(nameSuffix).apply(withSuffix) : withSuffix(nameSuffix),
    ...explicit,
  };
}
