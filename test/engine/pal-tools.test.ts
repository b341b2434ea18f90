import * as pulumi from "@pulumi/pulumi";
import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import * as tavus from "../../src/index.ts";
import { test } from "./support/fixtures.ts";
import { callsTo, idOf, type Recorded, recorder, reported } from "./support/recorded.ts";

// All sets share one stack, because an operation costs about a second: `program` declares what the tests below are about, `beforeAll` runs six
// operations, and each test looks at its own PAL in what was recorded of them. What only the handlers decide is in test/emulator/pal-tools.test.ts.

/** The program's definitions: at first, after two edits in a row, and in the end. */
type Version = "created" | "edited" | "edited again" | "last";

/** The PALs, named after the tests of their sets. */
const pals: Record<string, string> = {};
const palOf = (name: string): string => pals[name] ?? "";
const toolsOf = (name: string): string => `/v2/pals/${palOf(name)}/tools`;
/** Ids of tools that somebody created in the console, which any PAL can have. */
let byHand: readonly string[] = [];

const newTool = (name: string, more: Partial<tavus.PerceptionToolArgs> = {}): tavus.Tool =>
  new tavus.Tool(name, { name, description: "d", ...more } as tavus.ToolArgs);

const program = (version: Version) => async (): Promise<Record<string, unknown>> => {
  const isEdited = version !== "created";
  const isEditedAgain = isEdited && version !== "edited";
  const isLast = version === "last";
  const [a = "", b = ""] = byHand;
  const set = (name: string, toolIds: pulumi.Input<pulumi.Input<string | tavus.Tool>[]>, resource = name) =>
    new tavus.PalTools(resource, { palId: palOf(name), toolIds } as tavus.PalToolsArgs);

  const [one, two] = [newTool("one"), newTool("two")];
  const toolIds = [one, a, two.id, pulumi.output(one), Promise.resolve(a)];
  const exact = set("exact", isLast ? [two] : isEdited ? pulumi.output(toolIds.slice(0, 3).reverse()) : toolIds);

  set("drifted", [a, b]);
  set("extended", isEdited ? [a, b] : [a]);
  set("failing", [a]);
  set(isEdited ? "moved_to" : "moved", [a], "moved");
  const { toolIds: found } = tavus.PalTools.get("found", palOf("found"));
  set("of_deleted_pal", [a]);

  const rest = newTool("rest");
  set("shrunk", isEdited ? [rest] : [rest, newTool("gone")]);
  set("replaced", [newTool("replaced_tool", isEdited ? { origin: "vision" } : {})]);
  set("restored", [rest, newTool("restored_tool")]);

  if (version === "created") {
    // Only `create` finds out that they don't exist.
    set("without_tool", ["tnone"]);
    new tavus.PalTools("without_pal", { palId: "pnone", toolIds: ["tnone"] });
  }

  const attachments = (name: string) => {
    for (const toolId of [a, b]) new tavus.PalToolAttachment(`${name}-${toolId}`, { palId: palOf(name), toolId });
  };
  if (version === "created" || isLast) attachments("taken_over");
  else set("taken_over", isEditedAgain ? [b, a] : [a, b], isEditedAgain ? "renamed" : "taken_over");

  if (isEditedAgain) attachments("mixed");
  set("mixed", isEditedAgain ? [a, b] : [a]);
  // Not our attachment: it is only read.
  tavus.PalToolAttachment.get("read", `${palOf("twice")}/${a}`);
  set("twice", [a]);
  if (isEditedAgain) set("twice", [a], "again");

  return { exact: exact.toolIds, found };
};

let previewed: Recorded;
let created: Recorded;
let edited: Recorded;
let refreshed: Recorded;
let last: Recorded;
let destroyed: Recorded;
/** The `PalTools` resources in the state after the first `up`, which fails for three of them. */
let stored: Record<string, JsonObject>;

