import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { inCall, names, TOKEN } from "../../src/emulator/testing/start.ts";
import { createEmulator, type EmulatorOptions } from "../../src/emulator.ts";
import { newFile } from "../support/folder.ts";
import { it, startTavus } from "../support/tavus.ts";

const SPACE = "my-space-7077.app.github.dev";
const FRONT = "http://localhost:5173";

interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** `fetch` doesn't let the caller set the Host header. */
function send(url: string, headers: Record<string, string>, method = "GET", path = "/v2/tools"): Promise<Sent> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, method, path, headers: { "x-api-key": "emulator", ...headers } },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
      },
    );
    sent.on("error", reject).end();
  });
}

describe("names", () => {
  it("answers only to loopback names and allowed names", async () => {
    const closed = await startTavus();
    const open = await startTavus({ allowHosts: ["tavus", "tavus_emulator", SPACE] });
    for (const host of ["tavus:7077", "tavus_emulator:7077", "TAVUS:7077", SPACE, `${SPACE}:443`]) {
      expect((await send(closed.emulator.url, { host })).status, host).toBe(403);
      expect((await send(open.emulator.url, { host })).status, host).toBe(200);
    }
    for (const host of ["evil.example", "tavus.evil.example", `x.${SPACE}`])
      expect((await send(open.emulator.url, { host })).status, host).toBe(403);
  });

  it("accepts the page's own forms through a port that is forwarded over https", async () => {
    const { emulator } = await startTavus({ allowHosts: [SPACE] });
    const post = (origin: string) => send(emulator.url, { host: SPACE, origin }, "POST", "/_page/calls");
    expect((await post(`https://${SPACE}`)).status).not.toBe(403);
    expect((await post("https://evil.example")).status).toBe(403);
  });

  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  it.skipIf(outside === undefined)("listens on loopback unless another address is given", async () => {
    const statusAt = async (options: EmulatorOptions): Promise<unknown> => {
      const { emulator } = await startTavus(options);
      const url = `http://${outside}:${new URL(emulator.url).port}`;
      return send(url, { host: "localhost" }).then(
        ({ status }) => [status, new URL(emulator.url).hostname],
        (error: NodeJS.ErrnoException) => error.code,
      );
    };
    expect(await statusAt({})).toBe("ECONNREFUSED");
    expect(await statusAt({ allowHosts: ["tavus"], allowOrigins: [FRONT] })).toBe("ECONNREFUSED");
    expect(await statusAt({ host: "0.0.0.0" })).toEqual([200, "127.0.0.1"]);
    expect(await statusAt({ host: String(outside) })).toEqual([200, outside]);
  });
});

describe("pages of other origins", () => {
  const preflight = {
    origin: FRONT,
    "access-control-request-method": "PATCH",
    "access-control-request-headers": "x-api-key",
  };

  it("can call the API if their origin is allowed, and read the answers", async () => {
    const { emulator, call } = await startTavus({ allowOrigins: [FRONT] });
    const { status, headers } = await send(emulator.url, preflight, "OPTIONS", "/v2/tools/t1");
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      "access-control-allow-origin": FRONT,
      "access-control-allow-headers": expect.stringMatching(/x-api-key/),
      "access-control-allow-methods": expect.stringMatching(/PATCH/),
      vary: expect.stringMatching(/origin/i),
    });
    const foreign = { origin: FRONT, "sec-fetch-site": "cross-site" };
    const created = await call("POST", "/v2/tools", inCall("a"), foreign);
    expect([created.status, created.headers.get("access-control-allow-origin")]).toEqual([200, FRONT]);
    for (const [path, key, expected] of [
      ["/v2/tools", "wrong", 401],
      ["/v2/tools/t0", emulator.apiKey, 400],
    ] as const) {
      const refused = await call("GET", path, undefined, { ...foreign, "x-api-key": key });
      expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([expected, FRONT]);
    }
  });

  it("are refused otherwise, and never reach the emulator's page", async () => {
    const { emulator } = await startTavus({ allowOrigins: [FRONT] });
    const others = ["http://localhost:5174", "https://localhost:5173", "null", "http://localhost:5173.evil.example"];
    for (const origin of others) {
      const { status, headers } = await send(emulator.url, { ...preflight, origin }, "OPTIONS");
      expect([status, headers["access-control-allow-origin"]], origin).toEqual([403, undefined]);
    }
    expect((await send(emulator.url, { origin: FRONT }, "POST", "/_page/calls")).status).toBe(403);
    const closed = await startTavus();
    expect((await send(closed.emulator.url, preflight, "OPTIONS")).status).toBe(403);
  });
});

