import * as pulumi from "@pulumi/pulumi";
import type { Path } from "../contract/index.ts";
import { copyJson } from "../contract/json-copy.ts";
import { describeLoss } from "../contract/loss.ts";
import { clean } from "./late.ts";

/**
 * Checks the arguments of a resource before Pulumi's serializer turns a `Date` into `{}` or drops a function. Outputs and promises in the copy are
 * checked when they resolve.
 * @param resource the resource, for the message
 * @returns a copy to pass to Pulumi
 * @throws RunError that lists every value that can't reach Tavus, with its path and what to write instead
 * @example checkArguments('Tool "crm-note"', args)
 */
export function checkArguments<T extends object>(resource: string, args: T): T {
  if (!isRecord(args)) throw new pulumi.RunError(`${resource}: ${notArguments(args)}`);
  return checked(resource, args, []) as T;
}

/** Checks a single argument, or a value inside an argument. */
export function checkArgument<T>(resource: string, value: T, path: Path): T {
  return checked(resource, value, path) as T;
}

/** An object of values, but not a list, an Output, or an instance of a class. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !pulumi.Output.isInstance(value) &&
    describeLoss(value) === undefined &&
    !isThenable(value)
  );
}

/** The kind of a value, in words for a person. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (pulumi.Output.isInstance(value)) return "an Output";
  if (isThenable(value)) return "a promise";
  if (pulumi.Resource.isInstance(value)) return "a resource";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "a string";
  return describeLoss(value)?.kind ?? (typeof value === "object" ? "an object" : `a ${typeof value}`);
}

function notArguments(args: unknown): string {
  const late = pulumi.Output.isInstance(args) || isThenable(args);
  const remedy = late ? "Write an object whose values are Outputs" : "Write an object";
  return `the arguments are ${kindOf(args)}. ${remedy}: { description: …, … }.`;
}

function checked(resource: string, value: unknown, path: Path): unknown {
  const problems: string[] = [];
  const late = (later: object, at: Path): unknown => {
    const check = (known: unknown): unknown => clean(() => checked(resource, known, at));
    if (pulumi.Output.isInstance(later)) return later.apply(check);
    return isThenable(later) ? Promise.resolve(later).then(check) : undefined;
  };
  const copy = copyJson(value, path, { refuse: (problem) => void problems.push(problem), late });
  if (problems.length > 0) throw new pulumi.RunError(`${resource}: ${problems.join("\n  ")}`);
  return copy;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value instanceof Promise ||
    (typeof value === "object" && value !== null && "then" in value && typeof value.then === "function")
  );
}