test.beforeAll(async ({ emulator, createStack }) => {
  const PALS =
    "exact drifted extended failing moved moved_to found of_deleted_pal shrunk replaced restored without_tool taken_over mixed twice";
  for (const name of PALS.split(" ")) pals[name] = await emulator.createPal();
  for (const i of Array(6).keys())
    byHand = [...byHand, await emulator.createTool({ name: `by_hand_${i}`, description: "Made by hand." })];
  const [a = "", b = "", stray = "", ...others] = byHand;
  await emulator.attach(palOf("exact"), stray);
  await emulator.attach(palOf("failing"), b, stray, ...others);
  await emulator.attach(palOf("moved_to"), stray);
  await emulator.attach(palOf("found"), a, b);
  await emulator.attach(palOf("twice"), a);

  const stack = await createStack(program("created"));
  const record = recorder(emulator, stack, pals);
  previewed = await record(stack.preview());

  emulator.fault = ({ method, path }) =>
    method === "DELETE" && path === `${toolsOf("failing")}/${others[0]}`
      ? { when: "before", answer: new Response('{"error":"not now"}', { status: 403 }) }
      : undefined;
  created = await record(stack.up({ args: ["--continue-on-error"] }), { ok: false });
  const { resources } = (await stack.exportState()).deployment as {
    resources: { urn: string; type: string; outputs?: JsonObject }[];
  };
  stored = Object.fromEntries(
    resources
      .filter(({ type }) => type.endsWith("tavus:PalTools"))
      .map(({ urn, outputs = {} }) => [urn.split("::").at(-1), outputs]),
  );
  emulator.fault = undefined;

  await emulator.attach(palOf("extended"), stray);
  edited = await record(stack.up({ program: program("edited") }));

  await emulator.attach(palOf("drifted"), stray);
  await emulator.request("DELETE", `${toolsOf("drifted")}/${a}`);
  await emulator.request("DELETE", `/v2/tools/${idOf(edited, "restored_tool")}`);
  refreshed = await record(stack.up({ program: program("edited again"), args: ["--refresh"] }));

  last = await record(stack.up({ program: program("last") }));
  await emulator.attach(palOf("exact"), stray);
  await emulator.request("DELETE", `/v2/pals/${palOf("of_deleted_pal")}`);
  destroyed = await record(stack.destroy());
});

const stray = (): string => byHand[2] ?? "";

test("previews a set of Tools that don't exist yet, without a write", () => {
  expect(previewed.operation.changes.map(({ op, type, name }) => [op, type, name])).toContainEqual([
    "create",
    "pulumi-nodejs:dynamic/tavus:PalTools",
    "exact",
  ]);
  expect([...new Set(previewed.calls)].sort()).toEqual([`GET ${toolsOf("found")}`, `GET ${toolsOf("twice")}`].sort());
});

test("another up makes the program's latest changes, and nothing else", () => {
  // It also deletes a set and its attachments.
  const names = ["exact", "one", "taken_over", "renamed", "mixed", "twice", "again"];
  const others = last.operation.changes.filter(({ name }) => !names.some((mine) => name.startsWith(mine)));
  expect(others).toEqual([]);
});

