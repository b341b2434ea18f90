import { describe, expect, it } from "vitest";
import { API_KEY, otherwise, startAccount } from "../../test/support/probe-account.ts";
import { toText } from "../cli/contract/text.ts";
import type { Fault } from "../emulator/index.ts";
import { isObject } from "../tavus-api/contract/index.ts";
import { FakeClock } from "../tavus-api/testing/fake-clock.ts";
import type { HttpRequest } from "../tavus-api/transport/http.ts";
import { parseJson } from "../tavus-api/transport/outcome.ts";
import { ProbeFailure } from "./index.ts";
import { throwawayName } from "./throwaway.ts";

const NAME = /pulumi_tavus_contract_probe_\d{14}_[0-9a-f]{8}/;

describe("what is the user's", () => {
  it("is never changed, named or asked for: every write is for the throw-away tool", async () => {
    const { emulator, run, contents, palId, ownId } = await startAccount();
    const before = await contents();
    emulator.clearRequests();
    const report = await run();
    const writes = emulator.requests.filter(({ method }) => method !== "GET").map(({ path }) => path);
    expect(await contents()).toEqual(before);
    expect(emulator.requests.some(({ path }) => path.includes(ownId))).toBe(false);
    const own = new RegExp(`^/v2/tools(/t[0-9a-f]{12})?$|^/v2/pals/${palId}/tools(/t[0-9a-f]{12})?$`);
    expect(writes.filter((path) => !own.test(path))).toEqual([]);
    expect(report.requests).toBeLessThan(110);
    expect(report.cleanUp).toMatchObject({ name: expect.stringMatching(NAME), made: 2, left: [], orphans: [] });
    expect(JSON.stringify(report)).not.toContain(API_KEY);
    expect(JSON.stringify(report)).not.toMatch(/probe-[0-9a-f]{24}/);
  });

  it("stays without a PAL: then no request is about one", async () => {
    const { emulator, run } = await startAccount();
    const report = await run({ palId: undefined });
    expect(emulator.requests.some(({ path }) => path.startsWith("/v2/pals"))).toBe(false);
    const ofPals = report.findings.filter(({ reason }) => reason === "needs --pal").map(({ id }) => id);
    expect(ofPals).toHaveLength(7);
    expect(report).toMatchObject({ pal: null, ok: true });
  });
});

