import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { toWire } from "../../src/contract/wire.ts";
import { actionsOf, type Received, startReceiver } from "../../src/emulator/testing/start.ts";
import { documentedPrograms, registeredTools } from "../e2e/interop/programs.ts";
import { ROOT, startServer } from "../e2e/runtimes/support/program.ts";
import { holdCall } from "../support/example-service.ts";
import { startTavus } from "../support/tavus.ts";

const EXAMPLES = resolve(import.meta.dirname, "../../examples");
const SECRET = "c4nary-secret-of-the-examples";

/** Deploys the resources of an example, ends a call, and delivers to `forwardTo` instead of the program's addresses. */
async function endCall(example: string, config: Readonly<Record<string, string>>, forwardTo: string) {
  const program = documentedPrograms().find(({ label }) => label === `examples/${example}/index.ts`);
  if (program === undefined) throw new Error(`examples/${example}/index.ts declares no tools`);
  const tools = await registeredTools(program, config);
  const { emulator, createTool, createPal, attach } = await startTavus({ forwardTo });
  const palId = await createPal();
  for (const inputs of tools) await attach(palId, await createTool(toWire(inputs).wire));
  const { id, events } = await holdCall(emulator, palId, "");
  return { conversation: id, actions: actionsOf(events), tools };
}

async function receive(example: string, config: Readonly<Record<string, string>> = {}) {
  const endpoint = await startReceiver();
  const ended = await endCall(example, config, endpoint.url);
  expect(ended.actions.map(({ status }) => status)).toEqual(endpoint.received.map(() => "success"));
  const [delivery] = endpoint.received;
  if (delivery === undefined) throw new Error(`${example} delivered nothing`);
  return { ...ended, delivery, body: JSON.parse(delivery.body) as unknown };
}

const isSigned = ({ headers, body }: Received): boolean =>
  headers["x-tavus-signature"] === createHmac("sha256", SECRET).update(body).digest("hex");

describe("after a call, the example", () => {
  it("slack posts a message in the format of Slack's chat.postMessage", async () => {
    const { conversation, delivery, body } = await receive("slack", { channel: "C0DEV", slackToken: SECRET });
    expect([delivery.url, delivery.headers["authorization"]]).toEqual(["/api/chat.postMessage", `Bearer ${SECRET}`]);
    expect(body).toEqual({
      channel: "C0DEV",
      text: expect.stringMatching(/^Call ended \(\w+\): .*Order 4711/),
      metadata: { event_type: "tavus_call_ended", event_payload: { conversation } },
    });
  });

  it("crm-note sends a signed note, which its service accepts", async () => {
    const signed = await receive("crm-note", { hookSecret: SECRET });
    expect([signed.delivery.url, isSigned(signed.delivery)]).toEqual(["/hooks/crm_note", true]);

    const env = { HOOK_SECRET: SECRET, PORT: "0" };
    const service = await startServer(process.execPath, ["service.ts"], env, join(EXAMPLES, "crm-note"));
    const { actions } = await endCall("crm-note", { hookSecret: SECRET }, service);
    expect(actions).toMatchObject([{ status: "success", response: { http_status: 200 } }]);
  });

  it("ticket-oauth2 opens a ticket with a token for its client", async () => {
    const identity = await startReceiver((_request, response) => response.end(`{"access_token":"${SECRET}"}`));
    const { conversation, delivery, body } = await receive("ticket-oauth2", { loginUrl: `${identity.url}/token` });
    expect(identity.received[0]?.body).toContain("scope=tickets%3Awrite");
    expect(delivery.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, "x-source": "tavus" });
    const [title, description] = [expect.any(String), expect.any(String)];
    expect(body).toEqual({ title, description, priority: 1, external_id: conversation });
  });

  it("several-pals says whether to call back, with the conversation in the URL", async () => {
    const { conversation, delivery, body } = await receive("several-pals");
    expect(delivery.url).toBe(`/hooks/follow-ups?call=${conversation}`);
    expect(body).toEqual({ callBack: expect.any(Boolean), reason: expect.any(String) });
  });

  it("in-call-tool only runs the action, because the other tool is for the conversation", async () => {
    const { tools, actions, body } = await receive("in-call-tool");
    expect(tools.map(({ triggerType = "in_call" }) => triggerType).sort()).toEqual(["in_call", "post_call"]);
    expect(actions).toHaveLength(1);
    expect(body).toEqual({ order: expect.any(String), text: expect.any(String) });
  });

  it.each(["nextjs", "workers", "monorepo/infra"])("%s sends a signed delivery to the receiver", async (example) => {
    const { delivery } = await receive(example, { hookSecret: SECRET });
    expect(isSigned(delivery)).toBe(true);
    expect(delivery.url).toMatch(/^\/hooks\/(log_orders|support_summary)$/);
  });

  it("existing-account runs the tools that were made in the console", async () => {
    const { actions } = await endCall("existing-account/tavus", {}, (await startReceiver()).url);
    expect(actions.map(({ tool_name: name }) => name).sort()).toEqual(["log_crm_note", "post_summary"]);
  });
});

it("each example has a README, and a line in the index", () => {
  const index = readFileSync(join(EXAMPLES, "README.md"), "utf8");
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.length).toBeGreaterThan(15);
  for (const { name } of folders) {
    expect(readdirSync(join(EXAMPLES, name))).toContain("README.md");
    expect(index).toContain(`[${name}](${name}/README.md)`);
  }
});

it("the recipe for monorepos shows the files of examples/monorepo", () => {
  const page = readFileSync(join(ROOT, "docs/recipes/pnpm-monorepo.md"), "utf8");
  const shown = [...page.matchAll(/^`([^`\n]+)`:\n\n```\w+\n([\s\S]*?)^```/gm)];
  expect(shown).toHaveLength(8);
  for (const [, path = "", text] of shown) expect(readFileSync(join(EXAMPLES, "monorepo", path), "utf8")).toBe(text);
});