describe("a set", () => {
  test("becomes exactly the given Tools and ids", () => {
    const [one, two, own = ""] = [idOf(created, "one"), idOf(created, "two"), byHand[0]];
    expect(callsTo(created, palOf("exact"))).toEqual([
      `GET ${toolsOf("exact")}`,
      `POST ${toolsOf("exact")}`,
      `DELETE ${toolsOf("exact")}/${stray()}`,
    ]);
    expect(created.attached["exact"]).toEqual([one, two, own].sort());
    expect(created.outputs).toMatchObject({ exact: { value: [one, own, two, one, own] } });
  });

  test("has no order and no duplicates", () => {
    expect(edited.operation.changes.filter(({ name }) => name === "exact")).toEqual([]);
    expect(callsTo(edited, palOf("exact"))).toEqual([]);
  });

  test("detaches what the program no longer lists", () => {
    const detached = [idOf(created, "one"), byHand[0]].map((id) => `DELETE ${toolsOf("exact")}/${id}`);
    expect(callsTo(last, palOf("exact")).sort()).toEqual([`GET ${toolsOf("exact")}`, ...detached].sort());
  });

  test("keeps what others have attached when it is destroyed", () => {
    expect(callsTo(destroyed, palOf("exact"))).toEqual([
      `GET ${toolsOf("exact")}`,
      `DELETE ${toolsOf("exact")}/${idOf(created, "two")}`,
    ]);
    expect(destroyed.attached["exact"]).toEqual([stray()]);
    expect(destroyed.tools).toHaveLength(byHand.length);
  });

  test("moves to another PAL by replacement, and the old one loses its tools", () => {
    const step = edited.operation.changes.find(({ op, name }) => op === "replace" && name === "moved");
    expect(step?.replaceKeys).toEqual(["palId"]);
    expect(callsTo(edited, palOf("moved"), palOf("moved_to"))).toEqual([
      `GET ${toolsOf("moved")}`,
      `DELETE ${toolsOf("moved")}/${byHand[0]}`,
      `GET ${toolsOf("moved_to")}`,
      `POST ${toolsOf("moved_to")}`,
      `DELETE ${toolsOf("moved_to")}/${stray()}`,
    ]);
    expect([edited.attached["moved"], edited.attached["moved_to"]]).toEqual([[], [byHand[0]]]);
  });

  test("can be read with get, and isn't touched", () => {
    expect(callsTo(created, palOf("found"))).toEqual([`GET ${toolsOf("found")}`]);
    expect(created.outputs).toMatchObject({ found: { value: byHand.slice(0, 2) } });
    expect(callsTo(destroyed, palOf("found"))).toEqual([]);
  });

  test("doesn't prevent a destroy if its PAL was deleted", () => {
    expect(edited.attached["of_deleted_pal"]).toEqual([byHand[0]]);
    expect(destroyed.operation.changes).toContainEqual(
      expect.objectContaining({ op: "delete", name: "of_deleted_pal" }),
    );
  });
});

describe("a change in the console", () => {
  test("is shown for each tool after a refresh, and the same up reverts it", () => {
    const [a, b] = byHand;
    const step = refreshed.operation.changes.find(({ op, name }) => op === "update" && name === "drifted");
    expect(step?.oldInputs["toolIds"]).toEqual([b, stray()]);
    expect(step?.newInputs["toolIds"]).toEqual([a, b]);
    expect(Object.keys(step?.detailedDiff ?? {})).toEqual(expect.arrayContaining(["toolIds[0]"]));
    // The result of the refresh is not read again.
    expect(callsTo(refreshed, palOf("drifted"))).toEqual([
      `GET ${toolsOf("drifted")}`,
      `POST ${toolsOf("drifted")}`,
      `DELETE ${toolsOf("drifted")}/${stray()}`,
    ]);
    expect(refreshed.attached["drifted"]).toEqual([a, b].sort());
  });

  test("is found without a refresh when the program adds another tool", () => {
    expect(callsTo(edited, palOf("extended"))).toContain(`DELETE ${toolsOf("extended")}/${stray()}`);
    expect(edited.attached["extended"]).toEqual(byHand.slice(0, 2).sort());
  });
});

