import { describe, expect, it } from "vitest";
import { MASK } from "../../src/contract/index.ts";
import { FakeClock } from "../../src/tavus-api/testing/fake-clock.ts";
import type { ContractReport } from "../../tools/contract/report.ts";
import {
  API_KEY,
  answer,
  answering,
  type Detour,
  findingOf,
  isPatch,
  isRead,
  ordinaryReport,
  seenBy,
  startAccount,
} from "../support/probe-account.ts";

const LEFT_A_TOOL = { ok: false, cleanUp: { left: [expect.stringMatching(/^t[0-9a-f]{12}$/)] } };

/** What the report says it saw is true, although the report may be incomplete. */
async function expectOnlyTheTruth(report: ContractReport): Promise<void> {
  const ordinary = seenBy(await ordinaryReport());
  const seen = Object.entries(seenBy(report)).filter(([, word]) => word !== null);
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(seen.map(([id]) => [id, ordinary[id]])));
  expect(report.summary.new).toBe(0);
}

/** The report of an account in which nothing goes wrong, with these questions open. */
async function allBut(...ids: readonly string[]): Promise<Record<string, string | null>> {
  return { ...seenBy(await ordinaryReport()), ...Object.fromEntries(ids.map((id) => [id, null])) };
}

const reasonOf = (report: ContractReport, id: string): string | undefined => findingOf(report, id)?.reason;

/** Answers so many requests in each window, and then says how long to wait. */
function withinLimit(clock: FakeClock, limit: number, windowMs: number): Detour {
  let [began, count] = [clock.now(), 0];
  return (real) => async (request, abort) => {
    if (clock.now() >= began + windowMs) [began, count] = [clock.now(), 0];
    count += 1;
    const seconds = Math.ceil((began + windowMs - clock.now()) / 1000);
    return count <= limit ? real(request, abort) : answer(429, "", { "retry-after": String(seconds) });
  };
}