describe("nothing is left behind", () => {
  /** Of 90 requests; each step is a run of its own. */
  const KTH = Array.from({ length: 21 }, (_, i) => 1 + i * 4);

  it.each(KTH)("where it is interrupted at request %i", async (k) => {
    const stop = new AbortController();
    let count = 0;
    const { run, contents } = await startAccount({
      fault: () => {
        count += 1;
        if (count === k + SET_UP) stop.abort();
        return undefined;
      },
    });
    const before = await contents();
    count = SET_UP;
    await expect(run({ signal: stop.signal })).rejects.toThrow(
      /^interrupted; (the throw-away tool \S+ was deleted|nothing was made)\.$/,
    );
    expect(await contents()).toEqual(before);
  });

  const refusedAt = async (k: number) => {
    let count = -SET_UP;
    const account = await startAccount({
      fault: (): Fault | undefined => {
        count += 1;
        return count === k
          ? { when: "before", answer: Response.json({ message: "Forbidden" }, { status: 403 }) }
          : undefined;
      },
    });
    const before = await account.contents();
    count = 0;
    return { ...account, before };
  };

  // The PAL, the list, the first create.
  it.each([1, 2, 3])("where request %i is refused: then nothing can be found out", async (k) => {
    const { run, contents, before } = await refusedAt(k);
    const failure = await run().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProbeFailure);
    expect((failure as Error).message).toMatch(/answered 403: Forbidden; nothing was made\.$/);
    expect(await contents()).toEqual(before);
  });

  it.each(KTH.slice(1))("where request %i is refused, which leaves open what it was to show", async (k) => {
    const { run, contents, before } = await refusedAt(k);
    const report = await run();
    expect(report).toMatchObject({ ok: true, summary: { new: 0 }, cleanUp: { left: [] } });
    const reasons = report.findings.map(({ reason }) => reason ?? "");
    expect(reasons.some((reason) => reason.includes("answered 403: Forbidden"))).toBe(true);
    expect(await contents()).toEqual(before);
  });

  it.each([1, 2, 3, 4, 5])("where the answer to create %i is lost: it is found by its name", async (nth) => {
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
    // Of the five three are refused: for the mask, for the name, for on_resolve.
    expect(report).toMatchObject({ ok: true, cleanUp: { made: nth === 2 || nth === 5 ? 3 : 2, left: [] } });
    expect(report.summary.held).toBe(HELD);
    expect(await contents()).toEqual(before);
  });

  it("where the account takes a name twice, which is told as new", async () => {
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    const names = new Map<string, number>();
    // Both get the name that was asked for, as far as the answers tell.
    const http = otherwise(emulator.url, (real) => (request, abort) => {
      const body = request.body === undefined ? undefined : parseJson(request.body);
      if (request.path !== "/v2/tools" || request.method !== "POST" || !isObject(body)) return real(request, abort);
      const name = String(body["name"]);
      names.set(name, (names.get(name) ?? 0) + 1);
      return real({ ...request, body: JSON.stringify({ ...body, name: `${name}_${names.get(name)}` }) }, abort);
    });
    const report = await run({ http });
    expect(report.findings.find(({ id }) => id === "name-taken")).toMatchObject({
      status: "new",
      seen: "made a second tool",
    });
    expect(await contents()).toEqual(before);
  });

  it("or it is named, with what to do, where it cannot be deleted", async () => {
    let isStuck = true;
    const { run } = await startAccount({
      fault: ({ method, path }) =>
        isStuck && method === "DELETE" && path.startsWith("/v2/tools/")
          ? { when: "before", answer: Response.json({ error: "Locked" }, { status: 423 }) }
          : undefined,
    });
    const report = await run();
    expect(report).toMatchObject({ ok: false, cleanUp: { left: [expect.stringMatching(/^t[0-9a-f]{12}$/)] } });
    expect(report.findings.find(({ id }) => id === "freed-name")?.reason).toMatch(/answered 423: Locked$/);
    expect(toText(report)).toMatch(
      /\n(pulumi_\w+) was made 1 times and could not be deleted \(t[0-9a-f]{12}\): delete it in Tavus, or run this command again in five minutes\.\n/,
    );
    isStuck = false;
  });
});

