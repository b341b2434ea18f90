import * as pulumi from "@pulumi/pulumi";
import { describe, expect } from "vitest";
import { type JsonObject, valueAt } from "../../src/contract/index.ts";
import * as tavus from "../../src/index.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import { OTHER_API_KEY } from "./support/emulator.ts";
import { test } from "./support/fixtures.ts";
import { callsTo, idOf, type Recorded, recorder, reported, toolOf } from "./support/recorded.ts";

// All tools share one stack, because an operation takes about a second. `program` declares the resources of the tests below, `beforeAll` runs six
// operations, and each test checks its own tool in the recordings.

/** The program's definitions: at first, and after an edit. */
type Version = "created" | "edited";

const PALS = ["trigger", "origin", "recreated"] as const;
const pals: Record<string, string> = {};
const toolsOf = (name: string): string => `/v2/pals/${pals[name]}/tools`;
let byHand = "";
/** Ids of existing tools with names that the program uses, by name. */
const existingIds: Record<string, string> = {};

const API = { url: "https://crm.acme.dev/notes?call={tavus_conversation_id}" };
const ADOPTED = { adopt: true, description: "Declared." };

function tool(resource: string, definition: JsonObject, opts?: pulumi.CustomResourceOptions): tavus.Tool {
  return new tavus.Tool(resource, { name: resource, ...definition } as unknown as tavus.ToolArgs, opts);
}
const postCall = (name: string, more: JsonObject = {}): JsonObject => fullPostCallTool({ name, ...more });

const program = (version: Version) => async (): Promise<Record<string, unknown>> => {
  const isEdited = version !== "created";
  tool("updated", postCall("updated", isEdited ? { description: "Another text." } : {}));
  tool("renamed", postCall(isEdited ? "renamed_now" : "renamed"));
  tool("unnamed", postCall("unnamed", { name: undefined }));
  tool("bare", postCall("bare", isEdited ? { delivery: { api: API } } : {}));
  const live = { staticFiller: undefined, onCall: undefined, onResolve: undefined, parameters: undefined };
  tool("live", fullInCallTool({ name: "live", ...(isEdited && live) }));

  const attached = (name: string, declared: tavus.Tool, byId = true) =>
    new tavus.PalToolAttachment(`${name}-on-pal`, { palId: pals[name] ?? "", toolId: byId ? declared.id : declared });
  const inCall = fullInCallTool({ name: "trigger" });
  attached("trigger", tool("trigger", isEdited ? postCall("trigger") : inCall));
  attached("origin", tool("origin", { description: "d", ...(isEdited && { origin: "vision" }) }));
  attached("recreated", tool("recreated", postCall("recreated")), false);
  tool("deleted", postCall("deleted", isEdited ? { description: "Another." } : {}));
  tool("gone", postCall("gone"));

  tool("adopted", postCall("adopted", ADOPTED));
  if (version === "created") {
    tool("taken", postCall("taken"));
    tool("another_kind", postCall("another_kind", ADOPTED));
  }
  const found = tavus.Tool.get("found", byHand);
  tool("here", postCall("shared"));
  if (!isEdited)
    tool("there", postCall("shared"), { provider: new tavus.Provider("other", { apiKey: OTHER_API_KEY }) });

  const first = tool("first", postCall("first"));
  tool(
    "second",
    postCall("second", {
      name: first.toolId.apply((id) => `after_${id}`),
      description: pulumi.interpolate`After ${first.toolId}.`,
      delivery: {
        api: {
          url: pulumi.interpolate`https://crm.acme.dev/${first.toolId}`,
          bodyTemplate: { first: first.toolId, conversation: "{tavus_conversation_id}" },
          auth: first.toolId.apply((id) => ({ type: "bearer", token: id })),
        },
      },
    }),
  );
  return { name: found.name, description: found.description };
};

let previewed: Recorded;
let created: Recorded;
let changePreviewed: Recorded;
let edited: Recorded;
let refreshed: Recorded;
let destroyed: Recorded;
/** The tools of the other account after `created` and after `edited`, which deletes them. */
let createdThere: readonly JsonObject[];
let leftThere: readonly JsonObject[];

