import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { VerifyReport as PublicReport } from "../../src/commands/reports.ts";
import type { StackResource } from "../../src/commands/stack/index.ts";
import { fakePulumi } from "../../src/commands/testing/fake-pulumi.ts";
import { CLI, runCommand } from "../../src/commands/testing/run.ts";
import { strict } from "../../src/commands/testing/strict.ts";
import { type LiveOptions, planLive } from "../../src/commands/verify/live.ts";
import { VerifyReport } from "../../src/commands/verify/report.ts";
import { verify } from "../../src/commands/verify/verify.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { credentialUrls, PLAIN } from "../../src/contract/testing/credential-urls.ts";
import { postCall, startReceiver, TOKEN } from "../../src/emulator/testing/start.ts";
import type { EmulatorOptions } from "../../src/emulator.ts";
import { TavusClient } from "../../src/tavus-api/client.ts";
import { stackWith } from "../support/deployed-stack.ts";
import { startTavus } from "../support/tavus.ts";

const SCRIPT = ["Order 4711 never arrived.", "Thank you."];

/** An account and a stack with one action that is attached to one PAL. */
async function start(
  emulatorOptions: EmulatorOptions = {},
  answer: (status: number) => number = () => 200,
  urlOf = (origin: string): string => `${origin}/n`,
) {
  const tavus = await startTavus(emulatorOptions);
  const { emulator, call } = tavus;
  const { url, received } = await startReceiver((_request, response) => {
    response.statusCode = answer(received.length);
    response.end("noted");
  });
  const auth = { type: "bearer", token: TOKEN };
  const template = { channel: "{channel}", text: "{message}", call: "{tavus_conversation_id}" };
  const definition = postCall({ delivery: { api: { url: urlOf(url), body_template: template, auth } } });
  const [toolId, palId] = [await tavus.createTool(definition), await tavus.createPal()];
  await tavus.attach(palId, toolId);
  const state = { ...(await stackWith(emulator, definition, toolId, palId)), secrets: [TOKEN] };
  const account = { apiKey: emulator.apiKey, baseUrl: emulator.url };
  const conversations = async () => (await tavus.get("/v2/conversations"))["data"] as JsonObject[];
  /** @param change what fails in the chat's client */
  const look = async (live: Partial<LiveOptions> = {}, change: (client: TavusClient) => object = () => ({})) => {
    const client = new TavusClient(account);
    onTestFinished(() => client.close());
    const connect = (): TavusClient => {
      const made = new TavusClient(account);
      return Object.assign(made, change(made));
    };
    const signal = new AbortController().signal;
    const options = { script: SCRIPT, connect, waitMs: 5000, pauseMs: 1, signal, ...live };
    const report = strict(VerifyReport).parse(await verify({ state, clientOf: () => client, live: options }));
    const [action] = report.actions;
    const found = action?.checks.find(({ check }) => check === "live");
    expect(JSON.stringify(report)).not.toContain(TOKEN);
    return { report, action, live: action?.live, told: `${found?.status} ${found?.message}`, remedy: found?.remedy };
  };
  /** Lets the emulator do something else at the end of the chat. */
  const as = (variant: string) => (client: TavusClient) => ({
    endConversation: async (id: string) => {
      const transcript = SCRIPT.map((content) => ({ role: "user", content }));
      await call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript, as: variant });
      await TavusClient.prototype.endConversation.call(client, id);
    },
  });
  return { emulator, call, url, received, palId, toolId, state, look, as, conversations };
}

