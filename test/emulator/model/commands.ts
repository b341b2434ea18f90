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
const operation = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("up" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("up" as const), fault }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("up" as const, "destroy" as const), killAt: at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom("refresh" as const, "destroy" as const),
      fault: fc.option(fault, { nil: undefined }),
    }),
  },
);

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("add" as const), tool }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("remove" as const, "rename" as const, "retrigger" as const, "rotate" as const),
      tool,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("describe" as const), tool, text: fc.constantFrom("A.", "B.") }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("attach" as const, "attach" as const, "detach" as const), tool, pal }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("field" as const),
      tool,
      field: fc.constantFrom(...FIELDS),
      value: fc.nat(VALUES - 1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("swap" as const), tool, with: tool }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("move" as const), tool, pal }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("set" as const),
      tools: fc.option(fc.uniqueArray(tool), { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "console edit" as const,
        "console delete" as const,
        "console create" as const,
        "console recreate" as const,
      ),
      tool,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("console attach" as const, "console detach" as const), tool, pal }),
  },
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