test.beforeAll(async ({ emulator, createStack }) => {
  for (const name of PALS) pals[name] = await emulator.createPal();
  byHand = await emulator.createTool({
    name: "by_hand",
    description: "Made by hand.",
    delivery: { app_message: true },
  });
  const existing = (name: string, more: JsonObject = {}) =>
    emulator.createTool({
      name,
      description: "Made by hand.",
      trigger_type: "post_call",
      parameters: { type: "object", properties: {} },
      delivery: { api: { url: "https://old.acme.dev/hook" } },
      ...more,
    });
  const remove = async (name: string) =>
    emulator.request("DELETE", `/v2/tools/${(await emulator.toolNamed(name))["tool_id"]}`);
  for (const name of ["adopted", "taken"]) existingIds[name] = await existing(name);
  existingIds["another_kind"] = await existing("another_kind", {
    trigger_type: "in_call",
    parameters: undefined,
    delivery: { app_message: true },
  });

  const stack = await createStack(program("created"));
  const record = recorder(emulator, stack, pals);
  previewed = await record(stack.preview());
  // Two names are taken.
  created = await record(stack.up({ args: ["--continue-on-error"] }), { ok: false });
  createdThere = await emulator.tools(OTHER_API_KEY);

  changePreviewed = await record(stack.preview({ program: program("edited") }));
  for (const name of ["deleted", "taken", "another_kind"]) await remove(name);
  edited = await record(stack.up({ args: ["--continue-on-error"] }), { ok: false });
  leftThere = await emulator.tools(OTHER_API_KEY);

  await remove("recreated");
  refreshed = await record(stack.up({ args: ["--refresh"] }));
  await remove("gone");
  destroyed = await record(stack.destroy());
});

const changesOf = ({ operation }: Recorded, name: string) => operation.changes.filter((step) => step.name === name);