describe("a chat that proves an action", () => {
  it("is held with the script, ended, and shows arguments, request, and answer", async () => {
    const { look, received, palId, conversations, emulator } = await start({ behavior: { pendingAnswers: 2 } });
    const { report, live, told } = await look();
    expect(told).toMatch(/^PASS ran within \d+ s after the chat, and the endpoint answered 200$/);
    expect(report.ok).toBe(true);
    const [conversation] = await conversations();
    const id = String(conversation?.["conversation_id"]);
    expect(conversation).toMatchObject({ status: "ended", pal_id: palId });
    expect(live).toEqual({
      palId,
      conversationId: id,
      status: "success",
      arguments: { channel: "C0", message: expect.stringContaining("Order 4711 never arrived.") },
      request: { method: "POST", url: expect.stringMatching(/\/n$/), body: received[0]?.body },
      response: { httpStatus: 200, body: "noted" },
    });
    expect(received).toHaveLength(1);
    const sent = emulator.requests.filter(({ method, path }) => method === "POST" && path.startsWith("/v2/conv"));
    expect(sent.map(({ path }) => path)).toEqual([
      "/v2/conversations",
      `/v2/conversations/${id}/respond`,
      `/v2/conversations/${id}/respond`,
      `/v2/conversations/${id}/end`,
    ]);
  });

  it.each(credentialUrls("").map((_, i) => i))("shows no credential in the URL: case %i", async (i) => {
    const casesOf = (origin: string) => credentialUrls(new URL(origin).host)[i] ?? ["", ""];
    const { look, url, received } = await start({}, undefined, (origin) => casesOf(origin)[0]);
    const { live, report } = await look();
    expect(live?.request?.url).toBe(casesOf(url)[1]);
    expect(JSON.stringify(report)).not.toContain(PLAIN);
    expect(received).toHaveLength(1);
  });

  it("begins once, even if the answer to its start is lost", async () => {
    const faults = [{ method: "POST", path: "/v2/conversations", fault: "reset", when: "after" } as const];
    const { look, conversations } = await start({ faults });
    expect((await look()).told).toContain("PASS ran within");
    expect(await conversations()).toHaveLength(1);
  });

  it("repeats a line if the PAL doesn't answer", async () => {
    const { look, emulator } = await start({ behavior: { pendingAnswers: 1_000_000 } });
    expect((await look({ answerMs: 20 })).told).toContain("PASS ran within");
    expect(emulator.requests.filter(({ method, path }) => method === "POST" && path.endsWith("/respond"))).toHaveLength(
      4,
    );
  });

  it("chats with the fewest PALs that reach every action, in each account", () => {
    const base = { inputs: {}, outputs: {}, secretPaths: [], external: false, providerName: undefined };
    const tool = (id: string, provider = "a") =>
      ({ ...base, urn: id, name: id, id, kind: "tool", provider }) as const satisfies StackResource;
    const on = (palId: string, toolId: string, provider = "a") => {
      const id = `${palId}/${toolId}`;
      return { ...base, urn: id, name: "", id, kind: "palToolAttachment", provider } as const;
    };
    const tools = [tool("t1"), tool("t2"), tool("t3"), tool("t4", "b")];
    const resources = [...tools, on("p1", "t1"), on("p2", "t1"), on("p2", "t2"), on("p3", "t3"), on("p2", "t4", "b")];
    const plan = (pals?: string[]) =>
      planLive(tools, { resources }, pals).map(({ palId, tools: of }) => [palId, of.map(({ id }) => id)]);
    expect(plan()).toEqual([
      ["p2", ["t1", "t2"]],
      ["p3", ["t3"]],
      ["p2", ["t4"]],
    ]);
    expect(plan(["p1"])).toEqual([["p1", ["t1"]]]);
  });
});

