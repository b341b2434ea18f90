import * as pulumi from "@pulumi/pulumi";
import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import * as tavus from "../../src/index.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import { test } from "./support/fixtures.ts";
import { callsTo, idOf, type Recorded, recorder, toolOf, writesTo } from "./support/recorded.ts";

// Resource options belong to the engine. All tests share one stack, because an operation takes about a second. `program` declares the resources of
// the tests below, `beforeAll` runs seven operations, and each test checks its own tools and PALs in the recordings.

const URN = "urn:pulumi:test::test::pulumi-nodejs:dynamic/tavus:";
const DESCRIPTION = fullPostCallTool()["description"];
const { delivery } = fullPostCallTool() as { delivery: { api: JsonObject } };
const { onResolve, ...withoutOnResolve } = fullInCallTool();

/** The program's definitions: at first, after two edits in a row, and in the end. */
type Version = "created" | "edited" | "edited again" | "last";

/** By the name of the tool that is attached to it. */
const pals: Record<string, string> = {};
/** Ids of tools that somebody created in the console. */
const byHand: Record<"attached" | "read" | "ordered", string> = { attached: "", read: "", ordered: "" };

interface PairOptions {
  readonly fields?: JsonObject;
  readonly tool?: pulumi.CustomResourceOptions;
  readonly attachment?: pulumi.CustomResourceOptions | ((tool: tavus.Tool) => pulumi.CustomResourceOptions);
  readonly toolResource?: string;
  readonly attachmentResource?: string;
  /** Attaches by the tool's id, so that the Tool itself isn't known. */
  readonly byId?: boolean;
  readonly palId?: string | undefined;
}

/** A tool with that name, and its attachment. */
function pair(name: string, options: PairOptions = {}): void {
  const { attachment, palId = pals[name] ?? "" } = options;
  const definition = fullPostCallTool({ name, ...options.fields }) as unknown as tavus.ToolArgs;
  const tool = new tavus.Tool(options.toolResource ?? name, definition, options.tool);
  new tavus.PalToolAttachment(
    options.attachmentResource ?? `${name}-on-pal`,
    { palId, toolId: options.byId === true ? tool.id : tool },
    typeof attachment === "function" ? attachment(tool) : attachment,
  );
}

/** A tool whose onResolve the program doesn't set, and that output. */
function onResolveOf(name: string, options?: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const tool = new tavus.Tool(name, { ...withoutOnResolve, name } as unknown as tavus.ToolArgs, options);
  return tool.onResolve.apply((value) => value ?? "nothing");
}

