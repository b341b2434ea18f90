import * as pulumi from "@pulumi/pulumi";
import { formatPath, type Path } from "../contract/index.ts";
import { clean } from "./late.ts";
import { describeLoss } from "./values.ts";

/**
 * Checks what a program gives a resource, before Pulumi's serializer turns a `Date` into `{}` or drops a function.
 * Outputs and promises are checked when they resolve: the copy holds them with that check.
 * @param resource whose arguments they are, for the message
 * @returns a copy to hand to Pulumi
 * @throws RunError that lists every value that can't reach Tavus, with its path and what to write instead
 * @example checkArguments('Tool "crm-note"', args)
 */
export function checkArguments<T extends object>(resource: string, args: T): T {
  if (!isRecord(args)) throw new pulumi.RunError(`${resource}: ${notArguments(args)}`);
  return checked(resource, args, []) as T;
}

/** The same for one argument, or for a value below one. */
export function checkArgument<T>(resource: string, value: T, path: Path): T {
  return checked(resource, value, path) as T;
}

/** An object of values: neither a list, nor an Output, nor an instance of a class. */
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

/** What a value is, as a person would call it. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (pulumi.Output.isInstance(value)) return "an Output";
  if (isThenable(value)) return "a promise";
  if (pulumi.Resource.isInstance(value)) return "a resource";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "a text";
  return describeLoss(value)?.kind ?? (typeof value === "object" ? "an object" : `a ${typeof value}`);
}

function notArguments(args: unknown): string {
  const late = pulumi.Output.isInstance(args) || isThenable(args);
  const remedy = late ? "Write an object whose values are Outputs" : "Write an object";
  return `the arguments are ${kindOf(args)}. ${remedy}: { description: …, … }.`;
}

function checked(resource: string, value: unknown, path: Path): unknown {
  const problems: string[] = [];
  const copy = copyOf(value, path, [], { resource, problems });
  if (problems.length > 0) throw new pulumi.RunError(`${resource}: ${problems.join("\n  ")}`);
  return copy;
}

interface Walk {
  readonly resource: string;
  readonly problems: string[];
}

function copyOf(value: unknown, path: Path, ancestors: readonly object[], walk: Walk): unknown {
  const check = (known: unknown): unknown => clean(() => checked(walk.resource, known, path));
  if (pulumi.Output.isInstance(value)) return value.apply(check);
  if (isThenable(value)) return Promise.resolve(value).then(check);
  const refuse = (what: string, remedy: string): undefined =>
    void walk.problems.push(`${formatPath(path)} ${what}. ${remedy}`);
  const loss = describeLoss(value);
  if (loss !== undefined) return refuse(`is ${loss.kind}, which can't be sent to Tavus`, loss.remedy);
  if (typeof value !== "object" || value === null) return value;
  if (ancestors.includes(value)) return refuse("contains itself", "Remove the circular reference.");
  const within = [...ancestors, value];
  // Not `map`, which skips what a sparse list doesn't have.
  if (Array.isArray(value))
    return Array.from(value, (item: unknown, i) => {
      if (item !== undefined) return copyOf(item, [...path, i], within, walk);
      const remedy = "Remove it from the list, or write null.";
      return void walk.problems.push(`${formatPath([...path, i])} is undefined. ${remedy}`);
    });
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (key === "__proto__") refuse("has a key __proto__, which Pulumi drops", "Use another key.");
      return item === undefined ? [] : [[key, copyOf(item, [...path, key], within, walk)]];
    }),
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value instanceof Promise ||
    (typeof value === "object" && value !== null && "then" in value && typeof value.then === "function")
  );
}