describe("the reason why an action isn't proven:", () => {
  it.each([
    [500, "FAIL the endpoint failed (500: the endpoint answered 500)", "Check the service's log."],
    [
      401,
      "FAIL the endpoint refuses Tavus's credentials (401)",
      "Give the service the same secret as delivery.api.auth.",
    ],
    [404, "FAIL the endpoint doesn't know this address (404)", "Correct delivery.api.url, or deploy the receiver."],
  ])("the endpoint answers %i", async (status, told, remedy) => {
    const { look } = await start({}, () => status);
    const found = await look();
    expect([found.told, found.remedy, found.report.ok]).toEqual([told, remedy, false]);
    expect(found.live).toMatchObject({ status: "error", response: { httpStatus: status } });
  });

  it.each([
    ["timeout", "FAIL the endpoint did not answer Tavus in time", "timeout"],
    ["down", "FAIL Tavus could not reach the endpoint: connect ECONNREFUSED", "error"],
    ["skipped", "FAIL Tavus skipped it", "skipped"],
  ])("%s", async (variant, told, status) => {
    const { look, as } = await start();
    const found = await look({}, as(variant));
    expect([found.told, found.live?.status]).toEqual([told, status]);
  });

  it("no event comes, although there was a dialogue", async () => {
    const { look, as } = await start();
    const { told, remedy, live } = await look({ waitMs: 100 }, as("missing"));
    expect(told).toMatch(/^FAIL no event within \d s after conversation c\w+, which had a dialogue$/);
    expect(remedy).toContain("Tavus may not run actions after a chat (V-7)");
    expect(live?.status).toBe("missing");
  });

  it("there was no dialogue", async () => {
    const { look } = await start();
    const { told } = await look({ waitMs: 100, answerMs: 1 }, () => ({ say: async () => {} }));
    expect(told).toMatch(/^FAIL Tavus recorded no dialogue in conversation c\w+, so nothing runs \(E-2\)$/);
  });

  it("the tool is detached before the end", async () => {
    const { look, call, palId, toolId } = await start();
    const { told } = await look({ waitMs: 100 }, (client) => ({
      endConversation: async (id: string) => {
        await call("DELETE", `/v2/pals/${palId}/tools/${toolId}`);
        await TavusClient.prototype.endConversation.call(client, id);
      },
    }));
    expect(told).toBe(`FAIL the tool is no longer attached to PAL ${palId}`);
  });

  it("the conversation doesn't end", async () => {
    const { look } = await start();
    const { told } = await look({ waitMs: 100 }, () => ({ endConversation: async () => {} }));
    const reason = /^FAIL conversation c\w+ is active, although its end was requested: actions run after the end/;
    expect(told).toMatch(reason);
  });

  it("the account isn't allowed to start conversations", async () => {
    const fault = { status: 402, body: '{"message":"no credits"}' };
    const { look, conversations } = await start({ faults: [{ method: "POST", path: "/v2/conversations", fault }] });
    const { told, remedy, live } = await look();
    expect(told).toContain("FAIL the chat with PAL p");
    expect(told).toContain("could not be started: Could not start a chat with PAL");
    expect(remedy).toBe("Check that the account may start conversations, and has credit left.");
    expect([live?.conversationId, await conversations()]).toEqual([null, []]);
  });

  it("the chat can't be ended: the id is named, because it is still charged", async () => {
    const faults = [
      { method: "POST", path: "/v2/conversations/*/respond", fault: { status: 403 } },
      { method: "POST", path: "/v2/conversations/*/end", times: "all" as const, fault: { status: 403 } },
    ];
    const { look, conversations } = await start({ faults });
    const { told, remedy } = await look({ waitMs: 100 });
    expect(told).toMatch(/^FAIL conversation c\w+ could not be ended, so it is still charged$/);
    expect(remedy).toMatch(/^End it with POST \/v2\/conversations\/c\w+\/end\.$/);
    expect(await conversations()).toMatchObject([{ status: "active" }]);
    const free = await look({ waitMs: 100, isEmulator: true });
    expect(free.told).toMatch(/^FAIL conversation c\w+ could not be ended$/);
  });

  it("the chat is interrupted, and still ended", async () => {
    const faults = [{ method: "POST", path: "/v2/conversations/*/respond", fault: { status: 403 } }];
    const { look, conversations } = await start({ faults });
    expect((await look({ waitMs: 100 })).told).toMatch(/^FAIL conversation c\w+ broke off: Could not say something in/);
    expect(await conversations()).toMatchObject([{ status: "ended" }]);
  });

  it("Tavus's arguments don't match the declared schema", async () => {
    const { look } = await start();
    const { told, live } = await look({}, (client) => ({
      readConversation: async (id: string) => {
        const read = await TavusClient.prototype.readConversation.call(client, id);
        return JSON.parse(JSON.stringify(read).replace('\\"channel\\":\\"C0\\"', '\\"channel\\":\\"C1\\"'));
      },
    }));
    expect(told).toMatch(/^FAIL the arguments that Tavus filled in don't fit: arguments\/channel doesn't fit "const"$/);
    expect([live?.status, live?.arguments]).toMatchObject(["success", { channel: "C1" }]);
  });

  it("an earlier check failed, so no chat is held", async () => {
    const { look, call, palId, toolId, conversations } = await start();
    await call("DELETE", `/v2/pals/${palId}/tools/${toolId}`);
    expect((await look()).told).toBe("SKIP not tried, because a check above failed");
    expect(await conversations()).toEqual([]);
  });
});

