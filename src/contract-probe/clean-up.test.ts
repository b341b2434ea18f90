import { describe, expect, it } from "vitest";
import { API_KEY, otherwise, startAccount } from "../../test/support/probe-account.ts";
import type { Fault } from "../emulator/index.ts";
import { isObject } from "../tavus-api/contract/index.ts";
import { FakeClock } from "../tavus-api/testing/fake-clock.ts";
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
  /** Of 75 requests; each step is a run of its own. */
  const KTH = Array.from({ length: 19 }, (_, i) => 1 + i * 4);

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

  it.each(KTH)("where request %i is refused for good", async (k) => {
    let count = -1000;
    const { run, contents } = await startAccount({
      fault: (): Fault | undefined => {
        count += 1;
        return count === k
          ? { when: "before", answer: Response.json({ message: "Forbidden" }, { status: 403 }) }
          : undefined;
      },
    });
    const before = await contents();
    count = 0;
    const failure = await run().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProbeFailure);
    expect((failure as Error).message).toContain("answered 403: Forbidden; ");
    expect(await contents()).toEqual(before);
  });

  it("where the answer to a create is lost: it is found by its name", async () => {
    let lose = true;
    let creates = 0;
    const { run, contents } = await startAccount({
      fault: ({ method, path }) => {
        if (method !== "POST" || path !== "/v2/tools" || !lose) return undefined;
        creates += 1;
        return creates === 3 ? { when: "after", answer: "reset" } : undefined;
      },
    });
    const before = await contents();
    await expect(run()).rejects.toThrow(/^POST \/v2\/tools got no answer .*; the throw-away tool/);
    lose = false;
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
    await expect(run()).rejects.toThrow(
      /answered 423: Locked; pulumi_\w+ could not be deleted \(t[0-9a-f]{12}\): delete it in Tavus, or run this command again in five minutes\.$/,
    );
    isStuck = false;
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
});

/** Requests of the set-up, so that counting begins with the run. */
const SET_UP = 1000;
