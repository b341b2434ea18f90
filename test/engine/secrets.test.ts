import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import * as tavus from "../../src/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { API_KEY } from "./support/emulator.ts";
import { useEmulator } from "./support/fixtures.ts";
import type { Operation } from "./support/operation.ts";
import { createStack, type TestStack } from "./support/stack.ts";

const logged: unknown[] = [];
const emulator = useEmulator({ onRequest: (record) => void logged.push(record) });

const CANARY = "c4nary-9f8e7d6c5b4a";
const AUTHS: Record<string, JsonObject> = {
  bearer: { type: "bearer", token: `${CANARY}-token` },
  apiKey: { type: "api_key", name: "X-Key", value: `${CANARY}-value` },
  basic: { type: "basic", username: "user", password: `${CANARY}-password` },
  oauth2: {
    type: "oauth2_client_credentials",
    tokenUrl: "https://id.acme.dev/token",
    clientId: "id",
    clientSecret: `${CANARY}-client`,
  },
  hmac: { type: "hmac", secret: `${CANARY}-hmac` },
};
/** The program never calls `pulumi.secret`. */
const program =
  (fields: JsonObject = {}) =>
  async () => {
    const outputs: Record<string, unknown> = {};
    for (const [name, auth] of Object.entries(AUTHS)) {
      //
      const query = auth["type"] === "hmac" ? "" : "?c={tavus_conversation_id}";
      const api = { url: `https://crm.acme.dev/n${query}`, auth, ...fields };
      const tool = new tavus.Tool(name, fullPostCallTool({ name, delivery: { api } }) as unknown as tavus.ToolArgs);
      outputs[name] = tool.delivery;
    }
    return outputs;
  };

function stateOf(folder: string): string {
  return readdirSync(join(folder, "backend"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("");
}

// canary.test.ts searches everything that a project with secrets writes. Here, the program never marks them as secret.
describe("secrets that the program doesn't mark", () => {
  let stack: TestStack;
  const operations: Operation[] = [];
  let state: string;
  let tools: JsonObject[];
  beforeAll(async () => {
    stack = await createStack({ program: program(), config: emulator.config });
    const run = async (operation: "up" | "refresh" | "previewRefresh", options = {}): Promise<void> => {
      const done = await stack[operation]({ args: ["--diff"], ...options });
      expect(done.ok, done.stdout + done.stderr).toBe(true);
      operations.push(done);
    };
    await run("up");
    state = stateOf(stack.environment.folder);
    await run("refresh", { args: [] });
    await run("up", { program: program({ timeout: 33 }) });
    tools = await emulator.tools();
    await run("previewRefresh", { expectNoChanges: true });
    state += stateOf(stack.environment.folder);
  });
  afterAll(() => stack.dispose());

  it("leave no trace in state, output, events, or the server's log", () => {
    const seen = operations.flatMap(({ stdout, stderr, diagnostics, steps }) => [
      stdout,
      stderr,
      JSON.stringify(diagnostics),
      JSON.stringify(steps),
    ]);
    const everything = [...seen, state, JSON.stringify(logged)].join("\n");
    expect(everything).toContain("timeout");
    // Only the surrounding text, because the whole would be megabytes.
    const traces = [CANARY, API_KEY].flatMap((secret) =>
      everything
        .split(secret)
        .slice(0, -1)
        .map((before) => before.slice(-200)),
    );
    expect(traces).toEqual([]);
  });

  it("are encrypted in the state, not lost", () => {
    const encrypted = state.match(/"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270"/g);
    expect(encrypted?.length).toBeGreaterThanOrEqual(2 * Object.keys(AUTHS).length);
  });

  it("are sent unchanged with every update of the delivery, and never masked", () => {
    // A mask would have been refused (K-12), and the update with it.
    expect(tools.map(({ delivery }) => (delivery as { api: JsonObject }).api["timeout"])).toEqual(
      Object.keys(AUTHS).map(() => 33),
    );
  });
});
