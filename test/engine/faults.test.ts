import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "../../src/emulator/index.ts";
import * as tavus from "../../src/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import type { Operation } from "./support/operation.ts";
import { API_KEY, createScene } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

let fault: ((request: { method: string; path: string }) => Fault | undefined) | undefined;
const scene = createScene({ fault: (request) => fault?.(request) });
const stacks: TestStack[] = [];
afterEach(async () => {
  fault = undefined;
  await Promise.all(stacks.splice(0).map((stack) => stack.dispose()));
});

const TOKEN = "c4nary-token-1f2e3d";
const definition = (fields: JsonObject = {}): JsonObject =>
  fullPostCallTool({
    delivery: {
      api: {
        url: "https://crm.acme.dev/n?c={tavus_conversation_id}",
        auth: { type: "bearer", token: TOKEN },
        ...fields,
      },
    },
  });
const toolProgram =
  (inputs: JsonObject = definition()) =>
  async () =>
    void new tavus.Tool("note", inputs as unknown as tavus.ToolArgs);

async function stackOf(options: Partial<Parameters<typeof createStack>[0]> = {}): Promise<TestStack> {
  const stack = await createStack({ program: toolProgram(), config: scene.config, ...options });
  stacks.push(stack);
  return stack;
}

/** The message, on one line; it is clear, without a stack and without a secret. */
function failureOf(operation: Operation): string {
  const output = operation.stdout + operation.stderr;
  expect(operation.ok, output).toBe(false);
  expect(operation.exitCode).not.toBe(0);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain(TOKEN);
  expect(output).not.toContain(API_KEY);
  const errors = operation.diagnostics.filter(
    ({ severity, urn }) => severity === "error" && urn?.includes("tavus:Tool"),
  );
  expect(errors.length, output).toBeGreaterThan(0);
  return errors.map(({ message }) => message).join("\n");
}

/** An answer for the first n requests of a method. */
function failing(method: string, answer: () => Fault, times = 1): void {
  let left = times;
  fault = (request) => {
    if (request.method !== method || left === 0) return undefined;
    left -= 1;
    return answer();
  };
}

const answered =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (): Fault => ({ when: "before", answer: new Response(body, { status, headers }) });

async function expectOk(operation: Promise<Operation>): Promise<void> {
  const { ok, stdout, stderr } = await operation;
  expect(ok, stdout + stderr).toBe(true);
}

describe("wrong settings", () => {
  it("without a key, all three ways to give one are named, at preview already", async () => {
    const stack = await stackOf({ config: { "tavus:baseUrl": scene.url } });
    expect(failureOf(await stack.preview())).toMatch(
      /No Tavus API key.*pulumi config set --secret tavus:apiKey.*TAVUS_API_KEY.*tavus\.Provider/s,
    );
    expect(scene.calls()).toEqual([]);
  });

  it("a wrong key is said to be wrong", async () => {
    const stack = await stackOf({
      config: { ...scene.config, "tavus:apiKey": { value: "not-the-key", secret: true } },
    });
    expect(failureOf(await stack.up())).toMatch(/POST \/v2\/tools answered 401: Invalid access token/);
  });

  it("a base URL that is not https is refused before the key is sent anywhere", async () => {
    const stack = await stackOf({ config: { ...scene.config, "tavus:baseUrl": "http://tavusapi.com" } });
    expect(failureOf(await stack.preview())).toMatch(/https/);
  });
});

describe("a server that cannot be used", () => {
  it("is named when it is not there", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const stack = await stackOf({ config: { ...scene.config, "tavus:baseUrl": `http://127.0.0.1:${port}` } });
    expect(failureOf(await stack.up())).toMatch(/ECONNREFUSED/);
  });

  it("is named when its certificate is not trusted", async () => {
    const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], { keyType: "ec" });
    const server = createSecureServer({ key, cert });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const stack = await stackOf({
      config: { ...scene.config, "tavus:baseUrl": `https://127.0.0.1:${(server.address() as AddressInfo).port}` },
    });
    expect(failureOf(await stack.up())).toMatch(/certificate/i);
    await new Promise((resolve) => server.close(resolve));
  });

  it("fails at once with the time where it asks to wait for an hour", async () => {
    fault = answered(429, '{"message":"slow down"}', { "retry-after": "3600" });
    const stack = await stackOf();
    expect(failureOf(await stack.up())).toMatch(/429.*3600 s|3600 s.*429|60 min|1 h/s);
    expect(await scene.tools().catch(() => [])).toEqual([]);
  });
});

