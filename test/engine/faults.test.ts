import { once } from "node:events";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "../../src/emulator/index.ts";
import * as tavus from "../../src/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import type { Operation } from "./support/operation.ts";
import { API_KEY, createScene } from "./support/scene.ts";
import { isSeeded } from "./support/seeded.ts";
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

/** What the operation says at our resources; it fails without a stack and without a secret. */
function failureOf(operation: Operation): string {
  const output = operation.stdout + operation.stderr + operation.diagnostics.map(({ message }) => message).join("\n");
  expect(operation.ok, output).toBe(false);
  expect(operation.exitCode).not.toBe(0);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain(TOKEN);
  expect(output).not.toContain(API_KEY);
  const errors = operation.diagnostics.filter(({ severity, urn }) => severity === "error" && urn?.includes("/tavus:"));
  expect(errors.length, output).toBeGreaterThan(0);
  return errors.map(({ message }) => message).join("\n");
}

/** An answer for the first n requests of a method, to paths that match. */
function failing(method: string, answer: () => Fault, times = 1, path = /^/): void {
  const earlier = fault;
  let left = times;
  fault = (request) => {
    if (request.method !== method || !path.test(request.path) || left === 0) return earlier?.(request);
    left -= 1;
    return answer();
  };
}

const answered =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (): Fault => ({ when: "before", answer: new Response(body, { status, headers }) });

const html =
  (status: number, title: string, when: Fault["when"] = "before") =>
  (): Fault => ({
    when,
    answer: new Response(`<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`, {
      status,
      headers: { "content-type": "text/html" },
    }),
  });

const truncated = (when: Fault["when"]) => (): Fault => ({ when, answer: new Response('{"tool_id":"t12') });

async function expectOk(operation: Promise<Operation>): Promise<void> {
  const { ok, stdout, stderr } = await operation;
  expect(ok, stdout + stderr).toBe(true);
}

/** Nothing is left to do, and it takes no request to know. */
async function expectSettled(stack: TestStack): Promise<void> {
  scene.calls();
  await expectOk(stack.up({ expectNoChanges: true }));
  expect(scene.calls()).toEqual([]);
}

const listen = async (server: Server): Promise<number> => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};

describe.skipIf(isSeeded)("wrong settings", () => {
  it("without a key, all three ways to give one are named, at preview already", async () => {
    const stack = await stackOf({ config: { "tavus:baseUrl": scene.url } });
    expect(failureOf(await stack.preview())).toMatch(
      /No Tavus API key.*pulumi config set --secret tavus:apiKey.*TAVUS_API_KEY.*tavus\.Provider/s,
    );
    expect(scene.calls()).toEqual([]);
  });

  it("a wrong key is said to be wrong", { tags: "nightly" }, async () => {
    const stack = await stackOf({
      config: { ...scene.config, "tavus:apiKey": { value: "not-the-key", secret: true } },
    });
    expect(failureOf(await stack.up())).toMatch(/POST \/v2\/tools answered 401: Invalid access token/);
  });

  it("a base URL that is not https is refused at preview, before the key is sent anywhere", async () => {
    const stack = await stackOf({ config: { ...scene.config, "tavus:baseUrl": "http://tavusapi.com" } });
    expect(failureOf(await stack.preview())).toMatch(
      /must be https .*not http:\/\/tavusapi\.com.*Set baseUrl to something like https:\/\/tavusapi\.com/,
    );
  });
});

describe.skipIf(isSeeded)("a server that cannot be used", () => {
  it("is named when it is not there", { tags: "nightly" }, async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    await once(server, "close");
    const stack = await stackOf({ config: { ...scene.config, "tavus:baseUrl": `http://127.0.0.1:${port}` } });
    expect(failureOf(await stack.up())).toMatch(
      new RegExp(`no connection to http://127\\.0\\.0\\.1:${port} .*ECONNREFUSED.*check the base URL.*tavus:baseUrl`),
    );
  });

  it("is named when its certificate is not trusted, or when it has none, and gets no key", async () => {
    const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], { keyType: "ec" });
    let requests = 0;
    const server = createSecureServer({ key, cert }, () => {
      requests += 1;
    });
    const port = await listen(server);
    const stack = await stackOf({ config: { ...scene.config, "tavus:baseUrl": `https://127.0.0.1:${port}` } });
    expect(failureOf(await stack.up())).toMatch(/certificate.*NODE_EXTRA_CA_CERTS/is);
    expect(requests).toBe(0);
    server.close();

    await stack.setConfig({ "tavus:baseUrl": scene.url.replace("http:", "https:") });
    expect(failureOf(await stack.up())).toMatch(/no secure connection to https:\/\/127\.0\.0\.1/);
    expect(scene.calls()).toEqual([]);
  });

  it("fails at once with the time where it asks to wait for an hour", { tags: "nightly" }, async () => {
    fault = answered(429, '{"message":"slow down"}', { "retry-after": "3600" });
    const stack = await stackOf();
    expect(failureOf(await stack.up())).toMatch(/answered 429: slow down\..*asks for a wait of 60 min/);
    expect(scene.calls()).toEqual(["POST /v2/tools"]);
    fault = undefined;
    expect(await scene.tools()).toEqual([]);
  });
});