it("ends the conversation when it is interrupted, and reports its outcome", async () => {
  const { look, conversations, emulator } = await start({ behavior: { pendingAnswers: 1_000_000 } });
  const interrupted = () => {
    const stop = new AbortController();
    return look({ signal: stop.signal }, (client) => ({
      readAnswer: async (id: string) => {
        stop.abort();
        return TavusClient.prototype.readAnswer.call(client, id);
      },
    }));
  };
  await expect(interrupted()).rejects.toThrow("interrupted. Every conversation has been ended.");
  expect(await conversations()).toMatchObject([{ status: "ended" }]);

  emulator.setFaults([{ method: "POST", path: "/v2/conversations/*/end", times: "all", fault: { status: 403 } }]);
  await expect(interrupted()).rejects.toThrow(/^interrupted, and not ended: c\w+\. End it with POST/);
});

/** util-linux: runs a command with a terminal. */
const hasScript = spawnSync("script", ["--version"]).status === 0;

describe("the command", () => {
  /** The stack in the form of `pulumi stack export`. */
  async function startCommand(options: EmulatorOptions = {}, baseUrl?: string, kinds = ["tool", "palToolAttachment"]) {
    const account = await start(options);
    const { state, emulator } = account;
    const provider = "urn:pulumi:prod::p::pulumi:providers:pulumi-nodejs::default";
    const known = state.resources.filter(({ kind }) => kinds.includes(kind));
    const resources = known.map(({ kind, name, id, inputs, outputs }) => {
      const type = `pulumi-nodejs:dynamic/tavus:${kind === "tool" ? "Tool" : "PalToolAttachment"}`;
      return { urn: `urn:pulumi:prod::p::${type}::${name}`, type, id, inputs, outputs, provider: `${provider}::1` };
    });
    const config = { "tavus:apiKey": emulator.apiKey, "tavus:baseUrl": baseUrl ?? emulator.url };
    const { folder, env } = fakePulumi(config, { deployment: { resources } });
    const args = ["verify", "--cwd", folder, "--live"];
    return { ...account, args, env, folder };
  }

  it("asks for consent before anything is charged, and says if nothing is", async () => {
    for (const baseUrl of ["https://tavus.invalid", undefined]) {
      const { args, env, palId, conversations, emulator } = await startCommand({}, baseUrl);
      const price = baseUrl === undefined ? `is free on the emulator at ${emulator.url}` : "Tavus charges like a call";
      expect(await runCommand(args, env)).toMatchObject({
        code: 1,
        stdout: "",
        stderr: `pulumi-tavus: --live holds a chat with PAL ${palId}, which ${price}, and delivers its actions. Add --yes to confirm.\n`,
      });
      expect(await conversations()).toEqual([]);
    }
  });

  it.skipIf(!hasScript).each([
    ["y", 0, "PASS"],
    ["n", 1, "--live: not confirmed, so nothing was started."],
    ["", 1, "--live: not confirmed, so nothing was started."],
  ])("asks on a terminal, and takes %j for an answer", async (answer, expected, told) => {
    const { args, env, conversations } = await startCommand();
    const command = [process.execPath, CLI, ...args].join(" ");
    const child = spawn("script", ["-qec", command, "/dev/null"], { env: { ...process.env, ...env, NO_COLOR: "1" } });
    onTestFinished(() => void child.kill("SIGKILL"));
    let screen = "";
    child.stdout.on("data", (chunk) => {
      screen += String(chunk);
      if (String(chunk).includes("Continue? [y/N]")) child.stdin.write(`${answer}\n`);
    });
    const [code] = await once(child, "close");
    expect([code, screen]).toEqual([expected, expect.stringContaining(told)]);
    expect(await conversations()).toHaveLength(answer === "y" ? 1 : 0);
  });

  it("reports arguments, request, and answer, as text and as JSON", async () => {
    const { args, env, folder, received, call, conversations } = await startCommand();
    const script = join(folder, "script.txt");
    writeFileSync(script, "# What a caller says.\nOrder 4711 is late.\n\nGoodbye.\n");
    const { code, stdout, stderr } = await runCommand([...args, "--yes", "--script", script], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const id = String((await conversations())[0]?.["conversation_id"]);
    expect(stdout).toContain(`PASS  live        ran within 1 s after the chat, and the endpoint answered 200\n`);
    expect(stdout).toContain(
      `                        chat    ${id}\n                        filled  {"channel":"C0","message":`,
    );
    expect(stdout).toMatch(/ {24}sent {4}POST http:\S+\/n \{"channel":"C0".*\n {24}got {5}200 noted\n/);
    const said = (await call("GET", `/_emulator/conversations/${id}`)).body["transcript"] as JsonObject[];
    expect(said.filter(({ role }) => role === "user").map(({ content }) => content)).toEqual([
      "Order 4711 is late.",
      "Goodbye.",
    ]);
    const { json, stdout: text } = await runCommand([...args, "--yes", "--json"], env);
    expect(PublicReport.parse(json).actions).toMatchObject([
      { live: { status: "success", arguments: { channel: "C0" } } },
    ]);
    expect(stdout + text).not.toContain(TOKEN);
    expect(received).toHaveLength(2);
  });

  it("fails without a question if the stack attaches the action to no PAL", async () => {
    const { args, env, conversations } = await startCommand({}, undefined, ["tool"]);
    const { code, stdout, stderr } = await runCommand(args, env);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(stdout).toMatch(
      /FAIL {2}live {8}not tried: this stack attaches it to no PAL\n +Declare a PalToolAttachment/,
    );
    expect(await conversations()).toEqual([]);
  });

  it("has exit code 2 if no event comes in time", async () => {
    const { args, env } = await startCommand({ delayMs: 600_000 });
    const { code, stdout } = await runCommand([...args, "--yes", "--wait", "1s"], env);
    expect(code).toBe(2);
    expect(stdout).toMatch(/FAIL {2}live {8}no event within \d s after/);
  });

  it.each([
    [
      ["--pal", "p0"],
      "--pal p0: the stack attaches none of its actions to it. Write a PAL's id, such as p0123456789ab.",
    ],
    [["--wait", "soon"], "--wait soon: write seconds, minutes, hours or days, such as 30s, 5m, 24h or 7d."],
    [["--script", "/dev/null"], "--script /dev/null says nothing. Write what the caller says, one text in a line."],
  ])("reports what is wrong with %j", async (more, line) => {
    const { args, env } = await startCommand();
    expect(await runCommand([...args, "--yes", ...more], env)).toMatchObject({
      code: 1,
      stderr: `pulumi-tavus: ${line}\n`,
    });
  });

  it("ends the conversation on Ctrl-C", async () => {
    const said = Promise.withResolvers<void>();
    const { args, env, conversations } = await startCommand({
      behavior: { pendingAnswers: 1_000_000 },
      onRequest: ({ method, path }) => {
        if (method === "GET" && path.endsWith("/respond")) said.resolve();
      },
    });
    const child = spawn(process.execPath, [CLI, ...args, "--yes"], { env: { ...process.env, ...env } });
    onTestFinished(() => void child.kill("SIGKILL"));
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk);
    });
    await said.promise;
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([1, null]);
    expect(stderr).toBe(
      "pulumi-tavus: interrupted, ending the conversations …\npulumi-tavus: interrupted. Every conversation has been ended.\n",
    );
    expect(await conversations()).toMatchObject([{ status: "ended" }]);
  });
});
