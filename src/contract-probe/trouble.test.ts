import { beforeAll, describe, expect, it } from "vitest";
import { API_KEY, furnish, otherwise, seenBy, startAccount, withinLimit } from "../../test/support/probe-account.ts";
import { createEmulator } from "../emulator/index.ts";
import { isObject } from "../tavus-api/contract/index.ts";
import { FakeClock } from "../tavus-api/testing/fake-clock.ts";
import type { Http, HttpRequest } from "../tavus-api/transport/http.ts";
import { parseJson } from "../tavus-api/transport/outcome.ts";
import type { ContractReport } from "./index.ts";

/** What is seen where nothing goes wrong. */
let ordinary: Record<string, string | null>;
beforeAll(async () => {
  const emulator = await createEmulator({ keys: [API_KEY] });
  ordinary = seenBy(await (await furnish(emulator)).run());
  await emulator.close();
});

/** Nothing is seen that is not so, and these questions are open. */
function expectOnlyTheTruth(report: ContractReport): void {
  const seen = Object.entries(seenBy(report)).filter(([, word]) => word !== null);
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(seen.map(([id]) => [id, ordinary[id]])));
  expect(report.summary.new).toBe(0);
}
const reasonOf = ({ findings }: ContractReport, id: string) => findings.find((finding) => finding.id === id)?.reason;

/** Some requests are answered otherwise; the others reach the account. */
const answering =
  (status: number, matches: (request: HttpRequest) => boolean, text = '{"error":"No."}', headers = {}) =>
  (real: Http["exchange"]): Http["exchange"] =>
  async (request, abort) =>
    matches(request)
      ? { kind: "answer", status, text, header: (name) => (headers as Record<string, string>)[name] }
      : real(request, abort);
const isRead = ({ method, path }: HttpRequest): boolean =>
  method === "GET" && /^\/v2\/tools\/t/.test(path) && !path.includes("t000000000000");

