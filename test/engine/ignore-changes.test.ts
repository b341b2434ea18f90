import { expect, it } from "vitest";
import { type JsonObject, valueAt } from "../../src/contract/index.ts";
import { toWire } from "../../src/contract/wire.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { createCommandProject } from "./support/command.ts";
import { useEmulator } from "./support/fixtures.ts";
import { readsCostMore } from "./support/seeded.ts";

const emulator = useEmulator();

const PROGRAM = `
import { readFileSync } from "node:fs";
import * as tavus from "pulumi-tavus";
const args = JSON.parse(readFileSync(new URL("resources.json", import.meta.url), "utf8")).tools.note;
const ignoreChanges = ["description", "delivery.api.timeout", 'delivery.api.headers["X-Team"]', "delivery.api.auth.token"];
new tavus.Tool("note", args as tavus.ToolArgs, { ignoreChanges });
`;
const BASE = fullPostCallTool({ name: "note" }) as { delivery: { api: JsonObject } };
const withApi = (api: JsonObject): JsonObject => ({ ...BASE, delivery: { api: { ...BASE.delivery.api, ...api } } });

it("edits of ignored properties don't count, and survive an update of other properties", async () => {
  const project = await createCommandProject(emulator, { files: { "index.ts": PROGRAM } });
  project.declare({ tools: { note: BASE } });
  await project.run(["config", "set", "tavus:guard", "refuse"]);
  const up = async (args: string[] = []): Promise<string[]> => {
    emulator.calls();
    const done = await project.run(["up", "--yes", "--skip-preview", ...args]);
    expect(done.exitCode, done.stdout + done.stderr).toBe(0);
    return emulator.calls().map((call) => call.replace(/\/t[0-9a-f]{12}$/, "/ID"));
  };
  await up();
  const [tool] = await emulator.tools();
  const edited = withApi({ timeout: 45, headers: { "X-Team": "ops" }, auth: { type: "bearer", token: "r0tated" } });
  const edit = { description: "By hand.", delivery: toWire(edited).wire["delivery"] };
  await emulator.request("PATCH", `/v2/tools/${String(tool?.["tool_id"])}`, edit);

  const drift = await project.command(["drift", "--json"]);
  expect(drift.code, drift.stdout + drift.stderr).toBe(0);
  expect(drift.json).toMatchObject({ differs: false, summary: { clean: 1 } });
  const verify = await project.command(["verify", "--json"]);
  expect(JSON.stringify(valueAt(verify.json, ["actions", 0, "checks"]))).toContain(
    '"PASS","message":"live as declared"',
  );

  project.declare({ tools: { note: withApi({ method: "PUT" }) } });
  const calls = await up();
  if (!readsCostMore) expect(calls).toEqual(["GET /v2/tools", "GET /v2/tools/ID", "PATCH /v2/tools/ID"]);
  const [now] = await emulator.tools();
  expect(now).toMatchObject({
    description: "By hand.",
    delivery: { api: { method: "PUT", timeout: 45, headers: { "X-Team": "ops" } } },
  });
  expect(await up(["--expect-no-changes"])).toEqual([]);
  expect((await project.run(["preview", "--refresh", "--expect-no-changes"])).exitCode).toBe(0);
  const exported = await project.run(["stack", "export"]);
  expect(exported.stdout).toContain('"timeout": 45');
  await up(["--refresh"]);
  expect((await emulator.tools())[0]).toEqual(now);
});