const program = (version: Version, url: string) => async (): Promise<Record<string, unknown>> => {
  const isEdited = version !== "created";
  const isEditedAgain = isEdited && version !== "edited";
  const isLast = version === "last";

  for (const [name, api] of [
    ["ignored", { timeout: 50 }],
    ["ignored_within", { timeout: 50, method: "PUT" }],
  ] as const) {
    const edit = { description: "Another.", delivery: { api: { ...delivery.api, ...api } } };
    const definition = fullPostCallTool({ name, ...(isEdited && edit) }) as unknown as tavus.ToolArgs;
    new tavus.Tool(name, definition, { ignoreChanges: ["description", "delivery.api.timeout"] });
  }

  pair("protected", { tool: { protect: !isLast } });
  pair("retained", { tool: { retainOnDelete: true }, attachment: { retainOnDelete: true } });
  pair("retained_alone", { tool: { retainOnDelete: true } });
  pair("owned");
  pair("owned_as_said", { byId: true, attachment: (tool) => ({ deletedWith: tool }) });
  pair("by_id", { byId: true });
  new tavus.PalToolAttachment("read-on-pal", {
    palId: pals["read"] ?? "",
    toolId: tavus.Tool.get("read", byHand.read),
  });

  const alias = (name: string) => ({ aliases: [{ name }] });
  const renamed = { toolResource: "renamed", attachmentResource: "renamed-on-pal" };
  pair("aliased", isEdited ? { ...renamed, tool: alias("aliased"), attachment: alias("aliased-on-pal") } : {});
  pair("without_alias", isEdited ? { attachmentResource: "without-alias-renamed" } : {});
  pair("adopted", isEdited ? { toolResource: "adopted-renamed", fields: { adopt: true } } : {});
  pair("adopted_later", isEditedAgain ? { toolResource: "adopted-later-renamed", fields: { adopt: true } } : {});

  const replacing = { fields: { description: "Another." }, tool: { replaceOnChanges: ["description"] } };
  pair("replaced_by_option", isEdited ? replacing : {});
  pair("replaced_by_command");
  const ofFirst = { name: "first" };
  const first = new tavus.Tool(
    "first",
    (isEdited ? fullInCallTool(ofFirst) : fullPostCallTool(ofFirst)) as unknown as tavus.ToolArgs,
  );
  const second = fullPostCallTool({ name: isLast ? "second_again" : isEdited ? "second_renamed" : "second" });
  new tavus.Tool("second", {
    ...(second as unknown as tavus.ToolArgs),
    description: pulumi.interpolate`After ${first.toolId}.`,
  });

  const account = !isEditedAgain && new tavus.Provider("account", isEdited ? { baseUrl: `${url}/` } : {});
  const provider = account === false ? {} : { provider: account };
  pair("of_provider", { tool: provider, attachment: provider });

  for (const name of ["target", "other"])
    new tavus.Tool(
      name,
      fullPostCallTool({ name, ...(isLast && { description: "Another." }) }) as unknown as tavus.ToolArgs,
    );

  const ordered = new tavus.Tool("ordered", fullPostCallTool({ name: "ordered" }) as unknown as tavus.ToolArgs);
  new tavus.PalToolAttachment(
    "ordered-on-pal",
    { palId: pals["ordered"] ?? "", toolId: byHand.ordered },
    { dependsOn: ordered },
  );

  pair("moved", { palId: pals[isEdited ? "moved_to" : "moved"] });
  pair("detached");
  pair("of_deleted_pal", { byId: true });
  const attachment = tavus.PalToolAttachment.get("found", `${pals["attached"]}/${byHand.attached}`);

  const secret = new tavus.Tool("secret", fullPostCallTool({ name: "secret" }) as unknown as tavus.ToolArgs, {
    additionalSecretOutputs: ["description"],
  });
  const ignoring = async ({ props, opts }: pulumi.ResourceTransformArgs) => ({
    props,
    opts: { ...opts, ignoreChanges: ["onResolve"] },
  });
  const bringing = <T>({ props, opts }: { props: pulumi.Inputs; opts: T }) => ({
    props: { ...props, onResolve },
    opts,
  });
  return {
    description: secret.description,
    name: secret.name,
    foundPalId: attachment.palId,
    foundToolId: attachment.toolId,
    plain: onResolveOf("plain"),
    ignoring: onResolveOf("ignoring", { ignoreChanges: ["onResolve"] }),
    ignoringByTransform: onResolveOf("ignoring_by_transform", { transforms: [ignoring] }),
    broughtByTransform: onResolveOf("brought_by_transform", { transforms: [async (given) => bringing(given)] }),
    broughtByTransformation: onResolveOf("brought_by_transformation", { transformations: [bringing] }),
  };
};

let created: Recorded;
let edited: Recorded;
let refreshed: Recorded;
let destroyedTargets: Recorded;
let targeted: Recorded;
let last: Recorded;
let destroyed: Recorded;

test.beforeAll(async ({ emulator, createStack }) => {
  const PALS = `protected retained retained_alone owned owned_as_said by_id read aliased without_alias adopted adopted_later
    replaced_by_option replaced_by_command of_provider ordered moved moved_to detached of_deleted_pal attached`;
  for (const name of PALS.split(/\s+/)) pals[name] = await emulator.createPal();
  for (const name of ["attached", "read", "ordered"] as const)
    byHand[name] = await emulator.createTool({ name: `by_hand_${name}`, description: "Made by hand." });
  await emulator.attach(pals["attached"] ?? "", byHand.attached);
  const edit = async (name: string, fields: JsonObject) =>
    emulator.request("PATCH", `/v2/tools/${(await emulator.toolNamed(name))["tool_id"]}`, fields);

  const stack = await createStack(program("created", emulator.url));
  const record = recorder(emulator, stack, pals);
  created = await record(stack.up());
  for (const name of ["plain", "ignoring", "ignoring_by_transform"]) await edit(name, { on_resolve: onResolve });

  const replace = (resource: string) => ["--replace", `${URN}${resource}`];
  edited = await record(
    stack.up({ program: program("edited", emulator.url), args: replace("Tool::replaced_by_command") }),
  );
  await edit("ignored", { description: "By hand." });
  const { tool_id: detached } = await emulator.toolNamed("detached");
  await emulator.request("DELETE", `/v2/pals/${pals["detached"]}/tools/${detached}`);

  refreshed = await record(
    stack.up({
      program: program("edited again", emulator.url),
      args: ["--refresh", ...replace("PalToolAttachment::replaced_by_command-on-pal")],
    }),
  );

  const target = (name: string) => ["--target", `${URN}Tool::${name}`];
  destroyedTargets = await record(
    stack.destroy({
      args: [...target("protected"), ...target("target"), "--target-dependents", "--continue-on-error"],
    }),
    { ok: false },
  );
  targeted = await record(stack.up({ program: program("last", emulator.url), args: target("target") }));
  last = await record(stack.up({ args: ["--refresh", "--run-program"] }));
  await emulator.request("DELETE", `/v2/pals/${pals["of_deleted_pal"]}`);
  destroyed = await record(stack.destroy());
});

