import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { createApp } from "../app.ts";
import { isApi } from "../request.ts";
import type { EmulatorServices } from "../services.ts";
import {
  type Call,
  createConversation,
  createTool,
  postCall,
  startEmulator,
  startReceiver,
  TOKEN,
} from "../testing/start.ts";

/** Starts an emulator with an action, and returns functions that read its pages. */
async function start(api: JsonObject = {}, options = {}) {
  const { emulator, call } = await startEmulator(options);
  const endpoint = await startReceiver((_request, response) =>
    response.writeHead(200, { "set-cookie": `session=${TOKEN}`, "x-echo": `got ${TOKEN}` }).end("{}"),
  );
  const created = await createConversation(call, {
    url: `${endpoint.url}/n`,
    auth: { type: "bearer", token: TOKEN },
    ...api,
  });
  const get = async (path: string): Promise<string> => await (await fetch(emulator.url + path)).text();
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(emulator.url + path, {
      method: "POST",
      redirect: "manual",
      headers: { origin: emulator.url, ...headers },
      body: new URLSearchParams(fields),
    });
  return { emulator, call, endpoint, get, post, ...created };
}

const trial = async (call: Call, fields: JsonObject = {}): Promise<string> => {
  const { body } = await call("POST", "/_emulator/trials", {
    target: "log_note",
    transcript: [{ role: "user", content: "Order 4711 never arrived." }],
    ...fields,
  });
  return String(body["conversation_id"]);
};

/** The address of each row in a page's list. */
const rowsOf = (page: string): string[] =>
  [...page.matchAll(/<a class="row" href="([^"]*)"/g)].map(([, href = ""]) => href);
/** The text of a page without its HTML. */
const textOf = (page: string): string =>
  page
    .slice(page.indexOf("<main"))
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll(/\s+/g, " ");