it.each<[EmulatorOptions, string]>([
  [{ allowHosts: ["http://tavus"] }, 'allowed host "http://tavus" is not a host name.'],
  [{ allowHosts: ["tavus:7077"] }, 'allowed host "tavus:7077" is not a host name.'],
  [{ allowHosts: ["*"] }, 'allowed host "*" is not a host name.'],
  [{ allowOrigins: ["*"] }, 'allowed origin "*" is not an origin.'],
  [{ allowOrigins: ["localhost"] }, "is not an origin. Write scheme, host and port: http://localhost:5173."],
  [{ allowOrigins: ["http://localhost:5173/"] }, "is not an origin. Write http://localhost:5173."],
  [{ allowOrigins: ["HTTPS://Front.dev:443/a?b"] }, "is not an origin. Write https://front.dev."],
])("refuses %j", async (options, message) => {
  await expect(createEmulator(options)).rejects.toThrow(message);
});

describe("an account", () => {
  const SECRET = { url: "http://127.0.0.1:1/", auth: { type: "bearer", token: TOKEN } };

  it("is exported as a seed that creates the same account", async ({ tavus }) => {
    await tavus.createConversation({ ...SECRET, url: "http://127.0.0.1:1/n?c={tavus_conversation_id}" });
    await tavus.createTool(inCall("lookup", { on_resolve: "generate_response" }));
    const deleted = await tavus.createTool(inCall("gone"));
    await tavus.call("DELETE", `/v2/tools/${deleted}`);
    const masked = await tavus.call("GET", "/_emulator/export");
    expect(masked.text).not.toContain(TOKEN);
    expect(names({ ...masked, body: { data: masked.body["tools"] } })).toEqual(["log_note", "lookup"]);
    const seed = await tavus.get("/_emulator/export?secrets=true");
    expect(JSON.stringify(seed)).toContain(TOKEN);
    for (const exported of [masked.body, seed]) {
      const copy = await startTavus({ seed: exported });
      const path = `/_emulator/export${exported === seed ? "?secrets=true" : ""}`;
      expect(await copy.get(path)).toEqual(exported);
      const [pal] = (await copy.get("/v2/pals"))["data"] as JsonObject[];
      expect(await copy.attached(String(pal?.["pal_id"]))).toContain("log_note");
    }
    expect(tavus.emulator.requests.at(-1)?.path).toBe("/_emulator/export");
  });

  it("is exported with several PALs of one name, which a seed creates only once", async ({ tavus: { call, get } }) => {
    const pal = (prompt: string) => ({ pal_name: "Support", default_face_id: "r1", system_prompt: prompt });
    for (const prompt of ["one", "two", "three"]) await call("POST", "/v2/pals", pal(prompt));
    const seed = await get("/_emulator/export");
    const prompts = (exported: JsonObject) => (exported["pals"] as JsonObject[]).map((one) => one["system_prompt"]);
    expect(prompts(seed)).toEqual(["one", "two", "three"]);
    const persist = newFile();
    for (let start = 0; start < 2; start += 1) {
      const copy = await startTavus({ seed, persist });
      expect(await copy.get("/_emulator/export")).toEqual(seed);
      await copy.emulator.close();
    }
  });

  it("shows its secrets to no page, not even of an allowed origin", async () => {
    const { call, createConversation } = await startTavus({ allowOrigins: [FRONT] });
    await createConversation(SECRET);
    const { status, text } = await call("GET", "/_emulator/export?secrets=true", undefined, { origin: FRONT });
    expect([status, text]).toEqual([403, expect.not.stringContaining(TOKEN)]);
  });

  it("is emptied by a reset, and other accounts aren't", async () => {
    const { call, get, createTool, createConversation, actionsAtEnd } = await startTavus({ keys: ["a", "b"] });
    const other = { "x-api-key": "b" };
    const { id } = await createConversation({ url: "http://127.0.0.1:1/" });
    expect(await actionsAtEnd(id)).toHaveLength(1);
    await call("POST", "/v2/tools", inCall("kept"), other);
    expect((await call("POST", "/_emulator/reset")).status).toBe(204);
    for (const path of ["/v2/tools?type=user", "/v2/pals", "/v2/conversations", "/_emulator/deliveries"])
      expect((await get(path))["data"], path).toEqual([]);
    expect(names(await call("GET", "/v2/tools?type=user", undefined, other))).toEqual(["kept"]);
    await createTool(inCall("again"));
    expect((await call("POST", "/_emulator/reset", undefined, { "x-api-key": "wrong" })).status).toBe(401);
  });
});