const toolsOf = (name: string): string => `/v2/pals/${pals[name]}/tools`;

/** Pulumi 3.276 saves the detach (deletedWith: deleting the tool detaches it). Pulumi 3.259 sends it first. */
function expectReplaced(name: string, recorded: Recorded): void {
  const [before, now] = [idOf(created, name), idOf(recorded, name)];
  expect(now).not.toBe(before);
  const calls = callsTo(recorded, before, now, pals[name]);
  if (calls[0] === `DELETE ${toolsOf(name)}/${before}`) calls.shift();
  expect(calls).toEqual([`DELETE /v2/tools/${before}`, `POST ${toolsOf(name)}`]);
  expect(recorded.attached[name]).toEqual([now]);
}

test("another up makes the program's latest changes, and nothing else", () => {
  const changes = last.operation.changes.map(({ op, name }) => `${op} ${name}`);
  expect(changes.sort()).toEqual(["create protected-on-pal", "update other", "update second"]);
  const writes = last.calls.filter((call) => !call.startsWith("GET "));
  expect(writes.sort()).toEqual(
    [
      `POST ${toolsOf("protected")}`,
      `PATCH /v2/tools/${idOf(created, "other")}`,
      `PATCH /v2/tools/${idOf(created, "second")}`,
    ].sort(),
  );
});

describe("ignoreChanges", () => {
  test("keeps a property, and a nested one, in the program and in a refresh", () => {
    expect(callsTo(edited, idOf(created, "ignored"))).toEqual([]);
    expect(writesTo(refreshed, idOf(created, "ignored"))).toEqual([]);
    expect(toolOf(refreshed, "ignored")).toMatchObject({ description: "By hand.", delivery: { api: { timeout: 20 } } });
  });

  test("keeps the ignored value if the property around it is sent whole", () => {
    const path = `/v2/tools/${idOf(created, "ignored_within")}`;
    expect(callsTo(edited, path)).toEqual([`GET ${path}`, `PATCH ${path}`]);
    expect(toolOf(edited, "ignored_within")).toMatchObject({
      description: DESCRIPTION,
      delivery: { api: { timeout: 20, method: "PUT" } },
    });
  });
});

describe("an output that the program doesn't set", () => {
  test("is undefined, and somebody's value is reset", () => {
    expect(created.outputs["plain"]?.value).toBe("nothing");
    expect(toolOf(edited, "plain")).toHaveProperty("on_resolve", onResolve);
    expect(refreshed.outputs["plain"]?.value).toBe("nothing");
    expect(toolOf(refreshed, "plain")).not.toHaveProperty("on_resolve", onResolve);
  });

  test.for([
    ["the program", "ignoring"],
    ["a transform of the engine", "ignoringByTransform"],
  ] as const)("is somebody's value if %s ignores it", ([, output]) => {
    expect(created.outputs[output]?.value).toBe("nothing");
    expect(refreshed.outputs[output]?.value).toBe(onResolve);
  });

  test.for([
    ["transform of the engine", "broughtByTransform", "brought_by_transform"],
    ["transformation", "broughtByTransformation", "brought_by_transformation"],
  ] as const)("is the value that a %s adds", ([, output, name]) => {
    expect(created.outputs[output]?.value).toBe(onResolve);
    expect(toolOf(created, name)).toHaveProperty("on_resolve", onResolve);
  });
});

