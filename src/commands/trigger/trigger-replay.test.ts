import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAction, fixed } from "../../action.ts";
import type { JsonObject } from "../../contract/index.ts";
import type { Emulator } from "../../emulator/emulator.ts";
import {
  actionsOf,
  createConversation,
  createTool,
  end,
  eventsOf,
  postCall,
  startEmulator,
  startReceiver,
  TOKEN,
} from "../../emulator/testing/start.ts";
import { listen } from "../../webhook/testing/listen.ts";
import { createReceiver } from "../../webhook.ts";
import { ReplayReport, TriggerReport } from "../reports.ts";
import { fakePulumi } from "../testing/fake-pulumi.ts";
import { startRemote, temporaryFile } from "../testing/remote.ts";
import { runCommand } from "../testing/run.ts";

const run = (env: NodeJS.ProcessEnv, args: readonly string[], input?: string) => runCommand(args, env, input);

const environment = (emulator: Emulator) => ({ TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey });

/** Starts an emulator with an attached action, and the action's endpoint. */
async function start(auth: JsonObject = { type: "bearer", token: TOKEN }) {
  const { emulator, call } = await startEmulator({ behavior: { variantDelayMs: 0 } });
  const { url, received } = await startReceiver();
  const templates = { url: `${url}/n?c={tavus_conversation_id}`, body_template: { text: "{message}" } };
  const { palId, toolId, id } = await createConversation(call, {
    ...(auth["type"] === "hmac" ? { url: `${url}/n` } : templates),
    auth,
  });
  return { emulator, call, url, received, palId, toolId, id, env: environment(emulator) };
}

