import { describe, expect, it } from "vitest";
import type { EmulatorOptions } from "../../src/emulator.ts";
import { FakeClock } from "../../src/tavus-api/testing/fake-clock.ts";
import type { HttpFailure, HttpRequest } from "../../src/tavus-api/transport/http.ts";
import { ProbeFailure } from "../../tools/contract/failure.ts";
import { temporaryName } from "../../tools/contract/temporary-tool.ts";
import { toText } from "../../tools/contract/text.ts";
import {
  answer,
  answering,
  type Detour,
  findingOf,
  isCreate,
  ordinaryReport,
  startAccount,
} from "../support/probe-account.ts";

type FaultOption = NonNullable<EmulatorOptions["fault"]>;

/** An account in which something happens at the k-th request of the run. */
async function startCounting(k: number, then: () => ReturnType<FaultOption>) {
  let [isArmed, seen] = [false, 0];
  const account = await startAccount({
    fault: () => {
      if (isArmed) seen += 1;
      return isArmed && seen === k ? then() : undefined;
    },
  });
  const before = await account.contents();
  isArmed = true;
  const expectUnchanged = async (): Promise<void> => {
    isArmed = false;
    expect(await account.contents()).toEqual(before);
  };
  return { ...account, expectUnchanged };
}

describe("a run", () => {
  /** Of more than 90. */
  const EVERY_FOURTH = Array.from({ length: 22 }, (_, i) => 1 + i * 4);
  const SOME = [1, 41, 81];
  const OTHERS = EVERY_FOURTH.filter((k) => !SOME.includes(k));

  it.each([...SOME, 3, 4])("leaves nothing behind if it is interrupted at request %i", interruptAt);
  it.each(OTHERS)("leaves nothing behind if it is interrupted at request %i", { tags: "nightly" }, interruptAt);

  async function interruptAt(k: number): Promise<void> {
    const stop = new AbortController();
    const { run, expectUnchanged } = await startCounting(k, () => void stop.abort());
    await expect(run({ signal: stop.signal })).rejects.toThrow(
      /^interrupted; (the temporary tool \S+ was deleted|nothing was made)\.$/,
    );
    await expectUnchanged();
  }

  const refusing = (k: number) =>
    startCounting(k, () => ({ when: "before", answer: Response.json({ message: "Forbidden" }, { status: 403 }) }));

  it.each([1, 2, 3])("creates nothing if request %i, one of the first three, is refused", async (k) => {
    const { run, expectUnchanged } = await refusing(k);
    const failure: unknown = await run().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProbeFailure);
    expect((failure as Error).message).toMatch(/answered 403: Forbidden; nothing was made\.$/);
    await expectUnchanged();
  });

  it.each([4, ...SOME.slice(1)])(
    "leaves open what request %i should show if that is refused, and nothing behind",
    refuseAt,
  );
  it.each(OTHERS.filter((k) => k > 4))(
    "leaves open what request %i should show if that is refused, and nothing behind",
    { tags: "nightly" },
    refuseAt,
  );

  async function refuseAt(k: number): Promise<void> {
    const { run, expectUnchanged } = await refusing(k);
    const report = await run();
    expect(report).toMatchObject({ ok: true, summary: { new: 0 }, cleanUp: { left: [] } });
    const reasons = report.findings.map(({ reason }) => reason ?? "");
    expect(reasons.some((reason) => reason.includes("answered 403: Forbidden"))).toBe(true);
    await expectUnchanged();
  }

  it.each([1, 2, 5])("finds the tool by its name if the answer to create %i is lost", loseCreate);
  it.each([3, 4])("finds the tool by its name if the answer to create %i is lost", { tags: "nightly" }, loseCreate);

  // Of the five, three are refused: for the mask, for the name, for on_resolve.
  async function loseCreate(nth: number): Promise<void> {
    let creates = -1;
    const { run, contents } = await startAccount({
      fault: ({ method, path }) => {
        if (method !== "POST" || path !== "/v2/tools") return undefined;
        creates += 1;
        return creates === nth ? { when: "after", answer: "reset" } : undefined;
      },
    });
    const before = await contents();
    const report = await run();
    expect(report).toMatchObject({ ok: true, cleanUp: { made: nth === 2 || nth === 5 ? 3 : 2, left: [] } });
    expect(report.summary).toEqual((await ordinaryReport()).summary);
    expect(await contents()).toEqual(before);
  }

  it("leaves nothing behind if the account takes a name twice, which is new", async () => {
    const { run, contents } = await startAccount();
    const before = await contents();
    const names = new Map<string, number>();
    // Both get the name that was asked for, as far as the answers say.
    const detour: Detour = (real) => (request, abort) => {
      if (!isCreate(request)) return real(request, abort);
      const body = JSON.parse(request.body ?? "") as { name: string };
      const count = (names.get(body.name) ?? 0) + 1;
      names.set(body.name, count);
      return real({ ...request, body: JSON.stringify({ ...body, name: `${body.name}_${count}` }) }, abort);
    };
    const report = await run({ detour });
    expect(findingOf(report, "name-taken")).toMatchObject({ status: "new", seen: "made a second tool" });
    expect(await contents()).toEqual(before);
  });

  it("names the tool that can't be deleted", async () => {
    const { run } = await startAccount({
      fault: ({ method, path }) =>
        method === "DELETE" && path.startsWith("/v2/tools/")
          ? { when: "before", answer: Response.json({ error: "Locked" }, { status: 423 }) }
          : undefined,
    });
    const report = await run();
    expect(report).toMatchObject({ ok: false, cleanUp: { left: [expect.stringMatching(/^t[0-9a-f]{12}$/)] } });
    expect(findingOf(report, "freed-name")?.reason).toMatch(/answered 423: Locked$/);
    expect(toText(report)).toMatch(
      /\npulumi_\w+ was made 1 times and could not be deleted \(t[0-9a-f]{12}\): delete it in Tavus, or run this command again in five minutes\.\n/,
    );
  });
});

