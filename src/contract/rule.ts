import type { core } from "zod/mini";
import { type Code, type Issue, type IssueParams, issue, type Params, type Path } from "./issue.ts";

/** The issue of a zod check. zod stores one string for each check, which contains code and params. {@link toIssues} reads them again. */
export function rule<C extends Code>(code: C, ...[params]: Params<C>): { error: string } {
  return { error: JSON.stringify([code, params ?? {}]) };
}

type QuotingCode = { [C in Code]: "value" extends keyof IssueParams[C] ? C : never }[Code];

/** The same, with the value that breaks the rule, which isn't secret. */
export function quoting<C extends QuotingCode>(
  code: C,
  params: Omit<IssueParams[C], "value">,
): { error: (raw: { readonly input?: unknown }) => string } {
  return { error: ({ input }) => JSON.stringify([code, { ...params, value: input }]) };
}

/** Turns zod's issues into issues of the contract. Each unknown key is a separate issue. */
export function toIssues(raw: core.$ZodIssue, knownKeys: (path: Path) => readonly string[]): Issue[] {
  const path = raw.path.filter((step): step is string | number => typeof step !== "symbol");
  if (raw.code === "unrecognized_keys")
    return raw.keys.map((key) => issue("unknown-field", [...path, key], { known: knownKeys(path) }));
  const [code, params] = decode(raw.message);
  return [code === undefined ? issue("wrong-type", path, { said: raw.message }) : ({ code, path, params } as Issue)];
}

function decode(message: string): [code?: Code, params?: unknown] {
  return message.startsWith("[") ? JSON.parse(message) : [];
}