describe("trigger", () => {
  it("refuses an unknown argument for a tool and for a PAL, and names the parameters", async () => {
    const { env, received, palId } = await start();
    for (const target of ["log_note", palId]) {
      const { code, stderr } = await run(env, ["trigger", target, "--set", "mesage=x", "--json"]);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(
          /^pulumi-tavus: mesage is not a parameter\. Did you mean message\? There are: .*message.*\.\n$/,
        ),
      ]);
    }
    expect(received).toEqual([]);
  });

  it("ends a call with a transcript and shows the request, the response, and the event", async () => {
    const { env, received } = await start();
    const transcript = temporaryFile("assistant: How can I help?\nuser: Order 4711 never\narrived.\n");
    const { code, stdout, stderr } = await run(env, ["trigger", "log_note", "--transcript", transcript]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    const id = /^Conversation (c\w+):$/.exec(lines[0] ?? "")?.[1];
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^log_note: success in \d+ ms$/),
      expect.stringMatching(new RegExp(`^  request   POST http://127.0.0.1:\\d+/n\\?c=${id}$`)),
      expect.stringContaining('            {"text":"The caller said: \\"Order 4711 never arrived.\\"'),
      "  response  200 noted",
      expect.stringMatching(/^ {2}event {5}application.post_call_action_executed: log_note success, \d{4}-.*Z$/),
      "",
    ]);
    expect(received).toHaveLength(1);
    expect(received[0]?.headers["authorization"]).toBe(`Bearer ${TOKEN}`);
    expect(stdout).not.toContain(TOKEN);
  });

  it("sets arguments inside others, and fills the rest", async () => {
    const { env, call, toolId, received } = await start();
    const item = {
      type: "object",
      properties: { sku: { type: "string" }, count: { type: "integer", minimum: 3 } },
      required: ["sku", "count"],
    };
    const parameters = {
      type: "object",
      properties: { message: { type: "string" }, item, items: { type: "array", items: item } },
      required: ["message", "item", "items"],
    };
    const delivery = { api: { url: "http://127.0.0.1:1/n?c={tavus_conversation_id}" } };
    await call("PATCH", `/v2/tools/${toolId}`, { parameters, delivery });
    const { url } = await startReceiver();
    const sets = ["item.sku=q", "items[0].count=5", "items[1].sku=r"].flatMap((set) => ["--set", set]);
    const { code, json, stderr } = await run(env, ["trigger", "log_note", "--to", url, ...sets, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const [delivered] = json["deliveries"] as { request: { body: string } }[];
    expect(JSON.parse(delivered?.request.body ?? "")).toMatchObject({
      item: { sku: "q", count: 3 },
      items: [
        { sku: expect.any(String), count: 5 },
        { sku: "r", count: expect.any(Number) },
      ],
    });
    for (const [set, reason] of [
      ["item.skuu=q", "item.skuu: item has no member skuu. Did you mean sku? There are: count, sku."],
      ["message.text=q", "message.text: message is not an object but a string. Write message=<value>."],
    ] as const)
      expect(await run(env, ["trigger", "log_note", "--set", set, "--json"])).toMatchObject({
        code: 1,
        stderr: `pulumi-tavus: ${reason}\n`,
      });
    const wrong = await run(env, ["trigger", "log_note", "--set", "item.count=many", "--json"]);
    expect(wrong).toMatchObject({
      code: 2,
      json: { deliveries: [{ status: "error", error: "invalid arguments: arguments/item/count must be integer" }] },
    });
    expect(received).toEqual([]);
  });

  it("uses the account of a stack, and so do replay and types", async () => {
    const { emulator, call, id } = await start();
    await end(emulator, call, id);
    const { env, folder } = fakePulumi({ "tavus:apiKey": emulator.apiKey, "tavus:baseUrl": emulator.url });
    const stack = ["--stack", "dev", "--cwd", folder, "--json"];
    for (const args of [
      ["trigger", "log_note", ...stack],
      ["replay", id, ...stack],
      ["types", "--cwd", folder, "--json"],
    ]) {
      const { code, stderr } = await run({ ...env, TAVUS_API_KEY: "other" }, args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: args[0] === "trigger" ? "" : stderr });
    }
  });

  it("accepts the name of a resource of the stack, and so does replay", async () => {
    const { emulator, call, id, toolId, received, url } = await start();
    await end(emulator, call, id);
    const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
    const tool = (name: string, of: string, parent = "") => ({
      urn: urn(`${parent}pulumi-nodejs:dynamic/tavus:Tool`, name),
      type: "pulumi-nodejs:dynamic/tavus:Tool",
      id: of,
      custom: true,
    });
    const resources = [tool("crm-note", toolId), tool("twice", "t1"), tool("twice", "t2", "shop:index:Team$")];
    const settings = { "tavus:apiKey": emulator.apiKey, "tavus:baseUrl": emulator.url };
    const { env, folder } = fakePulumi(settings, { deployment: { resources } });
    const stack = ["--stack", "dev", "--cwd", folder];
    expect((await run(env, ["trigger", "crm-note", ...stack, "--json"])).json["deliveries"]).toMatchObject([
      { toolId },
    ]);
    const replayed = await run(env, ["replay", id, "--tool", "crm-note", ...stack, "--json"]);
    expect(replayed.json["deliveries"]).toMatchObject([{ toolId, status: "success" }]);
    expect(received).toHaveLength(3);
    expect((await run(env, ["trigger", "twice", ...stack, "--json"])).stderr).toBe(
      "pulumi-tavus: 2 tools of the stack are named twice: t1, t2. Use the id of one of them.\n",
    );
    expect((await run(env, ["trigger", "crm-nte", ...stack, "--json"])).stderr).toMatch(
      /^pulumi-tavus: No tool or PAL has the id or name crm-nte\./,
    );
    const real = fakePulumi({}, { deployment: { resources } });
    const remote = { ...(await startRemote(emulator)), ...real.env, TAVUS_HOOK_SECRET: TOKEN };
    const direct = await run(remote, ["trigger", "crm-note", "--cwd", real.folder, "--to", url, "--json"]);
    expect(direct).toMatchObject({ code: 0, json: { deliveries: [{ toolId, status: "success" }] } });
  });

  it("accepts arguments and another endpoint, and prints one JSON object", async () => {
    const { env, received, url, palId } = await start({
      type: "api_key",
      name: "key",
      value: TOKEN,
      location: "query",
    });
    const args = ["trigger", palId, "--set", "message=Wants a refund = soon", "--to", `${url}/local`, "--json"];
    const { code, stdout, stderr, json } = await run(env, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const id = String(json["conversationId"]);
    expect(received.map((request) => request.url)).toEqual([`/local?c=${id}&key=${TOKEN}`]);
    expect(received[0]?.body).toBe('{"text":"Wants a refund = soon"}');
    expect(json).toMatchObject({
      version: 1,
      deliveries: [{ status: "success", request: { url: `${url}/local?c=${id}&key=********` } }],
    });
    // E-12: the real API's event contains the token, but the output must not.
    expect(stdout).not.toContain(TOKEN);
  });

  it("says that the access token was simulated", async () => {
    const { env, url } = await start({
      type: "oauth2_client_credentials",
      token_url: "https://id.acme.dev/token",
      client_id: "id",
      client_secret: TOKEN,
    });
    const { code, stdout } = await run(env, ["trigger", "log_note", "--to", url]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "\n  token     simulated: the token endpoint is a public host and was not asked (--allow-public asks it)\n",
    );
    const { json } = await run(env, ["trigger", "log_note", "--to", url, "--json"]);
    expect(TriggerReport.parse(json).deliveries).toMatchObject([{ status: "success", tokenSimulated: true }]);
  });

  it.each([
    ["timeout", "timeout"],
    ["500", "error"],
    ["skipped", "skipped"],
  ])("can fail as %s: exit code 2", async (as, status) => {
    const { env } = await start();
    const { code, json } = await run(env, ["trigger", "log_note", "--as", as, "--json"]);
    expect([code, json["deliveries"]]).toEqual([2, [expect.objectContaining({ status })]]);
  });

  it("posts events to --callback, and shows a repeated event twice", async () => {
    const { env, url, received, emulator } = await start();
    const { json } = await run(env, [
      "trigger",
      "log_note",
      "--as",
      "duplicate",
      "--callback",
      `${url}/events`,
      "--json",
    ]);
    expect(json["events"]).toHaveLength(2);
    await emulator.idle();
    const events = received
      .filter((request) => request.url === "/events")
      .map(({ body }) => JSON.parse(body) as JsonObject);
    expect(events.filter(({ event_type: type }) => type === "application.post_call_action_executed")).toHaveLength(2);
  });

  it("says why nothing ran: exit code 2", async () => {
    const { env, palId } = await start();
    const { code, stdout } = await run(env, ["trigger", palId, "--transcript", "-"], "[]");
    expect(code).toBe(2);
    expect(stdout).toMatch(/^Conversation c\w+: no action ran\.\nActions run only after calls with dialogue/);
  });

  it.each<[string, string[], NodeJS.ProcessEnv, string]>([
    [
      "no key",
      ["trigger", "x"],
      { TAVUS_API_KEY: "" },
      "TAVUS_API_KEY is not set. The emulator printed its key when it started. The default is: emulator",
    ],
    [
      "an unknown key",
      ["trigger", "x"],
      { TAVUS_API_KEY: "other" },
      "The emulator does not know the key in TAVUS_API_KEY.",
    ],
    [
      "nobody there",
      ["trigger", "x"],
      { TAVUS_BASE_URL: "http://127.0.0.1:9" },
      "No emulator answers at http://127.0.0.1:9. Start one with npx pulumi-tavus dev, and set TAVUS_BASE_URL as it prints.",
    ],
    [
      "a target that does not exist",
      ["trigger", "nobody"],
      {},
      "No tool or PAL has the id or name nobody. There are: none.",
    ],
    [
      "an unknown variant",
      ["trigger", "x", "--as", "chaos"],
      {},
      '--as is "chaos". Use one of: 500, timeout, down, garbage, slow, skipped, twice, duplicate, late, out-of-order, missing.',
    ],
    ["an argument without a value", ["trigger", "x", "--set", "message"], {}, "--set message is not name=value."],
    ["an invalid address", ["trigger", "x", "--to", "localhost:3000"], {}, "--to is not an http or https URL."],
    [
      "a real account without --to",
      ["trigger", "x"],
      { TAVUS_BASE_URL: "https://tavus.invalid" },
      "A made-up call can be ended on the emulator only (set TAVUS_BASE_URL as npx pulumi-tavus dev prints it). With a real account, say --to <URL>: its definition is delivered there from here.",
    ],
    [
      "a file that is missing",
      ["trigger", "x", "--transcript", "/nowhere/call.txt"],
      {},
      "cannot read /nowhere/call.txt: ENOENT",
    ],
  ])("ends with one line and exit code 1 for %s", async (_what, args, env, line) => {
    const { emulator } = await startEmulator();
    const { code, stdout, stderr } = await run({ ...environment(emulator), ...env }, [...args, "--json"]);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: `pulumi-tavus: ${line}\n` });
  });
});