describe("the clean-up", () => {
  const lost = { kind: "failure", sent: true, code: "CANCELLED", message: "interrupted" } as const;
  const isCreate = ({ method, path }: HttpRequest): boolean => method === "POST" && path === "/v2/tools";
  const isList = ({ method, path }: HttpRequest): boolean => method === "GET" && path.startsWith("/v2/tools?");

  it("deletes what it knows before it looks for more: a list may take for ever", async () => {
    const stop = new AbortController();
    const clock = new FakeClock();
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    const http = otherwise(emulator.url, (real) => async (request, abort) => {
      if (request.method === "PATCH") stop.abort();
      if (!stop.signal.aborted || !isList(request)) return real(request, abort);
      clock.advance(15_000);
      return { ...lost, code: "TIMEOUT" };
    });
    await expect(run({ clock, http, signal: stop.signal })).rejects.toThrow(
      /^interrupted; the throw-away tool \S+ was deleted\.$/,
    );
    expect(await contents()).toEqual(before);
  });

  it("deletes a tool that cannot be detached: it is off every PAL then (C-20)", async () => {
    const stop = new AbortController();
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    const http = otherwise(emulator.url, (real) => async (request, abort) => {
      if (request.method === "POST" && request.path.endsWith("/tools") && request.path.includes("/pals/")) stop.abort();
      if (request.method === "DELETE" && request.path.includes("/pals/"))
        return { kind: "answer", status: 403, header: () => undefined, text: "" };
      return real(request, abort);
    });
    await expect(run({ http, signal: stop.signal })).rejects.toThrow(
      /^interrupted; the throw-away tool \S+ was deleted\.$/,
    );
    expect(await contents()).toEqual(before);
  });

  it("waits for what a create that was dropped may still make", async () => {
    const stop = new AbortController();
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    let [looks, create] = [0, undefined as HttpRequest | undefined];
    const http = otherwise(emulator.url, (real) => async (request, abort) => {
      if (isCreate(request)) {
        // Not the one with the mask, which the account would refuse.
        if (request.body?.includes("********") === true) return real(request, abort);
        create = request;
        stop.abort();
        return lost;
      }
      if (create !== undefined && isList(request)) {
        looks += 1;
        if (looks === 3) await real(create, abort);
      }
      return real(request, abort);
    });
    await expect(run({ http, signal: stop.signal })).rejects.toThrow(
      /^interrupted; the throw-away tool \S+ was deleted\.$/,
    );
    expect(await contents()).toEqual(before);
  });

  it("says that a tool may be left where it waited in vain", async () => {
    const stop = new AbortController();
    const { emulator, run } = await startAccount();
    const http = otherwise(emulator.url, (real) => async (request, abort) => {
      if (!isCreate(request)) return real(request, abort);
      stop.abort();
      return lost;
    });
    await expect(run({ http, signal: stop.signal })).rejects.toThrow(
      /^interrupted; pulumi_\w+ may be left in the account \(a create of it was never answered\): delete it in Tavus, /,
    );
  });

  it("remembers a lost create also where a later one is refused", async () => {
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    let [creates, looks, create] = [0, 0, undefined as HttpRequest | undefined];
    const http = otherwise(emulator.url, (real) => async (request, abort) => {
      if (isCreate(request)) {
        creates += 1;
        if (creates > 1) return { kind: "answer", status: 422, header: () => undefined, text: '{"error":"Plan."}' };
        create = { ...request, body: request.body?.replaceAll("********", "another") };
        return lost;
      }
      if (create !== undefined && isList(request)) looks += 1;
      // The first look is for the create that was lost, the others are those of the clean-up.
      if (create !== undefined && looks === 3) await real(create, abort);
      return real(request, abort);
    });
    const { cleanUp } = await run({ http });
    expect(cleanUp).toMatchObject({ made: 1, left: [] });
    expect(await contents()).toEqual(before);
  });

  it("counts a tool once whose create was answered without it", async () => {
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    const http = otherwise(emulator.url, (real) => async (request, abort) => {
      const answer = await real(request, abort);
      return isCreate(request) && answer.kind === "answer" && answer.status === 200
        ? { ...answer, text: "{}" }
        : answer;
    });
    const report = await run({ http });
    expect(report.findings[0]).toMatchObject({ id: "create-status", status: "new", seen: "200 without a tool" });
    expect(report.cleanUp).toMatchObject({ made: 1, left: [] });
    expect(await contents()).toEqual(before);
  });

  it("ends also an error that nobody foresaw, which says what became of the tool", async () => {
    const { emulator, run, contents } = await startAccount();
    const before = await contents();
    const http = otherwise(emulator.url, (real) => async (request, abort) => {
      if (request.method === "PATCH") throw new TypeError("x is not a function\nat y");
      return real(request, abort);
    });
    await expect(run({ http })).rejects.toThrow(/^x is not a function; the throw-away tool \S+ was deleted\.$/);
    expect(await contents()).toEqual(before);
  });
});

