import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Deployment, PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { isObject, type JsonObject } from "../../src/contract/index.ts";
import * as tavus from "../../src/index.ts";
import { VERSION } from "../../src/tavus-api/version.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import { useEmulator } from "./support/fixtures.ts";
import { isSeeded } from "./support/seeded.ts";
import { createStack } from "./support/stack.ts";

/**
 * States that each released version has written. States live forever: today's code must refresh, update, and destroy all of them. If the shape of the
 * state changes, it needs a new golden state: `GOLDEN=new npm run test:engine -- golden` writes it.
 */
const FOLDER = join(import.meta.dirname, "../golden");
const goldens = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
const current = join(FOLDER, `${VERSION}.json`);

const emulator = useEmulator();
const SECRET = "golden-secret";

const note = tavus.defineAction({
  name: "golden_note",
  description: "Log a note.",
  parameters: { channel: tavus.fixed("C0"), message: z.string().describe("What the caller wanted.") },
});

const program =
  (palIds: readonly string[], description: string): PulumiFn =>
  async () => {
    const [support, sales] = palIds as [string, string];
    const full = new tavus.Tool(
      "full",
      fullPostCallTool({ name: "golden_full", description }) as unknown as tavus.ToolArgs,
    );
    const live = new tavus.Tool("live", fullInCallTool({ name: "golden_live" }) as unknown as tavus.ToolArgs);
    new tavus.Tool("named", { description: "Named by the stack." });
    new tavus.PalToolAttachment("full-on-support", { palId: support, toolId: full });
    new tavus.PalTools("sales", { palId: sales, toolIds: [live, full] });
    const { apiKey, url: baseUrl } = emulator;
    const provider = new tavus.Provider("explicit", { apiKey, baseUrl });
    new tavus.PostCallAction(
      "note",
      {
        action: note,
        delivery: { url: "https://crm.acme.dev/n", auth: { type: "hmac", secret: SECRET } },
        attachTo: { support },
      },
      { providers: [provider] },
    );
  };

/** Differences between two runs, and between two machines, by name. */
function names(state: Deployment, palIds: readonly string[]): Map<string, string> {
  const known = new Map<string, string>(palIds.map((id, i) => [id, `<pal ${i}>`]));
  for (const resource of resourcesOf(state)) {
    const name = String(resource["urn"]).split("::").at(-1);
    const type = String(resource["type"]);
    if (type.endsWith("tavus:Tool")) known.set(String(resource["id"]), `<tool ${name}>`);
    if (type.startsWith("pulumi:providers:")) known.set(String(resource["id"]), `<provider ${name}>`);
  }
  known.set(emulator.url, "<base URL>");
  known.set(emulator.apiKey, "<key>");
  return known;
}

function resourcesOf({ deployment }: Deployment): JsonObject[] {
  return (deployment as { resources: JsonObject[] }).resources;
}

const OF_THE_RUN = ["created", "modified", "sourcePosition", "stackTrace"];
const TIMES = ["createdAt", "updatedAt"];

function normalize(state: Deployment, palIds: readonly string[]): JsonObject[] {
  const drop = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(drop);
    if (!isObject(value)) return value;
    const kept = Object.entries(value).filter(([key]) => !OF_THE_RUN.includes(key));
    return Object.fromEntries(
      kept.map(([key, item]) => [key, TIMES.includes(key) ? "2026-01-01T00:00:00" : drop(item)]),
    );
  };
  let text = JSON.stringify(drop(resourcesOf(state)));
  for (const [id, name] of names(state, palIds)) text = text.replaceAll(id, name);
  const resources = JSON.parse(text) as JsonObject[];
  return resources.sort((a, b) => (String(a["urn"]) < String(b["urn"]) ? -1 : 1));
}

/** Our parts of the state. The rest is the engine's, whose version can differ. */
function ourPart({ urn, type, id, inputs, outputs }: JsonObject): JsonObject {
  return { urn, type, id, inputs, outputs };
}

