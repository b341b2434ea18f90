import fc from "fast-check";
import { FAULTS, type FaultName } from "./faulty-emulator.ts";

/** Fields of a tool with several values to switch between, starting with 0 (test/emulator/model/fields.ts). */
export const FIELDS = [
  "url",
  "method",
  "headers",
  "queryParams",
  "bodyTemplate",
  "timeout",
  "auth",
  "parameters",
] as const;
export type Field = (typeof FIELDS)[number];
const VALUES = 3;

/** An edit of the program or in the console. Numbers stand for a tool or a PAL. */
export type Edit =
  | { readonly do: "add" | "remove" | "rename" | "retrigger" | "rotate"; readonly tool: number }
  | { readonly do: "describe"; readonly tool: number; readonly text: string }
  | { readonly do: "field"; readonly tool: number; readonly field: Field; readonly value: number }
  /** Two tools exchange their names. */
  | { readonly do: "swap"; readonly tool: number; readonly with: number }
  | { readonly do: "attach" | "detach"; readonly tool: number; readonly pal: number }
  /** An attachment moves from one PAL to the other. */
  | { readonly do: "move"; readonly tool: number; readonly pal: number }
  | { readonly do: "set"; readonly tools: readonly number[] | undefined }
  | { readonly do: "console edit" | "console delete" | "console create" | "console recreate"; readonly tool: number }
  | { readonly do: "console attach" | "console detach"; readonly tool: number; readonly pal: number };

/** The events, one after another. */
export type Command =
  | Edit
  /** Imports the tool that the console has created under the program's name, as `pulumi import` with a file does. */
  | { readonly do: "import"; readonly tool: number }
  /** The account gets another API key. The program learns it at once, or only after the next operation. */
  | { readonly do: "new key"; readonly late: boolean }
  | {
      readonly do: "up" | "refresh" | "destroy";
      readonly fault?: { at: number; name: FaultName } | undefined;
      readonly killAt?: number | undefined;
    };

export const TOOLS = 4;
const tool = fc.nat(TOOLS - 1);
const pal = fc.nat(1);
const at = fc.integer({ min: 1, max: 8 });
const fault = fc.record({ at, name: fc.constantFrom(...(Object.keys(FAULTS) as FaultName[])) });

/** A command that does one of these, with this weight. */
function weighted<const T extends string, P extends object>(weight: number, names: readonly T[], more: Given<P>) {
  const [first] = names;
  const what: fc.Arbitrary<T> =
    names.length === 1 && first !== undefined ? fc.constant(first) : fc.constantFrom(...names);
  return { weight, arbitrary: fc.record({ do: what, ...more }) as unknown as fc.Arbitrary<{ do: T } & P> };
}
type Given<P> = { readonly [K in keyof P]: fc.Arbitrary<P[K]> };

const operation: fc.Arbitrary<Command> = fc.oneof(
  weighted(3, ["up"], {}),
  weighted(2, ["up"], { fault }),
  weighted(1, ["up", "destroy"], { killAt: at }),
  weighted(1, ["refresh", "destroy"], { fault: fc.option(fault, { nil: undefined }) }),
);

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  weighted(3, ["add"], { tool }),
  weighted(3, ["remove", "rename", "retrigger", "rotate"], { tool }),
  weighted(2, ["describe"], { tool, text: fc.constantFrom("A.", "B.") }),
  weighted(3, ["attach", "attach", "detach"], { tool, pal }),
  weighted(3, ["field"], { tool, field: fc.constantFrom(...FIELDS), value: fc.nat(VALUES - 1) }),
  weighted(1, ["swap"], { tool, with: tool }),
  weighted(1, ["move"], { tool, pal }),
  weighted(1, ["set"], { tools: fc.option(fc.uniqueArray(tool), { nil: undefined }) }),
  weighted(2, ["console edit", "console delete", "console create", "console recreate"], { tool }),
  weighted(1, ["console attach", "console detach"], { tool, pal }),
);

/** A rare coincidence: the console has created a tool with the very name whose creation then fails. */
const clash: fc.Arbitrary<Command[]> = fc
  .tuple(
    tool,
    fault.map((one) => ({ ...one, at: 1 + (one.at % 3) })),
  )
  .map(([n, one]) => [
    { do: "add", tool: n },
    { do: "console create", tool: n },
    { do: "up", fault: one },
  ]);

/** A gateway answers a deletion with "not found". */
const denied: fc.Arbitrary<Command[]> = fc
  .record({ n: tool, at: fc.integer({ min: 1, max: 2 }), ends: fc.boolean() })
  .map(({ n, at: k, ends }) => {
    const last = { do: ends ? "destroy" : "up", fault: { at: k, name: "not found" } } as const;
    return [{ do: "add", tool: n }, { do: "up" }, ...(ends ? [] : [{ do: "remove" as const, tool: n }]), last];
  });

/** Two tools exchange their names, the first of which must be recreated and may take over the tool with its name. */
const inherited: fc.Arbitrary<Command[]> = fc
  .tuple(tool, tool, fc.option(fault, { nil: undefined }))
  .map(([n, m, one]) => [
    { do: "add", tool: n },
    { do: "add", tool: m },
    { do: "up" },
    { do: "console recreate", tool: n },
    { do: "refresh" },
    { do: "up" },
    { do: "swap", tool: n, with: m },
    { do: "up", fault: one },
  ]);

/** A tool created by hand is imported, and deployed with the program's definition. */
const imported: fc.Arbitrary<Command[]> = tool.map((n) => [
  { do: "add", tool: n },
  { do: "console create", tool: n },
  { do: "import", tool: n },
]);

const newKey: fc.Arbitrary<Command[]> = fc.boolean().map((late) => [{ do: "new key", late }]);

/** Random edits of the program and in the console, with operations between them. */
export const histories: fc.Arbitrary<Command[]> = fc
  .array(
    fc.oneof(
      { weight: 30, arbitrary: edit.map((one): Command[] => [one]) },
      { weight: 12, arbitrary: operation.map((one): Command[] => [one]) },
      { weight: 1, arbitrary: clash },
      { weight: 1, arbitrary: imported },
      { weight: 1, arbitrary: newKey },
      { weight: 1, arbitrary: denied },
      { weight: 1, arbitrary: inherited },
    ),
    { minLength: 4, maxLength: 16 },
  )
  .map((parts) => parts.flat());