describe("the bad id of an attach", () => {
  /** A PAL that takes any id as it stands, and keeps it when the tool goes. */
  async function startCareless(stop?: AbortController) {
    const account = await startAccount();
    const kept = new Set<string>();
    const given = new Set<string>();
    const http = otherwise(account.emulator.url, (real) => async (request, abort) => {
      const body = request.body === undefined ? undefined : parseJson(request.body);
      const ids: unknown = isObject(body) ? body["tool_ids"] : undefined;
      if (Array.isArray(ids) && ids.length === 2) {
        const [good, bad] = ids.map(String) as [string, string];
        kept.add(bad);
        given.add(bad);
        stop?.abort();
        return real({ ...request, body: JSON.stringify({ tool_ids: [good] }) }, abort);
      }
      const id = request.path.split("/").at(-1) ?? "";
      if (request.method === "DELETE" && request.path.includes("/pals/") && kept.delete(id))
        return { kind: "answer", status: 204, header: () => undefined, text: "" };
      return real(request, abort);
    });
    return { ...account, http, kept, given };
  }

  it("is one of this run's own, and is taken off the PAL again", async () => {
    const { run, http, kept, given, emulator } = await startCareless();
    const report = await run({ http });
    expect(report.findings.find(({ id }) => id === "attach-bad-id")?.seen).toBe("accepted");
    const created = emulator.requests.filter(({ method, path }) => method === "DELETE" && /^\/v2\/tools\//.test(path));
    expect(created.map(({ path }) => path.split("/").at(-1))).toEqual(expect.arrayContaining([...given]));
    expect([given.size, kept.size]).toEqual([1, 0]);
  });

  it("also where it is interrupted there", async () => {
    const stop = new AbortController();
    const { run, http, kept, given, contents } = await startCareless(stop);
    const before = await contents();
    await expect(run({ http, signal: stop.signal })).rejects.toThrow(/^interrupted; /);
    expect([given.size, kept.size]).toEqual([1, 0]);
    expect(await contents()).toEqual(before);
  });
});

describe("what earlier runs left behind", () => {
  it("is deleted by its name once it is old; what may be in use, and names that only look alike, stay", async () => {
    const clock = new FakeClock();
    const { call, run, contents } = await startAccount();
    const before = await contents();
    const names = { old: throwawayName(clock.now() - 6 * 60_000), recent: throwawayName(clock.now() - 60_000) };
    const kept = [`${names.old}_mine`, `my_${names.old}`, "pulumi_tavus_contract_probe_notes"];
    for (const name of [...Object.values(names), ...kept]) await call("POST", "/v2/tools", { name, description: "d" });
    const { cleanUp } = await run({ clock });
    expect(cleanUp.orphans.map(({ name, state }) => [name, state])).toEqual([
      [names.old, "deleted"],
      [names.recent, "may be in use"],
    ]);
    const left = (await contents()).tools.map((tool) => (isObject(tool) ? tool["name"] : ""));
    expect(left).toEqual(["own_tool", names.recent, ...kept]);
    expect(before.tools).toHaveLength(1);
  });

  it.each([403, 423, 503])(
    "is told where a DELETE of it is answered %i, and the questions are asked",
    async (status) => {
      const clock = new FakeClock();
      const { call, run, emulator } = await startAccount();
      const name = throwawayName(clock.now() - 6 * 60_000);
      const { body } = await call("POST", "/v2/tools", { name, description: "d" });
      const http = otherwise(
        emulator.url,
        (real) => async (request, abort) =>
          request.method === "DELETE" && request.path.endsWith(`/${String(body["tool_id"])}`)
            ? { kind: "answer", status, header: () => undefined, text: "" }
            : real(request, abort),
      );
      const report = await run({ clock, http });
      expect(report.cleanUp.orphans).toMatchObject([{ name, state: "left" }]);
      expect(report.summary.held).toBe(HELD);
    },
  );
});

/** Requests of the set-up, so that counting begins with the run. */
const SET_UP = 1000;
/** Of an account in which nothing goes wrong. */
const HELD = 56;