/** Replaces the resources of a state with the golden ones, with its ids. */
function replaceResources(state: Deployment, golden: JsonObject[], palIds: readonly string[]): Deployment {
  let text = JSON.stringify(golden);
  for (const [id, name] of names(state, palIds)) text = text.replaceAll(name, id);
  const order = resourcesOf(state).map(({ urn }) => urn);
  const resources = (JSON.parse(text) as JsonObject[]).sort(
    (a, b) => order.indexOf(a["urn"]) - order.indexOf(b["urn"]),
  );
  return { ...state, deployment: { ...(state.deployment as JsonObject), resources } };
}

/** Gives the tools at Tavus the names of a golden state, because an older version may have chosen other names. */
async function renameTools(state: Deployment, golden: JsonObject[]): Promise<void> {
  const named = (resources: JsonObject[]) =>
    new Map(resources.map(({ urn, id, inputs }) => [urn, { id, name: (inputs as JsonObject | undefined)?.["name"] }]));
  const before = named(golden);
  for (const [urn, { id, name }] of named(resourcesOf(state)))
    if (name !== before.get(urn)?.name)
      await emulator.request("PATCH", `/v2/tools/${id}`, { name: before.get(urn)?.name });
}

async function deploy() {
  const palIds = [await emulator.createPal(), await emulator.createPal()];
  const stack = await createStack({ program: program(palIds, "As released."), config: emulator.config });
  const up = await stack.up();
  expect(up.ok, up.stdout + up.stderr).toBe(true);
  return { palIds, stack, state: await stack.exportState() };
}

/** Today's code with the state from a file instead of its own. */
async function lifeOf(file: string) {
  const { palIds, stack, state } = await deploy();
  const golden = JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as JsonObject[];
  await stack.importState(replaceResources(state, golden, palIds));
  await renameTools(state, golden);
  emulator.calls();
  // The state of 8b1e489 has a body template with hmac, which today's program can't declare. The refresh drops it.
  const updated = await stack.up({ program: program(palIds, "Changed."), args: ["--refresh"] });
  const written = emulator.calls().filter((call) => !call.startsWith("GET "));
  const destroyed = await stack.destroy();
  const left = await emulator.tools();
  await stack.dispose();
  return { normalized: normalize(state, palIds), updated, written, destroyed, left };
}

// The files contain the server's default behavior.
describe.skipIf(isSeeded).each(existsSync(current) ? goldens : [...goldens, basename(current)])(
  "the state of %s",
  (file) => {
    let life: Awaited<ReturnType<typeof lifeOf>>;
    beforeAll(async () => {
      if (process.env["GOLDEN"] === "new" && !existsSync(current)) {
        const { palIds, stack, state } = await deploy();
        writeFileSync(current, `${JSON.stringify(normalize(state, palIds), undefined, 2)}\n`);
        await stack.destroy();
        await stack.dispose();
      }
      life = await lifeOf(file);
    });

    it.runIf(join(FOLDER, file) === current)("equals the state of a deployment today", () => {
      const golden = JSON.parse(readFileSync(current, "utf8")) as JsonObject[];
      expect(life.normalized.map(ourPart)).toEqual(golden.map(ourPart));
    });

    it("is refreshed and updated by today's code, which then has nothing to do", () => {
      const { ok, stdout, stderr, changes } = life.updated;
      expect(ok, stdout + stderr).toBe(true);
      expect(changes.map(({ op, name, detailedDiff }) => [op, name, Object.keys(detailedDiff)])).toEqual([
        ["update", "full", ["description"]],
      ]);
      expect(life.written).toEqual([expect.stringMatching(/^PATCH \/v2\/tools\/\w+$/)]);
    });

    it("is destroyed by today's code", () => {
      expect(life.destroyed.ok, life.destroyed.stdout + life.destroyed.stderr).toBe(true);
      expect(life.left).toEqual([]);
    });
  },
);