describe("the page of a delivery", () => {
  it("shows the headers of both sides, with credentials masked", async () => {
    const { call, get, toolId } = await start();
    const page = await get(`/deliveries/${await trial(call)}.${toolId}`);
    expect(textOf(page)).toMatch(/content-type application\/json authorization Bearer \*{8} /);
    expect(textOf(page)).toMatch(/set-cookie \*{8} x-echo got \[redacted\]/);
    expect(page).not.toContain(TOKEN);
  });

  it.each([
    [{ type: "basic", username: "u", password: TOKEN }, /authorization Basic \*{8} /],
    [{ type: "api_key", name: "Authorization", value: `${TOKEN} ${TOKEN}` }, /Authorization \*{8} /],
    [{ type: "api_key", name: "X-Key", value: TOKEN }, /X-Key \*{8} /],
    [{ type: "hmac", secret: TOKEN }, /X-Tavus-Signature [0-9a-f]{64} /],
  ])("shows with %j what authentication added", async (auth, expected) => {
    const { call, get, toolId } = await start({ auth });
    const page = await get(`/deliveries/${await trial(call)}.${toolId}`);
    expect(textOf(page)).toMatch(expected);
    expect(page).not.toContain(TOKEN);
  });

  it("unfolds the signed envelope, and keeps its exact bytes", async () => {
    const { call, get, toolId, endpoint } = await start({ auth: { type: "hmac", secret: TOKEN } });
    const page = textOf(
      await get(`/deliveries/${await trial(call, { set: { message: "12345678901234567890" } })}.${toolId}`),
    );
    expect(page).toContain('"arguments" : { "channel" : "C0" , "message" : "12345678901234567890" }');
    expect(page).toContain(`Copy exact bytes ${endpoint.received[0]?.body}`);
    expect(page).toContain(`Body ${endpoint.received[0]?.body.length} bytes, JSON inside strings is expanded`);
  });

  it("says of a simulated fault whether the endpoint was called", async () => {
    const { call, get, toolId } = await start();
    const said = async (as: string) =>
      /Simulated: [^.]*\./.exec(textOf(await get(`/deliveries/${await trial(call, { as })}.${toolId}`)))?.[0];
    expect(await said("500")).toBe("Simulated: your endpoint was not called.");
    expect(await said("skipped")).toBe("Simulated: your endpoint was not called.");
    expect(await said("duplicate")).toBe("Simulated: the event comes twice.");
    expect(textOf(await get(`/deliveries/${await trial(call)}.${toolId}`))).not.toContain("Simulated");
    expect(rowsOf(await get("/deliveries?status=simulated"))).toHaveLength(3);
  });

  it("lists the query parameters of the URL, with credentials masked", async () => {
    const { call, get, toolId, endpoint } = await start({
      auth: { type: "api_key", name: "key", value: TOKEN, location: "query" },
    });
    const page = await get(
      `/deliveries/${await trial(call, { to: `${endpoint.url}/n?of=a%20call&of=two` })}.${toolId}`,
    );
    expect(textOf(page)).toContain("Query parameters of a call of two key ******** Request headers");
    expect(page).not.toContain(TOKEN);
  });

  it("marks a delivery to a public host as held back, and finds it by that", async () => {
    const { call, get, toolId } = await start({ url: "https://crm.acme.dev/n" });
    const id = await trial(call);
    const page = textOf(await get(`/deliveries/${id}.${toolId}`));
    expect(page).toContain("Not sent: crm.acme.dev is a public host");
    expect(page).toContain("The request below is what the endpoint would get. A delivery has made-up content");
    expect(page).not.toMatch(/\d ms/);
    await trial(call, { as: "skipped" });
    const list = await get("/deliveries?status=held+back");
    expect(rowsOf(list)).toEqual([`/deliveries/${id}.${toolId}?status=held+back`]);
    expect(textOf(list)).toContain("log_note held back");
  });

  it("links an attempt and its replay, and compares them", async () => {
    const { call, get, toolId } = await start();
    const local = await startReceiver((_request, response) => response.writeHead(404).end("gone"));
    const id = await trial(call);
    await call("POST", `/_emulator/conversations/${id}/replays`, { to: local.url });
    const replay =
      /href="(\/deliveries\/[^"]*)">Compare with the replay/.exec(await get(`/deliveries/${id}.${toolId}`))?.[1] ?? "";
    const page = await get(replay);
    expect(page).toContain(`Replay of <a href="/deliveries/${id}.${toolId}">`);
    expect(textOf(page)).toMatch(
      /Status changed ✓ success ✕ error Response changed 200 404 Error changed none the endpoint answered 404/,
    );
    expect(textOf(page)).toContain("Both sent the same bytes as their body.");
    expect(textOf(page)).toContain("- {} + gone");
  });

  it("loses no digit of a large number", async () => {
    const { call, get } = await start();
    const { url } = await startReceiver((_request, response) => response.end('{"id":90071992547409931}'));
    const id = await trial(call, { to: url });
    await call("POST", `/_emulator/conversations/${id}/replays`, { to: url });
    const page = textOf(await get(rowsOf(await get("/deliveries"))[0] ?? ""));
    expect(page).toContain('"id" : 90071992547409931 }');
    expect(page).not.toContain("__number");
  });

  it("shows an answer as text that is nested too deeply to be read", async () => {
    const { call, get } = await start();
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const { url } = await startReceiver((_request, response) => response.end(deep));
    const id = await trial(call, { to: url });
    const page = await get(rowsOf(await get("/deliveries"))[0] ?? "");
    expect(page).toContain(id);
    expect(page).toContain(deep);
  });
});

describe("the overview", () => {
  it("says where every delivery goes", async () => {
    const { get } = await start({}, { forwardTo: "http://localhost:3000/dev" });
    expect(textOf(await get("/"))).toContain("Every delivery goes to http://localhost:3000/dev .");
    expect(textOf(await (await start()).get("/"))).not.toContain("Every delivery");
  });
});

