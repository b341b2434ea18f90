import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { member, stringifyExact } from "../../contract/index.ts";
import { tryExactJson } from "../../contract/json.ts";
import {
  createConversation,
  createTool,
  end,
  postCall,
  startEmulator,
  startReceiver,
  TOKEN,
} from "../testing/start.ts";

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const EVIL = `<img src=x onerror="alert(1)">"'`;

/** Sends a form as a browser or another client would. `fetch` doesn't let us choose Host and Origin. */
function post(url: string, path: string, body: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url + path,
      { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", ...headers } },
      (answer) => {
        answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.on("error", reject).end(body);
  });
}

describe("the page", () => {
  it("shows what others wrote as text, and no secret, in any place", async () => {
    const { emulator, call } = await startEmulator();
    const { url } = await startReceiver((_request, response) => response.end(`${EVIL} ${TOKEN}`));
    const { id, toolId } = await createConversation(call, {
      url: `${url}/n?x=${encodeURIComponent(EVIL)}`,
      auth: { type: "api_key", name: "key", value: TOKEN, location: "query" },
    });
    await call("PATCH", `/v2/tools/${toolId}`, { description: EVIL });
    const pal = await call("POST", "/v2/pals", { pal_name: EVIL, system_prompt: "s", default_face_id: "r1" });
    const other = String(pal.body["pal_id"]);
    await createTool(call, postCall({ name: "other", description: EVIL }));
    await end(emulator, call, id, [{ role: "user", content: `${EVIL} </script><script>alert(1)</script>` }]);
    for (const path of [
      "/",
      `/deliveries?q=${encodeURIComponent(EVIL)}`,
      `/deliveries/${id}.${toolId}`,
      `/conversations?q=${encodeURIComponent(EVIL)}`,
      `/conversations/${id}`,
      "/tools",
      `/tools/${toolId}`,
      `/pals/${other}`,
      "/requests",
    ]) {
      const page = await (await fetch(emulator.url + path)).text();
      expect(page).not.toContain("<img");
      expect(page).not.toContain("<script>");
      expect(page).toContain("&lt;img");
      expect(page).not.toContain(TOKEN);
      expect(page).not.toContain(emulator.apiKey === "emulator" ? "x-api-key" : emulator.apiKey);
    }
  });

  it("has a policy that lets nothing in from elsewhere, and no inline code", async () => {
    const { emulator } = await startEmulator();
    const response = await fetch(emulator.url);
    expect(response.headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.text()).not.toMatch(/ on\w+=|<style| style="/);
  });

  it("that doesn't exist is said as a page to a browser; what is a call stays one", async () => {
    const { emulator } = await startEmulator();
    const get = (path: string, accept: string) => fetch(emulator.url + path, { headers: { accept } });
    const browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    const page = await get("/tool/t1", browser);
    expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=UTF-8"]);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain('<p>There is no such page. <a href="/">Go to the overview.</a></p>');
    for (const [path, accept] of [
      ["/tool/t1", "*/*"],
      ["/v2/tool", browser],
    ] as const)
      expect((await get(path, accept)).status).toBe(401);
    expect((await get("/", browser)).status).toBe(200);
  });

  it("takes forms from itself only: not from other origins, other sites or by other names", async () => {
    const { emulator, call } = await startEmulator();
    const { url, received } = await startReceiver();
    const { toolId } = await createConversation(call, { url });
    const body = form({ target: toolId, transcript: "user: Hi." });
    const host = new URL(emulator.url).host;
    const own = { origin: emulator.url };
    const send = (headers: Record<string, string>, path = "/_page/calls") => post(emulator.url, path, body, headers);
    expect(await send({})).toBe(403);
    expect(await send({ origin: "https://evil.example" })).toBe(403);
    expect(await send({ origin: "http://localhost:3000" })).toBe(403);
    expect(await send({ origin: "null" })).toBe(403);
    expect(await send({ "sec-fetch-site": "cross-site" })).toBe(403);
    // An attacker made the name point to this machine (DNS rebinding), so the browser believes that the origin is the same.
    expect(await send({ host: "evil.example", origin: "http://evil.example" })).toBe(403);
    for (const path of [`/tools/${toolId}`, "/_page/replays"]) expect(await send({}, path)).toBe(403);
    expect(received).toEqual([]);
    expect(await send(own)).toBe(303);
    expect(await send({ "sec-fetch-site": "same-origin" })).toBe(303);
    expect(
      await send({
        host: host.replace("127.0.0.1", "localhost"),
        origin: emulator.url.replace("127.0.0.1", "localhost"),
      }),
    ).toBe(303);
    await emulator.idle();
    expect(received).toHaveLength(3);
  });

  it("is not counted as a call, and says 404 for what doesn't exist", async () => {
    const { emulator } = await startEmulator();
    for (const path of ["/", "/_page/style.css", "/_page/script.js"])
      expect((await fetch(emulator.url + path)).status).toBe(200);
    for (const path of ["/tools/t0", "/conversations/c0", "/?account=2"])
      expect((await fetch(emulator.url + path)).status).toBe(404);
    expect(emulator.requests).toEqual([]);
  });

  it("takes an unchanged form for no edit, no matter which line ends it has", async () => {
    const { emulator, call } = await startEmulator();
    const toolId = await createTool(call, postCall({ description: "\none\r\ntwo\nthree" }));
    // The form keeps every digit of a number that JavaScript can't represent exactly.
    const parameters =
      '{"parameters":{"type":"object","properties":{"account":{"type":"integer","const":9007199254740993}}}}';
    await call("PATCH", `/v2/tools/${toolId}`, parameters);
    const { text } = await call("GET", `/v2/tools/${toolId}`);
    const fields = {
      name: "log_note",
      description: "\r\none\r\ntwo\r\nthree",
      url: "https://crm.acme.dev/n",
      method: "POST",
      timeout: "20",
      body_template: "",
      parameters: stringifyExact(member(tryExactJson(text), "parameters"), 2).replaceAll("\n", "\r\n"),
    };
    expect(await post(emulator.url, `/tools/${toolId}`, form(fields), { origin: emulator.url })).toBe(303);
    expect((await call("GET", `/v2/tools/${toolId}`)).text).toBe(text);
    expect(await (await fetch(`${emulator.url}/tools/${toolId}`)).text()).toContain(
      "fixed: <code>9007199254740993</code>",
    );
  });
});