describe("an answer that is lost or broken makes no second tool", () => {
  const LOOKED_UP = ["POST /v2/tools", "GET /v2/tools"];

  it.each<[string, () => Fault]>([
    ["lost", () => ({ when: "after", answer: "reset" })],
    ["a 500", html(500, "Oops", "after")],
    ["cut off JSON", truncated("after")],
    ["a page of HTML", html(200, "Welcome", "after")],
  ])("%s, after the tool was made: it is found by its name and taken", async (_what, answer) => {
    failing("POST", answer);
    const stack = await stackOf();
    await expectOk(stack.up());
    expect(scene.calls()).toEqual(LOOKED_UP);
    expect(await scene.tools()).toHaveLength(1);
    await expectSettled(stack);
  });

  it.each<[string, () => Fault]>([
    ["lost", () => ({ when: "before", answer: "reset" })],
    ["cut off JSON", truncated("before")],
  ])("%s, before the tool was made: it is looked for, then made", { tags: "nightly" }, async (_what, answer) => {
    failing("POST", answer);
    const stack = await stackOf();
    await expectOk(stack.up());
    expect(scene.calls()).toEqual([...LOOKED_UP, "POST /v2/tools"]);
    expect(await scene.tools()).toHaveLength(1);
    await expectSettled(stack);
  });

  it("for good, as a page of HTML or as cut off JSON: the error is told, and the next up makes it", {
    tags: "nightly",
  }, async () => {
    const stack = await stackOf();
    for (const [answer, message] of [
      [html(502, "502 Bad Gateway"), /POST \/v2\/tools answered 502: an HTML page: 502 Bad Gateway/],
      [truncated("before"), /POST \/v2\/tools answered 200 with something that the API does not send/],
    ] as const) {
      failing("POST", answer, Number.POSITIVE_INFINITY);
      expect(failureOf(await stack.up())).toMatch(message);
    }
    fault = undefined;
    expect(await scene.tools()).toEqual([]);
    await expectOk(stack.up());
    expect(await scene.tools()).toHaveLength(1);
  });
});

it("passes a moment of overload by, whatever is under way", { tags: "nightly" }, async () => {
  const palId = await scene.createPal();
  const program = (description: string) => async (): Promise<void> => {
    const tool = new tavus.Tool("note", { ...definition(), description } as unknown as tavus.ToolArgs);
    new tavus.PalToolAttachment("on-pal", { palId, toolId: tool.id });
  };
  const stack = await stackOf({ program: program("One.") });
  const attach = `POST /v2/pals/${palId}/tools`;
  const broken = answered(503, "");
  failing("POST", answered(429, "{}", { "retry-after": "0" }), 2, /^\/v2\/tools$/);
  failing("POST", html(502, "502 Bad Gateway"), 1, /^\/v2\/pals/);
  await expectOk(stack.up());
  expect(scene.calls()).toEqual(["POST /v2/tools", "POST /v2/tools", "POST /v2/tools", attach, attach]);
  const toolId = String((await scene.tools())[0]?.["tool_id"]);

  failing("PATCH", html(500, "Oops"));
  await expectOk(stack.up({ program: program("Two.") }));
  expect(scene.calls()).toEqual([`PATCH /v2/tools/${toolId}`, `PATCH /v2/tools/${toolId}`]);
  failing("GET", broken, 1, /^\/v2\/tools/);
  failing("GET", broken, 1, /^\/v2\/pals/);
  await expectOk(stack.refresh({ expectNoChanges: true }));
  const reads = ["GET /v2/tools", `GET /v2/pals/${palId}/tools`];
  expect(scene.calls().sort()).toEqual([...reads, ...reads].sort());
  failing("DELETE", broken, 1, /^\/v2\/tools/);
  failing("DELETE", broken, 1, /^\/v2\/pals/);
  await expectOk(stack.destroy());
  const [detached, deleted] = [`DELETE /v2/pals/${palId}/tools/${toolId}`, `DELETE /v2/tools/${toolId}`];
  expect(scene.calls()).toEqual([detached, detached, deleted, deleted]);
  expect(await scene.tools()).toEqual([]);
});