describe("a run that can't begin", () => {
  it.each([
    ["the key is wrong", { apiKey: "wrong" }, undefined, /answered 401: Invalid access token; nothing was made\.$/],
    ["the PAL is unknown", {}, "p404", /^--pal p404: GET \S+ answered 400: .*PAL not found; nothing was made\.$/],
    ["no server answers", { baseUrl: "http://127.0.0.1:1" }, undefined, /\(ECONNREFUSED: .*; nothing was made\.$/],
    ["the base URL is insecure", { baseUrl: "http://tavusapi.com" }, undefined, /must be https/],
  ])("says that %s, and creates nothing", async (_what, change, palId, message) => {
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    const account = { apiKey: API_KEY, baseUrl: emulator.url, ...change };
    await expect(run({ account, palId })).rejects.toThrow(message);
    expect(await contents()).toEqual(before);
  });
});

describe("a rate limit", () => {
  const expectWaited = async (limit: number): Promise<void> => {
    const clock = new FakeClock();
    const { run, contents } = await startAccount();
    const before = await contents();
    const report = await run({ clock, detour: withinLimit(clock, limit, 60_000) });
    await expectOnlyTheTruth(report);
    expect(reasonOf(report, "delete-detaches")).toMatch(/^the time was up: .* answered 429, to be asked again in /);
    expect(report).toMatchObject({ ok: true, cleanUp: { left: [] } });
    expect(await contents()).toEqual(before);
  };
  it.each([20, 60])("of %i requests a minute is waited for, and isn't taken for a behavior", expectWaited);
  it.each([35, 50, 75, 85])(
    "of %i requests a minute is waited for, and isn't taken for a behavior",
    { tags: "nightly" },
    expectWaited,
  );

  it("that takes too long is not fine, because a tool is left, which the report names", async () => {
    const clock = new FakeClock();
    const { run } = await startAccount();
    const report = await run({ clock, detour: withinLimit(clock, 45, 3_600_000) });
    await expectOnlyTheTruth(report);
    expect(report).toMatchObject(LEFT_A_TOOL);
  });

  it("is waited for by the clock of the account", async () => {
    const clock = new FakeClock();
    const { run } = await startAccount();
    let patches = 0;
    const detour: Detour = (real) => async (request, abort) => {
      if (request.method === "PATCH") patches += 1;
      if (request.method !== "PATCH" || patches > 2) return real(request, abort);
      const date = (ms: number): string => new Date(clock.now() + 3_600_000 + ms).toUTCString();
      return answer(429, "", { date: date(0), "retry-after": patches === 1 ? date(20_000) : "25" });
    };
    expect(seenBy(await run({ clock, detour }))).toEqual(await allBut());
    expect(clock.slept).toEqual([20_000, 25_000]);
  });

  it("is waited for even if it asks for no wait", async () => {
    const clock = new FakeClock();
    const { run } = await startAccount();
    const detour = answering(({ method }) => method === "PATCH", 429, "", { "retry-after": "0" });
    await expectOnlyTheTruth(await run({ clock, detour }));
    expect(clock.slept.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
  });

  it("ends the questions once the minute is up", async () => {
    const { run, contents } = await startAccount();
    const before = await contents();
    let patches = 0;
    const detour: Detour = (real) => async (request, abort) => {
      if (request.method === "PATCH") patches += 1;
      return request.method === "PATCH" && patches <= 40
        ? answer(429, "", { "retry-after": "10" })
        : real(request, abort);
    };
    const report = await run({ detour });
    expect(findingOf(report, "create-status")?.status).toBe("held");
    expect(findingOf(report, "deleted-tool")).toMatchObject({
      status: "not settled",
      reason: expect.stringMatching(/^the time was up: PATCH \S+ answered 429, to be asked again in 10 s$/),
    });
    expect(report.cleanUp.left).toEqual([]);
    expect(await contents()).toEqual(before);
  });
});

describe("a server in trouble", () => {
  const CREATES = [500, 502, 503, 504].flatMap((status) =>
    [1, 2, 3, 4, 5].flatMap((nth) => (["before", "after"] as const).map((when) => [nth, status, when] as const)),
  );
  const isOfGate = ([nth, status, when]: (typeof CREATES)[number]): boolean =>
    (nth === 2 && status === 502 && when === "after") || (nth === 5 && status === 500 && when === "before");
  const TITLE = "that answers create %i with %i, %s it is done, is asked again";
  it.each(CREATES.filter(isOfGate))(TITLE, expectRepeated);
  it.each(CREATES.filter((one) => !isOfGate(one)))(TITLE, { tags: "nightly" }, expectRepeated);

  async function expectRepeated(nth: number, status: number, when: "before" | "after"): Promise<void> {
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
    expect(seenBy(report)).toEqual(await allBut());
    expect(report).toMatchObject({ ok: true, cleanUp: { left: [] } });
    expect(await contents()).toEqual(before);
  }

  it("leaves only those questions open that it doesn't answer", async () => {
    const { run, contents } = await startAccount();
    const before = await contents();
    const report = await run({ detour: answering(isPatch("static_filler"), 503) });
    expect(seenBy(report)).toEqual(await allBut("stray-filler", "filler-patch"));
    expect(reasonOf(report, "filler-patch")).toMatch(/^PATCH \/v2\/tools\/t\w+ answered 503: No\.$/);
    expect(report.ok).toBe(true);
    expect(await contents()).toEqual(before);
  });

  it("in which no tool can be read leaves everything open that only a read shows", async () => {
    const { run, contents } = await startAccount();
    const before = await contents();
    const report = await run({ detour: answering(isRead, 503), limitMs: 10 * 60_000 });
    await expectOnlyTheTruth(report);
    const ofReads =
      "echo url patch-delivery omitted-secret omitted-auth default-auth trigger-change origin-change filler-patch";
    for (const id of ofReads.split(" ")) expect(reasonOf(report, id)).toMatch(/answered 503: No\.$/);
    expect(await contents()).toEqual(before);
  });

  it("that reads tools in another envelope does nothing else that is new", async () => {
    const { run, contents } = await startAccount();
    const before = await contents();
    const report = await run({ detour: answering(isRead, 200, '{"result":{}}') });
    const news = report.findings.filter(({ status }) => status === "new").map(({ id, seen }) => [id, seen]);
    expect(news).toEqual([["echo", "200 without a tool"]]);
    for (const id of ["patch-delivery", "omitted-secret", "omitted-auth", "trigger-change", "origin-change"])
      expect(reasonOf(report, id)).toMatch(/ answered 200 without a tool$/);
    expect(await contents()).toEqual(before);
  });

  it("that answers a DELETE with 502 once it is done has deleted the tool", async () => {
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
    expect(seenBy(report)).toEqual(await allBut("second-delete"));
    expect(reasonOf(report, "second-delete")).toMatch(/^the first DELETE: .* answered 400: .*not found/i);
    expect(await contents()).toEqual(before);
  });
});

describe("a question whose beginning doesn't come about", () => {
  it("stays open if the PATCH before it is refused", async () => {
    const { run } = await startAccount();
    const report = await run({ detour: answering(isPatch('"timeout":20'), 400) });
    expect(seenBy(report)).toEqual(await allBut("patch-delivery"));
    expect(reasonOf(report, "patch-delivery")).toMatch(/^a PATCH before it: PATCH .* answered 400: No\.$/);
  });

  const NOT_DONE = [
    ['"timeout":20', "patch-delivery"],
    ["example.com/other", "patch-delivery omitted-secret omitted-auth default-auth"],
    ['"silent"', "null-field stray-filler"],
    ["é 😀", "size-unit size-json"],
    ["example.com/hook", "undeclared-placeholder private-host methods timeouts patch-delivery omitted-auth"],
  ] as const;
  it.each(NOT_DONE.slice(-2))("stays open if a PATCH with %s is answered but not done", expectOpen);
  it.each(NOT_DONE.slice(0, -2))(
    "stays open if a PATCH with %s is answered but not done",
    { tags: "nightly" },
    expectOpen,
  );

  async function expectOpen(part: string, ids: string): Promise<void> {
    const { run } = await startAccount();
    const report = await run({ detour: answering(isPatch(part), 200, "{}") });
    for (const id of ids.split(" ")) expect(reasonOf(report, id)).toMatch(/what it changed reads as before$/);
    // To ignore on_call is a known behavior.
    expect(report.summary.new).toBe(0);
  }

  it("stays open if a secret doesn't read as the mask", async () => {
    const { run } = await startAccount();
    let token = "";
    const detour: Detour = (real) => async (request, abort) => {
      token = /probe-[0-9a-f]{24}/.exec(request.body ?? "")?.[0] ?? token;
      const result = await real(request, abort);
      if (result.kind === "failure" || !isRead(request)) return result;
      return { ...result, text: result.text.replaceAll(MASK, token) };
    };
    const report = await run({ detour });
    expect(seenBy(report)).toEqual(await allBut("omitted-secret"));
    expect(reasonOf(report, "omitted-secret")).toMatch(/^a secret does not read as the mask/);
  });
});

describe("a refusal of the key", () => {
  it("by a firewall, for one request, leaves that question open", async () => {
    const { run } = await startAccount();
    const report = await run({ detour: answering(isPatch("10.255.255.1"), 403) });
    expect(seenBy(report)).toEqual(await allBut("private-host"));
    expect(reasonOf(report, "private-host")).toContain("answered 403: No.");
  });

  it.each([401, 403])(
    "with %i from the middle on leaves the rest open, and the report names the tool",
    async (status) => {
      const { run } = await startAccount();
      let count = 0;
      const report = await run({ detour: answering(() => ++count > 30, status) });
      await expectOnlyTheTruth(report);
      expect(reasonOf(report, "freed-name")).toContain(`answered ${status}: No.`);
      expect(report).toMatchObject(LEFT_A_TOOL);
    },
  );
});