describe("the clean-up", () => {
  const LOST: HttpFailure = { kind: "failure", sent: true, code: "CANCELLED", message: "interrupted" };
  const DELETED = /^interrupted; the temporary tool \S+ was deleted\.$/;
  const isList = ({ method, path }: HttpRequest): boolean => method === "GET" && path.startsWith("/v2/tools?");

  it("deletes what it knows before it looks for more, because a list may take forever", async () => {
    const stop = new AbortController();
    const clock = new FakeClock();
    const { run, contents } = await startAccount();
    const before = await contents();
    const detour: Detour = (real) => async (request, abort) => {
      if (request.method === "PATCH") stop.abort();
      if (!stop.signal.aborted || !isList(request)) return real(request, abort);
      // Longer than the whole clean-up may take.
      clock.advance(80_000);
      return { ...LOST, code: "TIMEOUT" };
    };
    await expect(run({ clock, detour, signal: stop.signal })).rejects.toThrow(DELETED);
    expect(await contents()).toEqual(before);
  });

  it("deletes a tool that can't be detached, which takes it off every PAL (C-20)", async () => {
    const stop = new AbortController();
    const { run, contents } = await startAccount();
    const before = await contents();
    const detour: Detour = (real) => async (request, abort) => {
      const isOfPal = request.path.startsWith("/v2/pals/");
      if (isOfPal && request.method === "POST") stop.abort();
      return isOfPal && request.method === "DELETE" ? answer(403) : real(request, abort);
    };
    await expect(run({ detour, signal: stop.signal })).rejects.toThrow(DELETED);
    expect(await contents()).toEqual(before);
  });

  it("waits for what a create without an answer may still make", async () => {
    const stop = new AbortController();
    const { run, contents } = await startAccount();
    const before = await contents();
    let [looks, create] = [0, undefined as HttpRequest | undefined];
    const detour: Detour = (real) => async (request, abort) => {
      // The account refuses the one with the mask.
      if (isCreate(request) && request.body?.includes("********") === false) {
        create = request;
        stop.abort();
        return LOST;
      }
      if (create !== undefined && isList(request)) {
        looks += 1;
        if (looks === 3) await real(create, abort);
      }
      return real(request, abort);
    };
    await expect(run({ detour, signal: stop.signal })).rejects.toThrow(DELETED);
    expect(looks).toBeGreaterThanOrEqual(3);
    expect(await contents()).toEqual(before);
  });

  it("says that a tool may be left if nothing appeared while it waited", async () => {
    const stop = new AbortController();
    const { run } = await startAccount();
    const detour: Detour = (real) => async (request, abort) => {
      if (!isCreate(request)) return real(request, abort);
      stop.abort();
      return LOST;
    };
    await expect(run({ detour, signal: stop.signal })).rejects.toThrow(
      /^interrupted; pulumi_\w+ may be left in the account \(a create of it was never answered\): delete it in Tavus, /,
    );
  });

  it("remembers a lost create even if a later one is refused", async () => {
    const { run, contents } = await startAccount();
    const before = await contents();
    let [creates, looks, create] = [0, 0, undefined as HttpRequest | undefined];
    const detour: Detour = (real) => async (request, abort) => {
      if (isCreate(request)) {
        creates += 1;
        if (creates > 1) return answer(422, '{"error":"Plan."}');
        create = { ...request, body: request.body?.replaceAll("********", "another") };
        return LOST;
      }
      // The first look is for the create that was lost. The clean-up makes the others.
      if (create !== undefined && isList(request)) looks += 1;
      if (create !== undefined && looks === 3) await real(create, abort);
      return real(request, abort);
    };
    expect((await run({ detour })).cleanUp).toMatchObject({ made: 1, left: [] });
    expect(looks).toBeGreaterThanOrEqual(3);
    expect(await contents()).toEqual(before);
  });

  it("counts a tool once if the answer to its create doesn't have it", async () => {
    const { run, contents } = await startAccount();
    const before = await contents();
    const detour: Detour = (real) => async (request, abort) => {
      const result = await real(request, abort);
      return isCreate(request) && result.kind === "answer" && result.status === 200
        ? { ...result, text: "{}" }
        : result;
    };
    const report = await run({ detour });
    expect(report.findings[0]).toMatchObject({ id: "create-status", status: "new", seen: "200 without a tool" });
    expect(report.cleanUp).toMatchObject({ made: 1, left: [] });
    expect(await contents()).toEqual(before);
  });

  it("also follows an unforeseen error, and the error then says what happened to the tool", async () => {
    const { run, contents } = await startAccount();
    const before = await contents();
    const detour: Detour = (real) => async (request, abort) => {
      if (request.method === "PATCH") throw new TypeError("x is not a function\nat y");
      return real(request, abort);
    };
    await expect(run({ detour })).rejects.toThrow(/^x is not a function; the temporary tool \S+ was deleted\.$/);
    expect(await contents()).toEqual(before);
  });
});