describe("an answer that is lost or broken makes no second tool", () => {
  const afterwards: [string, () => Fault][] = [
    ["lost", () => ({ when: "after", answer: "reset" })],
    [
      "a 500",
      () => ({
        when: "after",
        answer: new Response("<html><h1>Oops</h1></html>", { status: 500, headers: { "content-type": "text/html" } }),
      }),
    ],
    ["cut off JSON", () => ({ when: "after", answer: new Response('{"tool_id":"t12', { status: 200 }) })],
    ["a page of HTML", () => ({ when: "after", answer: new Response("<html>Welcome</html>", { status: 200 }) })],
  ];
  it.each(afterwards)("%s, after the tool was made: it is found by its name and taken", async (_what, answer) => {
    failing("POST", answer);
    const stack = await stackOf();
    await expectOk(stack.up());
    expect(await scene.tools()).toHaveLength(1);
    await expectOk(stack.up({ expectNoChanges: true }));
    await expectOk(stack.destroy());
    expect(await scene.tools()).toEqual([]);
  });

  it("or before: it is made", async () => {
    failing("POST", () => ({ when: "before", answer: "reset" }));
    const stack = await stackOf();
    await expectOk(stack.up());
    expect(await scene.tools()).toHaveLength(1);
  });

  it("for good: the error is told, and the next up makes it", async () => {
    fault = answered(502, "<html><head><title>502 Bad Gateway</title></head></html>");
    const stack = await stackOf();
    expect(failureOf(await stack.up())).toMatch(/502/);
    fault = undefined;
    await expectOk(stack.up());
    expect(await scene.tools()).toHaveLength(1);
  });
});

it("passes a moment of overload by, whatever is under way", async () => {
  const palId = await scene.createPal();
  const program = (description: string) => async (): Promise<void> => {
    const tool = new tavus.Tool("note", { ...definition(), description } as unknown as tavus.ToolArgs);
    new tavus.PalToolAttachment("on-pal", { palId, toolId: tool.id });
  };
  const stack = await stackOf({ program: program("One.") });
  const overload = answered(429, "{}", { "retry-after": "0" });
  const broken = answered(503, "");
  failing("POST", overload, 2);
  await expectOk(stack.up());
  failing("PATCH", broken);
  await expectOk(stack.up({ program: program("Two.") }));
  failing("GET", broken);
  await expectOk(stack.refresh());
  failing("DELETE", broken);
  await expectOk(stack.destroy());
  expect(await scene.tools()).toEqual([]);
});

it("tells of five broken rules at once, each with path and remedy, at preview, before any request", async () => {
  const stack = await stackOf({
    program: toolProgram({
      ...definition({ url: "ftp://crm.acme.dev", timeout: 90, bodyTemplate: { a: "{nothing}" } }),
      name: "log-note",
      onCall: "silent",
    }),
  });
  const preview = await stack.preview();
  const lines = failureOf(preview).split("\n");
  expect(lines).toHaveLength(5);
  for (const [path, rule] of [
    ["name", "T-3"],
    ["delivery.api.url", "D-10"],
    ["delivery.api.timeout", "D-13"],
    ["delivery.api.bodyTemplate.a", "T-25"],
    ["onCall", "T-21"],
  ])
    expect(lines).toContainEqual(
      expect.stringMatching(
        new RegExp(`has a problem: ${path?.replaceAll(".", "\\.")} .*\\. [A-Z].*\\. \\(${rule}\\)$`),
      ),
    );
  expect(scene.calls()).toEqual([]);
});

it("tells a warning once, at the resource", async () => {
  const stack = await stackOf({
    program: toolProgram(definition({ url: "https://crm.acme.dev/n?key=abc&c={tavus_conversation_id}" })),
  });
  const { diagnostics, ok } = await stack.up();
  expect(ok).toBe(true);
  const warnings = diagnostics.filter(({ severity }) => severity === "warning");
  expect(warnings).toEqual([
    {
      severity: "warning",
      urn: expect.stringMatching(/tavus:Tool::note$/),
      message: expect.stringMatching(/delivery\.api\.url carries a credential in its query \(key\)/),
    },
  ]);
});

it("refuses what a full PAL has no room for, and keeps the rest", async () => {
  const palId = await scene.createPal();
  for (let i = 0; i < 49; i += 1) {
    const { body } = await scene.request("POST", "/v2/tools", { name: `by_hand_${i}`, description: "d" });
    await scene.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: [body["tool_id"]] });
  }
  const stack = await stackOf({
    program: async () => {
      for (const name of ["fits", "does_not"]) {
        const tool = new tavus.Tool(name, { ...definition(), name } as unknown as tavus.ToolArgs);
        new tavus.PalToolAttachment(`${name}-on-pal`, { palId, toolId: tool });
      }
    },
  });
  const up = await stack.up();
  expect(up.ok).toBe(false);
  expect(up.stdout + up.stderr).toContain("at most 50 tools");
  expect((await scene.request("GET", `/v2/pals/${palId}/tools`)).body["data"]).toHaveLength(50);
});