describe("protect", () => {
  test("refuses the deletion and says how to allow it, and nothing is touched", () => {
    const { operation } = destroyedTargets;
    expect(operation.exitCode).not.toBe(0);
    expect(operation.stderr + operation.stdout).toMatch(/Tool::protected" cannot be deleted\s+because it is protected/);
    const id = idOf(created, "protected");
    expect(callsTo(destroyedTargets, id, pals["protected"])).toEqual([]);
    expect(destroyedTargets.attached["protected"]).toEqual([id]);
  });

  test("costs one harmless attach in the next up", () => {
    // The engine forgets the attachment before it refuses the tool (the detach is saved). Attaching again is harmless (P-3).
    expect(writesTo(last, idOf(created, "protected"), pals["protected"])).toEqual([`POST ${toolsOf("protected")}`]);
    expect(last.attached["protected"]).toEqual([idOf(created, "protected")]);
  });
});

describe("retainOnDelete", () => {
  test("leaves tool and attachment at Tavus", () => {
    const id = idOf(created, "retained");
    expect(callsTo(destroyed, id, pals["retained"])).toEqual([]);
    expect(destroyed.attached["retained"]).toEqual([id]);
  });

  test("of the tool alone detaches it, because a tool that isn't deleted detaches nothing", () => {
    const id = idOf(created, "retained_alone");
    expect(callsTo(destroyed, id)).toEqual([`DELETE ${toolsOf("retained_alone")}/${id}`]);
    expect(idOf(destroyed, "retained_alone")).toBe(id);
    expect(destroyed.attached["retained_alone"]).toEqual([]);
  });
});

describe("deletedWith", () => {
  test.for([
    ["by default if the attachment gets the Tool", "owned"],
    ["if the program says so and passes the id", "owned_as_said"],
  ] as const)("saves the detach %s", ([, name]) => {
    const id = idOf(created, name);
    expect(callsTo(destroyed, id, pals[name])).toEqual([`DELETE /v2/tools/${id}`]);
    expect(destroyed.attached[name]).toEqual([]);
  });

  test("isn't set if the attachment gets an id", () => {
    const id = idOf(created, "by_id");
    expect(callsTo(destroyed, id)).toEqual([`DELETE ${toolsOf("by_id")}/${id}`, `DELETE /v2/tools/${id}`]);
  });

  test("isn't set for a Tool that is only read", () => {
    expect(created.attached["read"]).toEqual([byHand.read]);
    expect(writesTo(destroyed, byHand.read)).toEqual([`DELETE ${toolsOf("read")}/${byHand.read}`]);
    expect(destroyed.attached["read"]).toEqual([]);
    expect(idOf(destroyed, "by_hand_read")).toBe(byHand.read);
  });
});

describe("a resource that gets another name in the program", () => {
  test("costs no request and no replacement with aliases", () => {
    const steps = edited.operation.steps.filter(({ name }) => ["renamed", "renamed-on-pal"].includes(name));
    expect(steps.map(({ op, name }) => [op, name])).toEqual([
      ["same", "renamed"],
      ["same", "renamed-on-pal"],
    ]);
    const id = idOf(created, "aliased");
    expect(callsTo(edited, id, pals["aliased"])).toEqual([]);
    expect(callsTo(destroyed, id, pals["aliased"])).toEqual([`DELETE /v2/tools/${id}`]);
  });

  test("stays attached without aliases: deleting the old attachment doesn't affect the new one", () => {
    const id = idOf(created, "without_alias");
    expect(callsTo(edited, id, pals["without_alias"])).toEqual([`POST ${toolsOf("without_alias")}`]);
    expect(edited.attached["without_alias"]).toEqual([id]);
  });

  test.for([
    ["", "adopted", () => edited],
    [", also after a refresh", "adopted_later", () => refreshed],
  ] as const)("keeps its tool without aliases, but with adopt%s", ([, name, recorded]) => {
    const id = idOf(created, name);
    expect(writesTo(recorded(), id, pals[name])).toEqual([`PATCH /v2/tools/${id}`]);
    expect(last.attached[name]).toEqual([id]);
  });
});

describe("a replacement that the engine decides", () => {
  test("deletes first for replaceOnChanges, and the attachment follows in the same up", () => {
    expectReplaced("replaced_by_option", edited);
  });

  test("does the same for --replace, of the tool and of the attachment", () => {
    const name = "replaced_by_command";
    expectReplaced(name, edited);
    const now = idOf(edited, name);
    expect(writesTo(refreshed, now, pals[name])).toEqual([`DELETE ${toolsOf(name)}/${now}`, `POST ${toolsOf(name)}`]);
    expect(refreshed.attached[name]).toEqual([now]);
  });

  // The engine compares the dependents of a replacement twice, first with their old names.
  test("keeps its dependents unchanged, even if they get another name in the same up", () => {
    expect(idOf(edited, "first")).not.toBe(idOf(created, "first"));
    expect(idOf(edited, "second_renamed")).toBe(idOf(created, "second"));
    expect(idOf(last, "first")).toBe(idOf(edited, "first"));
    expect(idOf(last, "second_again")).toBe(idOf(created, "second"));
  });
});

test("doesn't send requests or replace because of another provider, or another of its settings", () => {
  const id = idOf(created, "of_provider");
  for (const { operation } of [edited, refreshed]) {
    const steps = operation.steps.filter(({ name }) => name.startsWith("of_provider"));
    expect(steps.filter(({ op }) => !["same", "refresh", "update"].includes(op))).toEqual([]);
    expect(steps.length).toBeGreaterThanOrEqual(2);
  }
  expect(callsTo(edited, id, pals["of_provider"])).toEqual([]);
  expect(writesTo(refreshed, id, pals["of_provider"])).toEqual([]);
  expect(callsTo(destroyed, id, pals["of_provider"])).toEqual([`DELETE /v2/tools/${id}`]);
});

test("touches only the tool that --target names", () => {
  const [target, other] = [idOf(created, "target"), idOf(created, "other")];
  expect(destroyedTargets.calls).toEqual([`DELETE /v2/tools/${target}`]);
  expect(targeted.calls.filter((call) => !call.startsWith("GET "))).toEqual(["POST /v2/tools"]);
  expect(toolOf(targeted, "target")).toMatchObject({ description: "Another." });
  expect(toolOf(targeted, "other")).toMatchObject({ tool_id: other, description: DESCRIPTION });
  expect(writesTo(last, idOf(targeted, "target"), other)).toEqual([`PATCH /v2/tools/${other}`]);
});

test("orders unrelated resources by dependsOn", () => {
  const order = created.operation.steps.map(({ name }) => name);
  expect(order.indexOf("ordered")).toBeLessThan(order.indexOf("ordered-on-pal"));
  expect(callsTo(destroyed, byHand.ordered, idOf(created, "ordered"))).toEqual([
    `DELETE ${toolsOf("ordered")}/${byHand.ordered}`,
    `DELETE /v2/tools/${idOf(created, "ordered")}`,
  ]);
});

test("makes an output secret that additionalSecretOutputs names", () => {
  expect(created.outputs).toMatchObject({
    description: { value: DESCRIPTION, secret: true },
    name: { value: "secret", secret: false },
  });
});

describe("an attachment", () => {
  test("moves to another PAL by replacement", () => {
    const id = idOf(created, "moved");
    expect(callsTo(edited, id, pals["moved"], pals["moved_to"])).toEqual([
      `DELETE ${toolsOf("moved")}/${id}`,
      `POST ${toolsOf("moved_to")}`,
    ]);
    expect([edited.attached["moved"], edited.attached["moved_to"]]).toEqual([[], [id]]);
  });

  test("that was detached in the console is attached again after a refresh", () => {
    const step = refreshed.operation.changes.find(({ name }) => name === "detached-on-pal");
    expect(step?.op).toBe("create");
    expect(refreshed.attached["detached"]).toEqual([idOf(created, "detached")]);
  });

  test("of a deleted PAL doesn't prevent a destroy", () => {
    expect(toolOf(destroyed, "of_deleted_pal")).toBeUndefined();
  });

  test("can be read with get, and isn't touched by destroy", () => {
    expect(callsTo(created, pals["attached"])).toEqual([`GET ${toolsOf("attached")}`]);
    expect(created.outputs).toMatchObject({
      foundPalId: { value: pals["attached"] },
      foundToolId: { value: byHand.attached },
    });
    expect(callsTo(destroyed, pals["attached"])).toEqual([]);
    expect(destroyed.attached["attached"]).toEqual([byHand.attached]);
  });
});