describe("the bad id of an attach", () => {
  /** A PAL that takes any id, and keeps it when the tool is deleted. */
  async function startCareless(stop?: AbortController) {
    const account = await startAccount();
    const [given, kept] = [new Set<string>(), new Set<string>()];
    const detour: Detour = (real) => async (request, abort) => {
      const ids = /"tool_ids":\["(\w+)","(\w+)"\]/.exec(request.body ?? "");
      if (ids !== null) {
        const [, good = "", bad = ""] = ids;
        given.add(bad);
        kept.add(bad);
        stop?.abort();
        return real({ ...request, body: JSON.stringify({ tool_ids: [good] }) }, abort);
      }
      const id = request.path.split("/").at(-1) ?? "";
      if (request.method === "DELETE" && request.path.startsWith("/v2/pals/") && kept.delete(id)) return answer(204);
      return real(request, abort);
    };
    return { ...account, detour, given, kept };
  }

  it("is one of the run's own, and is taken off the PAL again", async () => {
    const { run, detour, given, kept, emulator } = await startCareless();
    expect(findingOf(await run({ detour }), "attach-bad-id")?.seen).toBe("accepted");
    const deleted = emulator.requests
      .filter(({ method, path }) => method === "DELETE" && path.startsWith("/v2/tools/"))
      .map(({ path }) => path.split("/").at(-1));
    expect(deleted).toEqual(expect.arrayContaining([...given]));
    expect([given.size, kept.size]).toEqual([1, 0]);
  });

  it("is taken off the PAL after an interruption, too", async () => {
    const stop = new AbortController();
    const { run, detour, given, kept, contents } = await startCareless(stop);
    const before = await contents();
    await expect(run({ detour, signal: stop.signal })).rejects.toThrow(/^interrupted; /);
    expect([given.size, kept.size]).toEqual([1, 0]);
    expect(await contents()).toEqual(before);
  });
});

describe("what earlier runs left behind", () => {
  it("is deleted once it is old, but nothing that may be in use or only looks alike", async () => {
    const clock = new FakeClock();
    const { call, run, contents } = await startAccount();
    const [old, recent] = [temporaryName(clock.now() - 6 * 60_000), temporaryName(clock.now() - 60_000)];
    const alike = [`${old}_mine`, `my_${old}`, "pulumi_tavus_contract_probe_notes"];
    for (const name of [old, recent, ...alike]) await call("POST", "/v2/tools", { name, description: "d" });
    const { cleanUp } = await run({ clock });
    expect(cleanUp.orphans.map(({ name, state }) => [name, state]).sort()).toEqual(
      [
        [old, "deleted"],
        [recent, "may be in use"],
      ].sort(),
    );
    const left = (await contents()).tools.map(({ name }) => name);
    expect(left.sort()).toEqual(["own_tool", recent, ...alike].sort());
  });

  const TITLE = "is reported if a DELETE of it is answered %i, and every question is asked";
  it.each([403])(TITLE, expectReported);
  it.each([423, 503])(TITLE, { tags: "nightly" }, expectReported);

  async function expectReported(status: number): Promise<void> {
    const clock = new FakeClock();
    const { call, run } = await startAccount();
    const name = temporaryName(clock.now() - 6 * 60_000);
    const { body } = await call("POST", "/v2/tools", { name, description: "d" });
    const id = String(body["tool_id"]);
    const report = await run({
      clock,
      detour: answering(({ method, path }) => method === "DELETE" && path.endsWith(id), status),
    });
    expect(report.cleanUp.orphans).toEqual([{ id, name, state: "left" }]);
    expect(report.summary).toEqual((await ordinaryReport()).summary);
  }
});
