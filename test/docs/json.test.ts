import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import * as reports from "../../src/commands/reports.ts";
import { runCommand } from "../../src/commands/testing/run.ts";
import { emulatorRoutes } from "../../src/emulator/routes/emulator.ts";
import { createConversation, end, startEmulator, startReceiver, TRANSCRIPT } from "../../src/emulator/testing/start.ts";

const read = (name: string): string => readFileSync(resolve(import.meta.dirname, "../../docs", name), "utf8");

/** The same with types instead of values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]));
}

it("trigger and replay print the JSON in their page", async () => {
  const documented = JSON.parse(/```json\n([\s\S]*?)```/.exec(read("trigger-replay.md"))?.[1] ?? "") as {
    deliveries: [object];
  };
  const { emulator, call } = await startEmulator();
  const { url } = await startReceiver((_request, response) => response.writeHead(500).end());
  const { id } = await createConversation(call, { url, auth: { type: "none" } });
  const env = { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey };
  const triggered = await runCommand(["trigger", "log_note", "--json"], env);
  expect(shapeOf(triggered.json)).toEqual(shapeOf(documented));
  expect(reports.TriggerReport.parse(triggered.json)).toEqual(triggered.json);
  await end(emulator, call, id);
  const replayed = await runCommand(["replay", id, "--json"], env);
  const [delivery] = documented.deliveries;
  const { events: _, ...rest } = { events: [], ...documented };
  expect(shapeOf(replayed.json)).toEqual(shapeOf({ ...rest, deliveries: [{ ...delivery, replayOf: "" }] }));
});

it("every report of a command has a version, and keys in one style", () => {
  const whole = Object.entries(reports).filter(([name]) => /Plan$|Report$/.test(name) && name !== "DeliveryReport");
  expect(whole.length).toBeGreaterThan(7);
  const keysIn = (schema: unknown): string[] => {
    if (Array.isArray(schema)) return schema.flatMap(keysIn);
    if (typeof schema !== "object" || schema === null) return [];
    const own = "properties" in schema ? Object.keys(schema.properties as object) : [];
    return [...own, ...Object.values(schema).flatMap(keysIn)];
  };
  for (const [name, report] of whole) {
    const schema = report["~standard"].jsonSchema.output({ target: "draft-2020-12" });
    expect([name, schema["properties"]]).toEqual([
      name,
      expect.objectContaining({ version: { type: "number", const: 1 } }),
    ]);
    // Counts are by status, and statuses contain spaces.
    const odd = keysIn(schema).filter((key) => !/^[a-z][A-Za-z]*( [a-z()]+)*$/.test(key));
    expect([name, odd]).toEqual([name, []]);
  }
});

it("every command with --json names the schema of what it prints, in its help and on the page", () => {
  const folder = resolve(import.meta.dirname, "../../src/commands");
  const page = read("command-line.md");
  const commands = globSync("*/usage.ts", { cwd: folder }).map((file) => file.split("/")[0] ?? "");
  const helps = commands.map((command) => ({
    command,
    help: readFileSync(resolve(folder, command, "usage.ts"), "utf8"),
  }));
  const withJson = helps.filter(({ help }) => /"--json"|addDeliveryOptions/.test(help));
  expect(withJson.length).toBeGreaterThan(8);
  for (const { command, help } of withJson) {
    const names = Object.keys(reports).filter(
      (name) => /Report$|Event$/.test(name) && new RegExp(`\\b${name}\\b`).test(help),
    );
    expect([command, names]).toEqual([command, [expect.any(String), ...names.slice(1)]]);
    const [row = ""] = new RegExp(`^\\| \\[\`${command}\`\\].*$`, "m").exec(page) ?? [];
    for (const name of names) expect([command, row]).toEqual([command, expect.stringContaining(`\`${name}\``)]);
  }
});

it("dev --json prints events that its schema knows", () => {
  const started = { event: "started", version: 1, url: "http://127.0.0.1:7077" };
  expect(reports.DevEvent.parse(started)).toEqual(started);
  const schema = JSON.stringify(reports.DevEvent["~standard"].jsonSchema.output({ target: "draft-2020-12" }));
  for (const key of ["persist", "path", "account", "conversationId", "durationMs"])
    expect(schema).toContain(`"${key}"`);
});

it("the emulator's own calls are those in its page, with the documented answers", async () => {
  const rows = [...read("emulator.md").matchAll(/^\| `(\w+) (\/_emulator\/\S+)` \| (.*?)\| (.*) \|$/gm)].map(
    ([, method = "", path = "", body = "", answer = ""]) => ({ method, path, body, answer }),
  );
  const routes = emulatorRoutes().routes.map(({ method, path }) => `${method} /_emulator${path}`);
  expect(rows.map(({ method, path }) => `${method} ${path.replace("{id}", ":id")}`).sort()).toEqual(
    [...routes, "GET /_emulator/health", "GET /_emulator/openapi.json"].sort(),
  );

  const { call } = await startEmulator();
  const { url } = await startReceiver();
  const { id, palId, toolId } = await createConversation(call, { url });
  const values: Record<string, unknown> = {
    transcript: TRANSCRIPT,
    perception_analysis: "",
    arguments: {},
    set: { message: "x" },
    as: "duplicate",
    to: url,
    target: toolId,
    tool: toolId,
    again: true,
    allow_public: true,
    callback_url: url,
    changes: { greeting: "Hello." },
    has_unpublished_changes: true,
  };
  for (const { method, path, body, answer } of rows) {
    const given = namesIn(body).map((name) => [name, values[name]] as const);
    expect(given.filter(([, value]) => value === undefined)).toEqual([]);
    const target = path.replace("{id}", path.includes("/pals/") ? palId : id);
    const { status, body: answered } = await call(
      method,
      target,
      method === "GET" ? undefined : Object.fromEntries(given),
    );
    expect([target, status, Object.keys(answered)]).toEqual([target, answer === "204" ? 204 : 200, namesIn(answer)]);
  }
});

/** The names in `{ a, b?: … }`. */
function namesIn(cell: string): string[] {
  const [, members] = /\{ (.*?) \}/.exec(cell) ?? [];
  return members?.split(", ").map((one) => one.replace(/\?|:.*/g, "")) ?? [];
}