it("loses nothing where update, refresh and destroy are refused", async () => {
  const stack = await stackOf();
  await expectOk(stack.up());
  const before = await scene.tools();
  fault = answered(401, `{"message":"${API_KEY} is no key, ${TOKEN} no token"}`);
  const edited = toolProgram({ ...definition(), description: "Another." });
  for (const operation of [() => stack.up({ program: edited }), () => stack.refresh(), () => stack.destroy()])
    expect(failureOf(await operation())).toMatch(/answered 401: .*Check the API key .*TAVUS_API_KEY/);
  fault = undefined;
  expect(await scene.tools()).toEqual(before);
  scene.calls();
  const update = `PATCH /v2/tools/${before[0]?.["tool_id"]}`;
  await expectOk(stack.up());
  expect(scene.calls()).toEqual([update]);
  await expectSettled(stack);
});

it("tells of a field that the server accepts but does not store, and the next up repairs it", {
  tags: "nightly",
}, async () => {
  const stack = await stackOf();
  await expectOk(stack.up());
  const [old] = await scene.tools();
  scene.calls();
  const update = `PATCH /v2/tools/${old?.["tool_id"]}`;
  failing("PATCH", () => ({ when: "before", answer: Response.json(old) }));
  const edited = toolProgram({ ...definition(), description: "Another." });
  expect(failureOf(await stack.up({ program: edited }))).toMatch(
    /description was sent to Tavus, which accepted the request but kept the old value\. Run pulumi up again/,
  );
  expect(scene.calls()).toEqual([update]);
  await expectOk(stack.up());
  expect(scene.calls()).toEqual([update]);
  expect(await scene.tools()).toMatchObject([{ tool_id: old?.["tool_id"], description: "Another." }]);
  await expectSettled(stack);
});

it.skipIf(isSeeded)(
  "tells of five broken rules at once, each with path and remedy, at preview, before any request",
  async () => {
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
  },
);

it.skipIf(isSeeded)("tells a warning once in each operation, at the resource", async () => {
  const stack = await stackOf({
    program: toolProgram(definition({ url: "https://crm.acme.dev/n?key=abc&c={tavus_conversation_id}" })),
  });
  for (const operation of [await stack.preview(), await stack.up(), await stack.up({ expectNoChanges: true })]) {
    expect(operation.ok, operation.stdout + operation.stderr).toBe(true);
    expect(operation.diagnostics.filter(({ severity }) => severity === "warning")).toEqual([
      {
        severity: "warning",
        urn: expect.stringMatching(/tavus:Tool::note$/),
        message: expect.stringMatching(/delivery\.api\.url carries a credential \(key\)/),
      },
    ]);
  }
});

it("refuses what a full PAL has no room for, keeps the rest, and attaches it when there is room", {
  tags: "nightly",
}, async () => {
  const palId = await scene.createPal();
  const attached = async (): Promise<unknown[]> =>
    ((await scene.request("GET", `/v2/pals/${palId}/tools`)).body["data"] as JsonObject[]).map(
      (tool) => tool["tool_id"],
    );
  const byHand: string[] = [];
  for (let i = 0; i < 49; i += 1) {
    const { body } = await scene.request("POST", "/v2/tools", { name: `by_hand_${i}`, description: "d" });
    byHand.push(String(body["tool_id"]));
  }
  await scene.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: byHand });
  const stack = await stackOf({
    program: async () => {
      for (const name of ["fits", "does_not"]) {
        const tool = new tavus.Tool(name, { ...definition(), name } as unknown as tavus.ToolArgs);
        new tavus.PalToolAttachment(`${name}-on-pal`, { palId, toolId: tool });
      }
    },
  });
  const up = await stack.up();
  expect(failureOf(up)).toContain("at most 50 tools");
  expect(up.steps.filter(({ failed }) => failed)).toHaveLength(1);
  expect(await attached()).toHaveLength(50);
  expect(await attached()).toEqual(expect.arrayContaining(byHand));
  await scene.request("DELETE", `/v2/pals/${palId}/tools/${byHand[0]}`);
  scene.calls();
  await expectOk(stack.up());
  expect(scene.calls()).toEqual([`POST /v2/pals/${palId}/tools`]);
  expect(await attached()).toHaveLength(50);
});