describe("an account with a rate limit", () => {
  it.each([20, 35, 50, 60, 75, 85])(
    "of %i requests a minute is waited for, told as no behaviour, and left clean",
    async (limit) => {
      const clock = new FakeClock();
      const { emulator, run, contents } = await startAccount();
      const before = await contents();
      const report = await run({ clock, http: otherwise(emulator.url, withinLimit(clock, limit, 60_000)) });
      expectOnlyTheTruth(report);
      expect(reasonOf(report, "delete-detaches")).toMatch(/^the time was up: .* answered 429, to be asked again in /);
      expect(report).toMatchObject({ ok: true, cleanUp: { left: [] } });
      expect(await contents()).toEqual(before);
    },
  );

  it("that cannot be waited for names the tool that it leaves, and is not fine then", async () => {
    const clock = new FakeClock();
    const { emulator, run } = await startAccount();
    const report = await run({ clock, http: otherwise(emulator.url, withinLimit(clock, 45, 3_600_000)) });
    expectOnlyTheTruth(report);
    expect(report).toMatchObject({ ok: false, cleanUp: { left: [expect.stringMatching(/^t[0-9a-f]{12}$/)] } });
  });

  it("is waited for as long as it asks, by its own clock", async () => {
    const clock = new FakeClock();
    const { emulator, run } = await startAccount();
    const ahead = 3_600_000;
    let patches = 0;
    const http = otherwise(emulator.url, (real) => async (request, abort) => {
      if (request.method === "PATCH") patches += 1;
      if (request.method !== "PATCH" || patches > 2) return real(request, abort);
      const date = (ms: number) => new Date(clock.now() + ahead + ms).toUTCString();
      const headers: Record<string, string> = { date: date(0), "retry-after": patches === 1 ? date(20_000) : "25" };
      return { kind: "answer", status: 429, text: "", header: (name) => headers[name] };
    });
    expect(seenBy(await run({ clock, http }))).toEqual(ordinary);
    expect(clock.slept).toEqual([20_000, 25_000]);
  });

  it("that asks for no wait at all is not asked without one", async () => {
    const clock = new FakeClock();
    const { emulator, run } = await startAccount();
    const http = otherwise(
      emulator.url,
      answering(429, ({ method }) => method === "PATCH", "", { "retry-after": "0" }),
    );
    expectOnlyTheTruth(await run({ clock, http }));
    expect(clock.slept.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
  });
});

describe("a server in trouble", () => {
  it.each([500, 502, 503, 504])(
    "that answers a create with %i is asked again, once it was looked up",
    async (status) => {
      for (const nth of [1, 2, 3, 4, 5])
        for (const when of ["before", "after"] as const) {
          let creates = 0;
          const { run, contents } = await startAccount({
            fault: ({ method, path }) => {
              if (method !== "POST" || path !== "/v2/tools") return undefined;
              creates += 1;
              // The first is the tool of the account's owner.
              return creates === nth + 1 ? { when, answer: Response.json({}, { status }) } : undefined;
            },
          });
          const before = await contents();
          const report = await run();
          expect(seenBy(report)).toEqual(ordinary);
          expect(report).toMatchObject({ ok: true, cleanUp: { left: [] } });
          expect(await contents()).toEqual(before);
        }
    },
  );

  it("leaves open what it does not answer, and says why; the rest is seen", async () => {
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    const isFiller = ({ body }: HttpRequest): boolean => body?.includes("static_filler") === true;
    const report = await run({ http: otherwise(emulator.url, answering(503, isFiller)) });
    expect(seenBy(report)).toEqual({ ...ordinary, "stray-filler": null, "filler-patch": null });
    expect(reasonOf(report, "filler-patch")).toMatch(/^PATCH \/v2\/tools\/t\w+ answered 503: No\.$/);
    expect(report.ok).toBe(true);
    expect(await contents()).toEqual(before);
  });

  it("in which no tool can be read shows nothing of what only a read can show", async () => {
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    const report = await run({ http: otherwise(emulator.url, answering(503, isRead)), limitMs: 10 * 60_000 });
    expectOnlyTheTruth(report);
    const ofReads = ["echo", "url", "patch-delivery", "omitted-secret", "omitted-auth", "default-auth"];
    for (const id of [...ofReads, "trigger-change", "origin-change", "filler-patch"])
      expect(reasonOf(report, id)).toMatch(/answered 503: No\.$/);
    expect(await contents()).toEqual(before);
  });

  it("or one that reads tools in another envelope: that is what is new, and nothing else", async () => {
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    const report = await run({ http: otherwise(emulator.url, answering(200, isRead, '{"result":{}}')) });
    // The GET of the deleted tool is such a read too.
    const news = report.findings.filter(({ status }) => status === "new").map(({ id, seen }) => [id, seen]);
    expect(news).toEqual([["echo", "200 without a tool"]]);
    for (const id of ["patch-delivery", "omitted-secret", "omitted-auth", "trigger-change", "origin-change"])
      expect(reasonOf(report, id)).toMatch(/ answered 200 without a tool$/);
    expect(await contents()).toEqual(before);
  });
});

describe("a question whose beginning does not come about", () => {
  const isPatch = (part: string) => (request: HttpRequest) =>
    request.method === "PATCH" && request.body?.includes(part) === true;

  it("stays open where the PATCH before it is refused", async () => {
    const { emulator, run } = await startAccount();
    const report = await run({ http: otherwise(emulator.url, answering(400, isPatch('"timeout":20'))) });
    expect(seenBy(report)).toEqual({ ...ordinary, "patch-delivery": null });
    expect(reasonOf(report, "patch-delivery")).toMatch(/^a PATCH before it: PATCH .* answered 400: No\.$/);
  });

  it.each([
    ['"timeout":20', "patch-delivery"],
    ["example.com/other", "patch-delivery omitted-secret omitted-auth default-auth"],
    ['"silent"', "null-field stray-filler"],
    ["é 😀", "size-unit size-json"],
    ["example.com/hook", "undeclared-placeholder private-host methods timeouts patch-delivery omitted-auth"],
  ])("stays open where a PATCH with %s is answered, and not done", async (part, ids) => {
    const { emulator, run } = await startAccount();
    const report = await run({ http: otherwise(emulator.url, answering(200, isPatch(part), "{}")) });
    for (const id of ids.split(" ")) expect(reasonOf(report, id)).toMatch(/what it changed reads as before$/);
    // That on_call is ignored is a behaviour which is known.
    expect(report.summary.new).toBe(0);
  });

  it("stays open where secrets are not masked when they are read: then the mask tells nothing", async () => {
    const { emulator, run } = await startAccount();
    let token = "";
    const http = otherwise(emulator.url, (real) => async (request, abort) => {
      token = /probe-[0-9a-f]{24}/.exec(request.body ?? "")?.[0] ?? token;
      const answer = await real(request, abort);
      if (answer.kind === "failure" || !isRead(request)) return answer;
      return { ...answer, text: answer.text.replaceAll("********", token) };
    });
    const report = await run({ http });
    expect(seenBy(report)).toEqual({ ...ordinary, "omitted-secret": null });
    expect(reasonOf(report, "omitted-secret")).toMatch(/^a secret does not read as the mask/);
  });
});

describe("what only a GET shows", () => {
  type Change = (tool: Record<string, unknown>, api: Record<string, unknown>) => void;
  it.each<[string, Change, string, string, string]>([
    ["a text", (tool) => Object.assign(tool, { description: "d" }), "echo", "new", "otherwise: description"],
    ["a URL", (_, api) => Object.assign(api, { url: "https://elsewhere.example.com" }), "url", "new", "another URL"],
    [
      "the spelling of a URL",
      (_, api) => Object.assign(api, { url: "https://example.com/?call={tavus_conversation_id}" }),
      "url",
      "held",
      "normalised",
    ],
    [
      "the name of a header",
      (_, api) => Object.assign(api, { headers: { "x-probe": "contract" } }),
      "header-case",
      "held",
      "lower case",
    ],
    ["a default", (_, api) => Object.assign(api, { method: "GET" }), "default-method", "new", "GET"],
  ])("is seen: %s", async (_what, change, id, status, seen) => {
    const { emulator, run } = await startAccount();
    let isFirst = true;
    const http = otherwise(emulator.url, (real) => async (request, abort) => {
      const answer = await real(request, abort);
      if (answer.kind === "failure" || !isRead(request) || !isFirst) return answer;
      isFirst = false;
      const tool = parseJson(answer.text);
      const api = isObject(tool) && isObject(tool["delivery"]) ? tool["delivery"]["api"] : undefined;
      if (isObject(tool) && isObject(api)) change(tool, api);
      return { ...answer, text: JSON.stringify(tool) };
    });
    const finding = (await run({ http })).findings.find((one) => one.id === id);
    expect(finding).toMatchObject({ status, seen, detail: expect.stringContaining(`in a GET ${seen}, `) });
  });
});

describe("a 403", () => {
  it("for one request, as by a firewall, leaves that question open", async () => {
    const { emulator, run } = await startAccount();
    const isPrivate = ({ body }: HttpRequest): boolean => body?.includes("10.255.255.1") === true;
    const report = await run({ http: otherwise(emulator.url, answering(403, isPrivate)) });
    expect(seenBy(report)).toEqual({ ...ordinary, "private-host": null });
    expect(reasonOf(report, "private-host")).toContain("answered 403: No.");
  });

  it.each([401, 403])("or a %i from the middle on leaves the rest open, and names the tool", async (status) => {
    const { emulator, run } = await startAccount();
    let count = 0;
    const report = await run({
      http: otherwise(
        emulator.url,
        answering(status, () => ++count > 30),
      ),
    });
    expectOnlyTheTruth(report);
    expect(reasonOf(report, "freed-name")).toContain(`answered ${status}: No.`);
    expect(report).toMatchObject({ ok: false, cleanUp: { left: [expect.stringMatching(/^t[0-9a-f]{12}$/)] } });
  });
});

it("a DELETE that was done and answered 502 is done; what a second one says was not seen", async () => {
  let deletes = 0;
  const { run, contents } = await startAccount({
    fault: ({ method, path }) => {
      if (method !== "DELETE" || !path.startsWith("/v2/tools/")) return undefined;
      deletes += 1;
      return deletes === 1 ? { when: "after", answer: Response.json({}, { status: 502 }) } : undefined;
    },
  });
  const before = await contents();
  const report = await run();
  expect(seenBy(report)).toEqual({ ...ordinary, "second-delete": null });
  expect(reasonOf(report, "second-delete")).toMatch(/^the first DELETE: .* answered 400: .*not found/i);
  expect(await contents()).toEqual(before);
});