describe("replay", () => {
  it("says why a receiver ignores a repeat, and has it handled with --again", async () => {
    const action = defineAction({
      name: "log_note",
      description: "d",
      parameters: { channel: fixed("C0"), message: z.string().describe("d") },
    });
    const handled: object[] = [];
    const receiver = createReceiver({
      actions: [action],
      auth: { type: "none" },
      on: { log_note: (args) => void handled.push(args) },
    });
    const { emulator, call } = await startEmulator();
    const url = `${await listen(receiver)}/log_note?tavus_conversation_id={tavus_conversation_id}`;
    const { id } = await createConversation(call, { url });
    await end(emulator, call, id);
    const { code, stdout } = await run(environment(emulator), ["replay", id]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '  response  200 {"status":"handled before"}\nThe receiver\'s seen store knows the delivery, so no handler was called. ',
    );
    expect(handled).toHaveLength(1);
    const again = await run(environment(emulator), ["replay", id, "--again"]);
    expect(again.stdout).toContain(
      '  response  200 {"status":"handled"}\n  again     The request had the header pulumi-tavus-again: a receiver on this machine calls the handler again.\n',
    );
    expect(handled).toHaveLength(2);
    const json = (await run(environment(emulator), ["replay", id, "--again", "--json"])).json;
    expect(ReplayReport.parse(json).deliveries).toMatchObject([{ again: { by: "header" } }]);
  });

  it("sends a signed delivery again with the id of a conversation that never existed", async () => {
    const { emulator, call, id, env, received } = await start({ type: "hmac", secret: TOKEN });
    await end(emulator, call, id);
    const remote = { ...env, TAVUS_HOOK_SECRET: TOKEN };
    const { json, stdout } = await run(remote, ["replay", id, "--again", "--json"]);
    const [delivery] = ReplayReport.parse(json).deliveries;
    expect(delivery?.again).toEqual({ by: "conversationId", conversationId: expect.stringMatching(/^c[\da-f]{12}$/) });
    const other = String(delivery?.again?.conversationId);
    const [first, second] = received;
    expect(second?.body).toBe(first?.body.replaceAll(id, other));
    const signature = createHmac("sha256", TOKEN)
      .update(second?.body ?? "")
      .digest("hex");
    expect(second?.headers["x-tavus-signature"]).toBe(signature);
    expect(delivery?.conversationId).toBe(id);
    expect(stdout).not.toContain(TOKEN);
    const address = encodeURIComponent(String(delivery?.id).replace(/[/#]/g, "."));
    const page = await (await fetch(`${emulator.url}/deliveries/${address}`)).text();
    expect(page).toContain(`It was sent as conversation ${other}, which doesn&#39;t exist`);
  });

  it("says that nothing can be changed if the request names no conversation", async () => {
    const { emulator, call } = await startEmulator();
    const { url } = await startReceiver();
    // A receiver can't tell that this host is local.
    const { id } = await createConversation(call, { url: url.replace("127.0.0.1", "0.0.0.0"), auth: { type: "none" } });
    await end(emulator, call, id);
    expect((await run(environment(emulator), ["replay", id, "--again"])).stdout).toContain(
      "  again     It was sent unchanged: the request names no conversation",
    );
  });

  it("sends the same request again, with the current credentials", async () => {
    const { emulator, call, id, env, received, url } = await start();
    await end(emulator, call, id);
    const { code, stdout, stderr } = await run(env, ["replay", id, "--to", `${url}/local`]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`  request   POST ${url}/local?c=${id}\n`);
    expect(received[1]).toMatchObject({
      url: `/local?c=${id}`,
      body: received[0]?.body,
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(actionsOf(await eventsOf(call, id))).toHaveLength(1);
  });

  it("can be limited to one tool, and exits with 2 if there is nothing to send", async () => {
    const { emulator, call, id, env } = await start();
    await end(emulator, call, id);
    expect(await run(env, ["replay", id, "--tool", "log_note", "--json"])).toMatchObject({
      code: 0,
      json: { version: 1, conversationId: id },
    });
    const simulated = await run(env, ["trigger", "log_note", "--as", "500"]);
    expect(simulated.stdout).toContain("Simulated: your endpoint was not called.");
    const skipped = await run(env, ["trigger", "log_note", "--as", "skipped", "--json"]);
    const nothing = await run(env, ["replay", String(skipped.json["conversationId"])]);
    expect(nothing.code).toBe(2);
    expect(nothing.stdout).toContain("Nothing of this conversation was sent that could be sent again.");
  });

  it("names the actions of a conversation if --tool names another one", async () => {
    const { emulator, call, id, env } = await start();
    await end(emulator, call, id);
    expect(await run(env, ["replay", id, "--tool", "log_nte"])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `pulumi-tavus: No action of the conversation ${id} has the id or the name log_nte. Did you mean log_note? There are: log_note.\n`,
    });
  });

  it("ends with one line and exit code 1 for a conversation that doesn't exist", async () => {
    const { env } = await start();
    expect(await run(env, ["replay", "c0"])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^pulumi-tavus: .*This account has no conversation c0\. npx pulumi-tavus list conversations prints those that it has\.\n$/,
      ),
    });
  });
});

describe("with a real account", () => {
  it.each<[string, JsonObject, (body: string) => Record<string, unknown>]>([
    ["bearer", { type: "bearer", token: TOKEN }, () => ({ authorization: `Bearer ${TOKEN}` })],
    [
      "hmac",
      { type: "hmac", secret: TOKEN },
      (body) => ({ "x-tavus-signature": createHmac("sha256", TOKEN).update(body).digest("hex") }),
    ],
  ])(
    "trigger delivers a tool with %s straight to a URL, and replay repeats an event's request",
    async (_kind, auth, headers) => {
      const { emulator, call, id, url, received } = await start(auth);
      const env = { ...(await startRemote(emulator)), TAVUS_HOOK_SECRET: TOKEN };
      const direct = await run(env, ["trigger", "log_note", "--to", `${url}/local`, "--set", "message=Hi", "--json"]);
      expect(direct).toMatchObject({
        code: 0,
        stderr: "",
        json: { deliveries: [{ status: "success", toolName: "log_note" }] },
      });
      // the envelope of a signed delivery contains the conversation's id.
      const at = (path: string, conversation: unknown): string =>
        auth["type"] === "hmac" ? path : `${path}?c=${String(conversation)}`;
      expect(received[0]?.url).toBe(at("/local", direct.json["conversationId"]));
      expect(received[0]?.body).toContain("Hi");
      if (auth["type"] === "hmac") expect(received[0]?.body).toContain(String(direct.json["conversationId"]));
      expect(received[0]?.headers).toMatchObject(headers(received[0]?.body ?? ""));
      await end(emulator, call, id);
      const replayed = await run(env, ["replay", id, "--to", `${url}/again`, "--json"]);
      expect(replayed).toMatchObject({ code: 0, stderr: "" });
      expect(received[2]).toMatchObject({ url: at("/again", id), body: received[1]?.body });
      expect(received[2]?.headers).toMatchObject(headers(received[1]?.body ?? ""));
      expect(direct.stdout + replayed.stdout).not.toContain(TOKEN);
      const again = await run(env, ["replay", id, "--to", `${url}/again`, "--again", "--json"]);
      const by = auth["type"] === "hmac" ? "conversationId" : "header";
      expect(ReplayReport.parse(again.json).deliveries).toMatchObject([{ status: "success", again: { by } }]);
    },
  );

  it("replays nothing to an address that the tool no longer has, and continues if a tool is gone", async () => {
    const { emulator, call, id, url, toolId, palId, received } = await start();
    const other = await createTool(call, postCall({ name: "other", delivery: { api: { url: `${url}/n/other` } } }));
    await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [other] });
    await end(emulator, call, id);
    const env = { ...(await startRemote(emulator)), TAVUS_HOOK_SECRET: TOKEN };
    await call("DELETE", `/v2/tools/${other}`);
    const partly = await run(env, ["replay", id, "--json"]);
    expect(partly.code).toBe(2);
    expect(partly.json["deliveries"]).toMatchObject([{ status: "success" }, { toolName: "other", status: "error" }]);
    await call("PATCH", `/v2/tools/${toolId}`, {
      delivery: { api: { url: "https://new.acme.dev/n", auth: { type: "bearer", token: TOKEN } } },
    });
    const sent = received.length;
    expect(await run(env, ["replay", id, "--tool", "log_note"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is delivered elsewhere now. Say with --to where"),
    });
    expect(received).toHaveLength(sent);
  });

  it("reports a missing secret, unknown names, and that a call can't be made up there", async () => {
    const { emulator, id, call, url } = await start({ type: "hmac", secret: TOKEN });
    await end(emulator, call, id);
    const env = await startRemote(emulator);
    const missing =
      "TAVUS_HOOK_SECRET is not set. The tool log_note authenticates with hmac, and Tavus never returns its secret. Set the variable to it.";
    for (const args of [
      ["trigger", "log_note", "--to", url],
      ["replay", id],
    ])
      expect(await run(env, [...args, "--json"])).toMatchObject({
        code: 1,
        stdout: "",
        stderr: `pulumi-tavus: ${missing}\n`,
      });
    const nobody = await run(env, ["trigger", "nobody", "--to", url, "--json"]);
    expect(nobody).toMatchObject({
      code: 1,
      stderr: "pulumi-tavus: The account has no tool with the id or the name nobody. There are: log_note.\n",
    });
    expect(await run(env, ["replay", "c0"])).toMatchObject({
      code: 1,
      stderr: "pulumi-tavus: The account has no conversation c0.\n",
    });
    expect(await run(env, ["replay", id, "--tool", "lognote", "--to", url])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /has the id or the name lognote\. Did you mean log_note\? There are: log_note\.\n$/,
      ),
    });
    const failing = await run(env, ["trigger", "log_note", "--to", url, "--as", "500", "--json"]);
    expect(failing).toMatchObject({
      code: 1,
      stderr: "pulumi-tavus: --as and --callback work with the emulator only.\n",
    });
  });
});