describe("a set that fails", () => {
  test("keeps a true state at the third of five detaches, and the next up repairs it", () => {
    const [a = "", , , kept = ""] = byHand;
    expect(reported(created.operation, "error", /::failing$/)).toContain(
      `Could not detach tool ${kept} from PAL ${palOf("failing")}: DELETE ${toolsOf("failing")}/${kept} answered 403: not now.`,
    );
    expect(stored["failing"]).toMatchObject({ palId: palOf("failing"), toolIds: [a, kept] });
    expect(created.attached["failing"]).toEqual([a, kept].sort());
    expect(callsTo(edited, palOf("failing"))).toEqual([
      `GET ${toolsOf("failing")}`,
      `DELETE ${toolsOf("failing")}/${kept}`,
    ]);
    expect(edited.attached["failing"]).toEqual([a]);
  });

  test("names a tool or PAL that doesn't exist, and leaves nothing in the state", () => {
    expect(reported(created.operation, "error", /::without_tool$/)).toContain(
      `Could not attach tool tnone of toolIds to PAL ${palOf("without_tool")}: it is not in this account.`,
    );
    expect(reported(created.operation, "error", /::without_pal$/)).toContain("There is no PAL pnone in this account");
    expect(Object.keys(stored)).not.toContain("without_tool");
    expect(Object.keys(stored)).not.toContain("without_pal");
  });
});

describe("a listed tool", () => {
  test("that is deleted in the same up is detached first", () => {
    const gone = idOf(created, "gone");
    expect(callsTo(edited, palOf("shrunk"), gone)).toEqual([
      `GET ${toolsOf("shrunk")}`,
      `DELETE ${toolsOf("shrunk")}/${gone}`,
      `DELETE /v2/tools/${gone}`,
    ]);
  });

  test("that is replaced is attached again in the same up, and the set isn't replaced", () => {
    const [before, now] = [idOf(created, "replaced_tool"), idOf(edited, "replaced_tool")];
    expect(now).not.toBe(before);
    const ops = edited.operation.changes.filter(({ name }) => name === "replaced").map(({ op }) => op);
    expect(ops).toEqual(["update"]);
    expect(callsTo(edited, palOf("replaced"), before, now)).toEqual([
      `DELETE /v2/tools/${before}`,
      `GET ${toolsOf("replaced")}`,
      `POST ${toolsOf("replaced")}`,
    ]);
    expect(edited.attached["replaced"]).toEqual([now]);
  });

  test("that was deleted in the console is restored with --refresh, and attached", () => {
    const now = idOf(refreshed, "restored_tool");
    expect(now).not.toBe(idOf(edited, "restored_tool"));
    expect(refreshed.attached["restored"]).toEqual([idOf(created, "rest"), now].sort());
  });
});

describe("another name in the program, or another kind of resource", () => {
  test("takes over from attachments and an old name without detaching anything", () => {
    expect(callsTo(edited, palOf("taken_over"))).toEqual([`GET ${toolsOf("taken_over")}`]);
    expect(callsTo(refreshed, palOf("taken_over"))).toEqual([`GET ${toolsOf("taken_over")}`]);
    // Nothing is detached. Concurrent attachments share a request.
    expect(new Set(callsTo(last, palOf("taken_over")))).toEqual(new Set([`POST ${toolsOf("taken_over")}`]));
    expect(last.attached["taken_over"]).toEqual(byHand.slice(0, 2).sort());
  });

  test("causes one warning per operation, at the set, if a PAL has both or two sets", () => {
    // Each operation runs the program in this same process.
    for (const { operation } of [previewed, created, edited]) expect(reported(operation, "warning")).toBe("");
    for (const { operation } of [refreshed, last]) {
      const warnings = operation.diagnostics.filter(({ severity }) => severity === "warning");
      const at = (palId: string) => warnings.filter(({ message }) => message.startsWith(`PAL ${palId} is managed by `));
      expect(at(palOf("mixed"))).toEqual([
        expect.objectContaining({
          message: expect.stringContaining("by this PalTools and by the PalToolAttachment mixed-"),
          urn: expect.stringMatching(/PalTools::mixed$/),
        }),
      ]);
      expect(at(palOf("twice"))).toEqual([
        expect.objectContaining({
          message: expect.stringContaining("by this PalTools and by "),
          urn: expect.stringMatching(/PalTools::(twice|again)$/),
        }),
      ]);
    }
  });
});