describe("a list", () => {
  it("has all deliveries, 25 on a page, and keeps the filter from page to page", async () => {
    const { call, get } = await start();
    for (let i = 0; i < 26; i += 1) await trial(call, { as: "skipped" });
    await trial(call);
    const [first, second] = [await get("/deliveries?status=skipped"), await get("/deliveries?status=skipped&page=2")];
    expect([rowsOf(first).length, rowsOf(second).length]).toEqual([25, 1]);
    expect(first).toContain('href="/deliveries?status=skipped&amp;page=2">Older →');
    expect(second).toContain('href="/deliveries?status=skipped">← Newer');
    expect(rowsOf(second)[0]).toMatch(/\?status=skipped&amp;page=2$/);
    expect(new Set([...rowsOf(await get("/deliveries")), ...rowsOf(await get("/deliveries?page=2"))]).size).toBe(27);
    for (const page of ["0", "-1", "x", "1e99"])
      expect(await get(`/deliveries?page=${page}`)).toContain("<h1>Deliveries");
  });

  it("finds deliveries by tool, status, text and time", async () => {
    let now = new Date("2026-05-15T10:00:00Z");
    const { call, get, palId } = await start({}, { now: () => now });
    const other = await createTool(call, postCall({ name: "other" }));
    await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [other] });
    const note = await trial(call, { set: { message: "The blue parcel." } });
    now = new Date("2026-05-15T10:05:30Z");
    const skipped = await trial(call, { target: "other", as: "skipped" });
    const found = async (query: string) => rowsOf(await get(`/deliveries?${query}`)).map((href) => href.slice(12, 25));
    expect(await found("tool=log_note")).toEqual([note]);
    expect(await found("status=skipped")).toEqual([skipped]);
    expect(await found("q=BLUE+parcel")).toEqual([note]);
    expect(await found("from=2026-05-15T10:01")).toEqual([skipped]);
    expect(await found("to=2026-05-15T10:05")).toEqual([skipped, note]);
    expect(await found("to=2026-05-15T10:04")).toEqual([note]);
    expect(await found("tool=log_note&status=skipped")).toEqual([]);
    expect(textOf(await get("/deliveries?q=yellow"))).toContain("No delivery matches the filter.");
  });

  it("doesn't find a secret by its text", async () => {
    const { call, get } = await start({ auth: { type: "api_key", name: "key", value: TOKEN, location: "query" } });
    await trial(call);
    expect(rowsOf(await get(`/deliveries?q=${TOKEN.slice(0, 6)}`))).toEqual([]);
    expect(rowsOf(await get("/deliveries?q=key="))).toHaveLength(1);
  });

  it("finds conversations by status and by their words", async () => {
    const { call, get, id } = await start();
    const ended = await trial(call);
    expect(rowsOf(await get("/conversations?status=active"))).toEqual([`/conversations/${id}`]);
    expect(rowsOf(await get("/conversations?q=4711"))).toEqual([`/conversations/${ended}`]);
    await call("DELETE", `/v2/conversations/${ended}`);
    expect(rowsOf(await get("/conversations"))).toEqual([`/conversations/${id}`]);
  });
});

