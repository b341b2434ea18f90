import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Fault } from "../../src/emulator/index.ts";
import * as tavus from "../../src/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { API_KEY, createScene } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

let fault: Fault | undefined;
const logged: unknown[] = [];
const scene = createScene({
  fault: ({ method }) => (method === "POST" || method === "PATCH" ? fault : undefined),
  onRequest: (record) => void logged.push(record),
});

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
/** The program never says `pulumi.secret`. */
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

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
}

it("leave no trace in state, output, errors or the server's log, though the program does not mark them", async () => {
  const stack = await createStack({ program: program(), config: scene.config });
  const seen: string[] = [];
  const run = async (
    operation: "preview" | "up" | "refresh" | "previewRefresh" | "destroy",
    ok = true,
    options = {},
  ): Promise<void> => {
    const {
      stdout,
      stderr,
      diagnostics,
      steps,
      ok: succeeded,
    } = await stack[operation]({ args: ["--diff"], ...options });
    expect(succeeded, stdout + stderr).toBe(ok);
    seen.push(stdout, stderr, JSON.stringify(diagnostics), JSON.stringify(steps));
    // State, history, settings, logs: all that the engine wrote. An export would decrypt it.
    seen.push(...filesBelow(stack.environment.folder));
  };
  await run("preview");
  await run("up");
  // Encrypted, not lost: the next update sends the real values.
  const state = filesBelow(join(stack.environment.folder, "backend")).join("");
  expect(
    state.match(/"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270"/g)?.length,
  ).toBeGreaterThanOrEqual(2 * Object.keys(AUTHS).length);
  await run("up", true, { program: program({ timeout: 33 }) });
  await run("refresh", true, { args: [] });
  await run("previewRefresh");
  // A server that repeats what it was sent, in clear and in other spellings.
  const echo = Object.values(AUTHS)
    .map((auth) => JSON.stringify(auth))
    .join(" ");
  for (const status of [400, 422]) {
    fault = {
      when: "before",
      get answer() {
        return new Response(JSON.stringify({ error: `Bad Request. ${echo} ${encodeURIComponent(echo)} ${API_KEY}` }), {
          status,
        });
      },
    };
    await run("up", false, { program: program({ timeout: 34 }) });
  }
  fault = undefined;
  await run("up", false, { program: program({ url: "not a url" }) });
  await run("destroy", true, { program: program() });
  const everything = [...seen, JSON.stringify(logged)].join("\n");
  expect(everything).toContain("timeout");
  // Only the surroundings: the whole would be megabytes.
  const traces = [CANARY, API_KEY].flatMap((secret) =>
    everything
      .split(secret)
      .slice(0, -1)
      .map((before) => before.slice(-200)),
  );
  expect(traces).toEqual([]);
  await stack.dispose();
});

it("are sent as they are with every update of the delivery, never masked", async () => {
  const bodies: JsonObject[] = [];
  const stack: TestStack = await createStack({ program: program(), config: scene.config });
  expect((await stack.up()).ok).toBe(true);
  expect((await stack.refresh()).ok).toBe(true);
  expect((await stack.up({ program: program({ timeout: 35 }) })).ok).toBe(true);
  for (const tool of await scene.tools()) bodies.push(tool);
  expect(bodies).toHaveLength(Object.keys(AUTHS).length);
  // A mask that was sent back would have been refused (K-12); what is stored is what the program says.
  expect((await stack.previewRefresh({ expectNoChanges: true })).ok).toBe(true);
  await stack.dispose();
});