describe("a tool", () => {
  test("is created, updated in place, and deleted, each with the necessary calls", () => {
    expect(changesOf(previewed, "updated").map(({ op }) => op)).toEqual(["create"]);
    expect(new Set(previewed.calls)).toEqual(new Set(["GET /v2/tools"]));
    expect(created.calls.filter((call) => call === "POST /v2/tools")).toHaveLength(17);
    expect(toolOf(created, "updated")).toMatchObject({
      trigger_type: "post_call",
      delivery: { api: { auth: { token: "********" } } },
    });

    const changes = changesOf(changePreviewed, "updated");
    expect(changes.map(({ op, detailedDiff }) => [op, Object.keys(detailedDiff)])).toEqual([
      ["update", ["description"]],
    ]);
    const path = `/v2/tools/${idOf(created, "updated")}`;
    expect(callsTo(edited, path)).toEqual([`PATCH ${path}`]);
    expect(toolOf(edited, "updated")).toMatchObject({
      tool_id: idOf(created, "updated"),
      description: "Another text.",
    });
    expect(callsTo(destroyed, path)).toEqual([`DELETE ${path}`]);
  });

  test("isn't touched if nothing about it changed", () => {
    const unchanged = ["here", "unnamed", "gone", "adopted", "first", "second"];
    for (const { operation, calls } of [changePreviewed, edited, refreshed]) {
      expect(operation.changes.filter(({ name }) => unchanged.includes(name))).toEqual([]);
      expect(calls.filter((call) => unchanged.some((name) => call.includes(idOf(created, name))))).toEqual([]);
    }
    expect(refreshed.operation.changes.map(({ op, name }) => `${op} ${name}`).sort()).toEqual([
      "create deleted",
      "create recreated",
      "create recreated-on-pal",
    ]);
  });

  test("is renamed in place", () => {
    expect(idOf(edited, "renamed_now")).toBe(idOf(created, "renamed"));
  });

  test.for([
    ["trigger", "triggerType"],
    ["origin", "origin"],
  ] as const)("is detached, deleted, created, and attached in one up if its %s changes", ([name, key]) => {
    expect(changesOf(edited, name).find(({ op }) => op === "replace")?.replaceKeys).toEqual([key]);
    const [before, now] = [idOf(created, name), idOf(edited, name)];
    expect(now).not.toBe(before);
    expect(callsTo(edited, before, now, pals[name])).toEqual([
      `DELETE ${toolsOf(name)}/${before}`,
      `DELETE /v2/tools/${before}`,
      `POST ${toolsOf(name)}`,
    ]);
    expect(edited.attached[name]).toEqual([now]);
  });

  test("is named after resource and stack if the program sets no name", () => {
    expect(toolOf(created, "unnamed_test")).toBeDefined();
  });

  test("loses an optional field that the program drops, without later drift", () => {
    const stored = valueAt(toolOf(edited, "bare") ?? {}, ["delivery", "api"]) as JsonObject;
    // D-16: a server may show {} for none.
    expect(stored["body_template"] ?? {}).toEqual({});
    // Set explicitly, so that a server with other defaults has ours, too.
    expect(stored).toMatchObject({ auth: { type: "none" }, timeout: 10, headers: {} });
    expect(changesOf(refreshed, "bare")).toEqual([]);
  });

  test("loses static filler, on_call, and on_resolve that the program drops", () => {
    const live = toolOf(edited, "live");
    expect(live).toMatchObject({ on_call: "generate_filler", on_resolve: "fire_and_forget" });
    expect(live?.["static_filler"] ?? null).toBeNull();
    expect(changesOf(refreshed, "live")).toEqual([]);
  });

  test("that was deleted in the console is recreated with its attachment", () => {
    const now = idOf(refreshed, "recreated");
    expect(now).not.toBe(idOf(created, "recreated"));
    expect(refreshed.attached["recreated"]).toEqual([now]);
  });

  test("that was deleted in the console doesn't prevent a destroy", () => {
    expect(changesOf(destroyed, "gone").map(({ op, failed }) => [op, failed])).toEqual([["delete", false]]);
  });

  test("that was deleted in the console is reported by an update without a refresh", () => {
    expect(reported(edited.operation, "error", /::deleted$/)).toContain(
      "was deleted outside of Pulumi. Run pulumi up --refresh",
    );
    expect(edited.operation.steps.filter(({ failed }) => failed).map(({ name }) => name)).toEqual(["deleted"]);
  });

  test("is read with get and never deleted", () => {
    expect(created.outputs).toMatchObject({ name: { value: "by_hand" }, description: { value: "Made by hand." } });
    expect(destroyed.tools.map((tool) => tool["tool_id"])).toEqual([byHand]);
  });

  test("is managed in two accounts by one stack", () => {
    expect(createdThere.map(({ name }) => name)).toEqual(["shared"]);
    expect(toolOf(edited, "shared")).toBeDefined();
    expect(leftThere).toEqual([]);
  });

  test("isn't checked for values that a preview doesn't know yet", () => {
    expect(changesOf(previewed, "second").map(({ op }) => op)).toEqual(["create"]);
    const id = idOf(created, "first");
    expect(toolOf(created, `after_${id}`)).toMatchObject({
      description: `After ${id}.`,
      delivery: { api: { url: `https://crm.acme.dev/${id}` } },
    });
  });
});

describe("a name that is taken", () => {
  test("fails with the id and a remedy, and creates no second tool", () => {
    const errors = reported(created.operation, "error", /::taken$/);
    expect(errors).toContain(`The tool ${existingIds["taken"]} of this account already has the name taken`);
    expect(errors).toContain("adopt: true");
    expect(created.tools.filter(({ name }) => name === "taken")).toHaveLength(1);
  });

  test("is taken over with adopt: true, without later drift", () => {
    const id = existingIds["adopted"];
    expect(callsTo(created, id)).toEqual([`PATCH /v2/tools/${id}`]);
    expect(toolOf(created, "adopted")).toMatchObject({ tool_id: id, description: "Declared." });
    expect(changesOf(refreshed, "adopted")).toEqual([]);
  });

  test("isn't taken over if it is another kind of tool", () => {
    expect(reported(created.operation, "error", /::another_kind$/)).toContain("its triggerType is another");
    expect(toolOf(created, "another_kind")).toMatchObject({ description: "Made by hand." });
  });
});