describe("the log of API requests", () => {
  it("has what was sent and answered, each secret masked, and what was planned to go wrong", async () => {
    const faults = [{ method: "GET", path: "/v2/tools", fault: { status: 503 } }];
    const { emulator, call, get, toolId, palId } = await start({}, { faults, behavior: { maskWrites: false } });
    await call("PATCH", `/v2/tools/${toolId}`, {
      delivery: { api: { url: "https://a.acme.dev", auth: { type: "bearer", token: TOKEN } } },
    });
    await call("PATCH", `/v2/tools/${toolId}`, { token: TOKEN });
    await call("PATCH", `/v2/tools/${toolId}`, [
      { op: "add", path: "/delivery/api/auth", value: { type: "api_key", value: TOKEN } },
      { op: "add", path: "/delivery/api/auth/token", value: TOKEN },
    ]);
    await call("POST", "/v2/pals", {
      pal_name: "P",
      system_prompt: "s",
      default_face_id: "r1",
      layers: { llm: { api_key: TOKEN } },
    });
    await call("POST", "/v2/tools", { password: [TOKEN], secret: 1234567890123 });
    await call("POST", "/v2/conversations", {
      pal_id: palId,
      callback_url: `https://acme.dev/e?token=${TOKEN}&of=call`,
    });
    await call("GET", "/v2/tools?limit=1");
    await call("GET", "/v2/tools", undefined, { "x-api-key": "wrong" });
    const page = textOf(await get("/requests"));
    for (const text of [
      `PATCH /v2/tools/${toolId} 200`,
      '"token" : "********"',
      '"api_key" : "********"',
      "GET /v2/tools?limit=1 simulated fault 503",
      "Simulated fault: 503, before it was handled.",
      "GET /v2/tools unknown key 401",
      '"password" : "********"',
      '"callback_url" : "https://acme.dev/e?token=********&amp;of=call"',
    ])
      expect(page).toContain(text);
    expect(await get("/requests")).not.toMatch(new RegExp(`${TOKEN}|1234567890123`));
    const [conversation = ""] = rowsOf(await get("/conversations"));
    expect(textOf(await get(conversation))).toContain("Events go to https://acme.dev/e?token=********&amp;of=call");
    expect(await get(conversation)).not.toContain(TOKEN);
    const count = async (query: string) =>
      [...(await get(`/requests?${query}`)).matchAll(/<details class="item" id="r-/g)].length;
    expect(await count("kind=reads")).toBe(2);
    expect(await count("kind=failures&q=tools")).toBe(5);
    emulator.reset();
    expect(await count("")).toBe(0);
  });

  it("belongs to its account", async () => {
    const { call, get } = await start({}, { keys: ["one", "two"] });
    await call("POST", "/v2/tools", postCall({ name: "of_two" }), { "x-api-key": "two" });
    expect(await get("/requests")).not.toContain("of_two");
    expect(await get("/requests?account=2")).toContain("of_two");
    await call("POST", "/_emulator/reset", undefined, { "x-api-key": "two" });
    expect(await get("/requests?account=2")).not.toContain("of_two");
    expect(await get("/requests")).toContain("log_note");
  });
});

describe("a form of the page", () => {
  it("is refused unless the page itself sends it, each of them", async () => {
    const { emulator } = await start();
    const app = createApp({ services: {} as EmulatorServices, keys: ["k"], onRequest: () => {} });
    const forms = app.routes.filter(
      ({ method, path }) => method === "POST" && !isApi(path) && path !== "/_sample/hook",
    );
    expect(forms.length).toBeGreaterThan(8);
    for (const { path } of forms)
      expect((await fetch(emulator.url + path.replace(":id", "t1"), { method: "POST" })).status, path).toBe(403);
  });

  it("ends a call with everything that a trial takes", async () => {
    const { emulator, endpoint, post, call } = await start();
    const events = await startReceiver();
    const answer = await post("/_page/calls", {
      target: "log_note",
      transcript: "user: Hi.",
      set: "message=Set.\r\n",
      to: `${endpoint.url}/to`,
      perception_analysis: "Calm.",
      callback_url: events.url,
      as: "",
    });
    const path = answer.headers.get("location") ?? "";
    expect([answer.status, path]).toEqual([303, expect.stringMatching(/^\/conversations\/c\w+\?done=call-ended$/)]);
    await emulator.idle();
    expect(endpoint.received).toMatchObject([{ url: "/to", body: '{"channel":"C0","message":"Set."}' }]);
    const { body } = await call("GET", `/_emulator/conversations/${path.slice(15, 28)}`);
    expect(body["perception_analysis"]).toBe("Calm.");
    expect(events.received.length).toBeGreaterThan(3);
  });

  it("ends a call that a program began, with a transcript or with the one that it has", async () => {
    const { emulator, call, endpoint, get, post, id, palId } = await start();
    expect(textOf(await get(`/conversations/${id}`))).toContain("End this call");
    expect((await post(`/conversations/${id}/end`, { transcript: "{no JSON" })).status).toBe(400);
    const ended = await post(`/conversations/${id}/end`, { transcript: "user: Order 4711 never arrived." });
    expect(ended.headers.get("location")).toBe(`/conversations/${id}?done=call-ended`);
    const { body } = await call("POST", "/v2/conversations", { pal_id: palId, chat: true });
    const chat = String(body["conversation_id"]);
    await call("POST", `/v2/conversations/${chat}/respond`, { text: "The parcel is blue." });
    expect(await get(`/conversations/${chat}`)).not.toContain("<textarea");
    await post(`/conversations/${chat}/end`, {});
    await emulator.idle();
    expect(endpoint.received.map(({ body }) => /4711|blue/.exec(body)?.[0])).toEqual(["4711", "blue"]);
    expect(textOf(await get(`/conversations/${id}`))).not.toContain("End this call");
    const again = await post(`/conversations/${id}/end`, {});
    expect([again.status, textOf(await again.text())]).toEqual([400, expect.stringContaining("has ended already.")]);
    expect((await post("/conversations/c0/end", {})).status).toBe(404);
  });

  it("says when the actions of a call run that waits for them", async () => {
    const now = () => new Date("2026-05-15T10:00:00Z");
    const { get, post } = await start({}, { now, delayMs: 120_000 });
    const answer = await post("/_page/calls", { target: "log_note", transcript: "user: Hi." });
    const page = textOf(await get(answer.headers.get("location") ?? ""));
    expect(page).toContain("Its actions run after the delay that the emulator was started with.");
    expect(page).toMatch(/Its actions run at May 15, 10:02:00 \./);
  });

  it("begins as another call was, so that it can be changed and ended again", async () => {
    const { call, get, id, palId, endpoint } = await start();
    const like = async (fields: JsonObject) => {
      const ended = await trial(call, fields);
      expect(await get(`/conversations/${ended}`)).toContain(`href="/?like=${ended}"`);
      return get(`/?like=${ended}`);
    };
    expect(await get(`/conversations/${id}`)).not.toContain("?like=");
    const transcript = [
      { role: "assistant", content: "Hello." },
      { role: "user", content: "Where is order 4712?" },
    ];
    const to = `${endpoint.url}/other`;
    const page = await like({ target: palId, transcript, perception_analysis: "Calm.", to });
    expect(page).toContain(`<option value="${palId}" selected>`);
    expect(page).toContain('spellcheck="false">\nassistant: Hello.\nuser: Where is order 4712?</textarea>');
    expect(page).toContain('name="perception_analysis">\nCalm.</textarea>');
    expect(page).toContain(`value="${to}"`);
    // Lines of text can't express this transcript.
    const long = [{ role: "user", content: "One.\nuser: two" }];
    const written = /<textarea id="transcript"[^>]*>\n([^<]*)</.exec(await like({ transcript: long }))?.[1] ?? "";
    expect(JSON.parse(written.replaceAll("&quot;", '"'))).toEqual(long);
  });

  it("says of a replay that failed that it failed", async () => {
    const { call, post, toolId } = await start();
    const id = await trial(call);
    const broken = await startReceiver((_request, response) => response.writeHead(500).end());
    const replay = async (to: string) =>
      (await post("/_page/replays", { delivery: `${id}/${toolId}`, to }, { accept: "application/json" })).json();
    expect(await replay(broken.url)).toMatchObject({ message: "Sent again: error.", isFailure: true });
    expect(await replay("")).toMatchObject({ message: "Sent again: success.", isFailure: false });
  });

  it("comes back as it was typed, with what is wrong with it", async () => {
    const { post } = await start();
    const fields = { target: "log_note", transcript: "user: Hi.", set: "mesage=x", to: "http://localhost:1/typed" };
    const refused = await post("/_page/calls", fields);
    const page = await refused.text();
    expect(refused.status).toBe(400);
    expect(page).toContain("mesage is not a parameter. Did you mean message?");
    expect(page).toContain('value="http://localhost:1/typed"');
    expect(await (await post("/_page/calls", { ...fields, set: "no pair" })).text()).toContain(
      "The fixed argument &quot;no pair&quot; is not name=value.",
    );
    expect(await (await post("/_page/calls", { ...fields, to: "localhost:3000" })).text()).toContain(
      "The endpoint is not an http or https URL. Write all of it, such as http://localhost:3000/hook.",
    );
    const notAttached = await post("/_page/detach", { tool: "t1", pal: "p1" });
    expect([notAttached.status, textOf(await notAttached.text())]).toEqual([
      400,
      expect.stringContaining("PAL not found"),
    ]);
  });

  it("says what was done in words that an address can't choose", async () => {
    const { get, post, toolId, palId } = await start();
    expect(textOf(await get("/?done=pal-deleted"))).toContain("✓ The PAL is deleted. Its tools still exist.");
    for (const done of ["hacked", "constructor", "<b>"])
      expect(await get(`/?done=${done}`)).not.toContain('role="status"> <span');
    const { headers } = await post("/_page/detach", { tool: toolId, pal: palId, back: "tool" });
    expect(headers.get("location")).toBe(`/tools/${toolId}?done=detached`);
    expect(textOf(await get(`/tools/${toolId}`))).toContain("It is attached to no PAL");
  });

  it("adds a sample once, whose action delivers to the emulator itself", async () => {
    const { emulator, call } = await startEmulator();
    expect(textOf(await (await fetch(emulator.url)).text())).toContain("Add a sample PAL and action");
    for (let i = 0; i < 2; i += 1)
      await fetch(`${emulator.url}/_page/sample`, { method: "POST", headers: { origin: emulator.url } });
    const trial = await call("POST", "/_emulator/trials", {
      target: "Sample PAL",
      transcript: [{ role: "user", content: "Hi." }],
    });
    expect(trial.body["deliveries"]).toMatchObject([{ status: "success", response: { http_status: 200 } }]);
    expect((await call("GET", "/v2/tools")).body["total_count"]).toBe(1);
    expect(textOf(await (await fetch(emulator.url)).text())).not.toContain("Start here");
  });
});
