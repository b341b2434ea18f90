import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { fakePulumi } from "../../src/commands/testing/fake-pulumi.ts";
import { type Call, caller, createPal, startEmulator } from "../../src/emulator/testing/start.ts";
import type { Emulator, EmulatorOptions } from "../../src/emulator.ts";
import { FakeClock } from "../../src/tavus-api/testing/fake-clock.ts";
import { type ProbeOptions, probeContract } from "../../tools/contract/probe.ts";
import type { ContractReport } from "../../tools/contract/report.ts";
import { temporaryName } from "../../tools/contract/temporary-tool.ts";
import { toText } from "../../tools/contract/text.ts";

const API_KEY = "c4nary-key-of-an-account";
const MAIN = resolve(import.meta.dirname, "../../tools/contract/main.ts");

/** An account whose owner has a tool, attached to a PAL. */
async function startAccount(options: EmulatorOptions = {}) {
  const { emulator } = await startEmulator({ keys: [API_KEY], ...options });
  const call = caller(emulator);
  const palId = await createPal(call);
  const own = await call("POST", "/v2/tools", { name: "own_tool", description: "d", on_call: "silent" });
  await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [String(own.body["tool_id"])] });
  await call("POST", `/v2/pals/${palId}/publish`);
  emulator.clearRequests();
  const run = (more: Partial<ProbeOptions> = {}): Promise<ContractReport> =>
    probeContract({
      account: { apiKey: API_KEY, baseUrl: emulator.url },
      palId,
      signal: new AbortController().signal,
      clock: new FakeClock(),
      ...more,
    });
  const contents = async () => [
    await dataOf(call, "/v2/tools?limit=100"),
    await dataOf(call, `/v2/pals/${palId}/tools`),
  ];
  return { emulator, call, palId, ownId: String(own.body["tool_id"]), run, contents };
}

const dataOf = async (call: Call, path: string): Promise<unknown> => (await call("GET", path)).body["data"];

/** Counts the requests of a run, after it is armed. */
function counting(at: number, then: () => ReturnType<NonNullable<EmulatorOptions["fault"]>>) {
  const count = { armed: false, seen: 0 };
  const fault: NonNullable<EmulatorOptions["fault"]> = () => {
    if (count.armed) count.seen += 1;
    return count.armed && count.seen === at ? then() : undefined;
  };
  return { count, fault };
}

describe("a run", () => {
  it("finds that the emulator behaves as assumed, and only changes its own tool", async () => {
    const { emulator, run, contents, palId, ownId } = await startAccount();
    const before = await contents();
    emulator.clearRequests();
    const report = await run();
    const writes = emulator.requests.filter(({ method }) => method !== "GET").map(({ path }) => path);
    expect(report).toMatchObject({
      ok: true,
      pal: palId,
      summary: { held: 58, new: 0 },
      cleanUp: { made: 2, left: [] },
    });
    expect(await contents()).toEqual(before);
    expect(emulator.requests.some(({ path }) => path.includes(ownId))).toBe(false);
    const own = new RegExp(`^/v2/tools(/t[0-9a-f]{12})?$|^/v2/pals/${palId}/tools(/t[0-9a-f]{12})?$`);
    expect(writes.filter((path) => !own.test(path))).toEqual([]);
    expect(report.requests).toBeLessThan(110);
    expect(JSON.stringify(report)).not.toMatch(new RegExp(`${API_KEY}|probe-[0-9a-f]{24}`));
  });

  it("asks nothing about PALs unless it gets one", async () => {
    const { emulator, run } = await startAccount();
    const report = await run({ palId: undefined });
    expect(emulator.requests.some(({ path }) => path.startsWith("/v2/pals"))).toBe(false);
    expect(report.findings.filter(({ reason }) => reason === "needs --pal")).toHaveLength(7);
  });

  it("reports unknown behavior first", async () => {
    const { run } = await startAccount({
      fault: ({ path }) =>
        path.endsWith("/t000000000000")
          ? { when: "before", answer: Response.json({ error: "\u001b[31mTeapot" }, { status: 418 }) }
          : undefined,
    });
    const [first, second] = toText(await run()).split("\n");
    expect(first).toBe('new          X-3   GET of an id that never was: 418, not as "not found"');
    expect(second?.trim()).toBe("GET /v2/tools/t000000000000 answered 418: [31mTeapot");
  });

  it("leaves a question open that the server doesn't answer, and doesn't treat a failure as an answer", async () => {
    const { run, contents } = await startAccount({
      fault: ({ method }) =>
        method === "PATCH" ? { when: "before", answer: Response.json({ error: "No" }, { status: 503 }) } : undefined,
    });
    const before = await contents();
    const report = await run();
    expect(report).toMatchObject({ ok: true, summary: { new: 0 } });
    expect(report.findings.find(({ id }) => id === "unchanged-patch")?.reason).toMatch(/answered 503: No$/);
    expect(await contents()).toEqual(before);
  });

  it("deletes the tools of earlier runs, but not those that may be in use", async () => {
    const clock = new FakeClock(Date.now());
    const { call, run } = await startAccount();
    const create = (name: string) => call("POST", "/v2/tools", { name, description: "d", on_call: "silent" });
    await create(temporaryName(clock.now() - 10 * 60_000));
    await create(temporaryName(clock.now() - 60_000));
    await create("pulumi_tavus_contract_probe_of_mine");
    const { orphans } = (await run({ clock })).cleanUp;
    expect(orphans.map(({ state }) => state).sort()).toEqual(["deleted", "may be in use"]);
    expect(await dataOf(call, "/v2/tools?limit=100")).toHaveLength(3);
  });
});

describe("nothing is left behind", () => {
  const KTH = [1, 3, 4, 40, 80];

  it.each(KTH)("after an interruption at request %i", async (k) => {
    const stop = new AbortController();
    const { count, fault } = counting(k, () => void stop.abort());
    const { run, contents } = await startAccount({ fault });
    const before = await contents();
    count.armed = true;
    await expect(run({ signal: stop.signal })).rejects.toThrow(
      /^interrupted; (the temporary tool \S+ was deleted|nothing was made)\.$/,
    );
    expect(await contents()).toEqual(before);
  });

  it.each(KTH.slice(2))("after a 403 at request %i", async (k) => {
    const answer = () => Response.json({ message: "Forbidden" }, { status: 403 });
    const { count, fault } = counting(k, () => ({ when: "before", answer: answer() }));
    const { run, contents } = await startAccount({ fault });
    const before = await contents();
    count.armed = true;
    expect(await run()).toMatchObject({ ok: true, summary: { new: 0 }, cleanUp: { left: [] } });
    expect(await contents()).toEqual(before);
  });

  it.each([1, 2, 5])("after the answer to create %i is lost", async (nth) => {
    let creates = -1;
    const { run, contents } = await startAccount({
      fault: ({ method, path }) => {
        if (method !== "POST" || path !== "/v2/tools") return undefined;
        creates += 1;
        return creates === nth ? { when: "after", answer: "reset" } : undefined;
      },
    });
    const before = await contents();
    expect(await run()).toMatchObject({ ok: true, cleanUp: { left: [] } });
    expect(await contents()).toEqual(before);
  });

  it("unless the report names the tool that can't be deleted", async () => {
    const { run } = await startAccount({
      fault: ({ method, path }) =>
        method === "DELETE" && path.startsWith("/v2/tools/")
          ? { when: "before", answer: Response.json({ error: "Locked" }, { status: 423 }) }
          : undefined,
    });
    const report = await run();
    expect(report).toMatchObject({ ok: false, cleanUp: { left: [expect.stringMatching(/^t[0-9a-f]{12}$/)] } });
    expect(toText(report)).toMatch(
      /\npulumi_\w+ was made 1 times and could not be deleted \(t[0-9a-f]{12}\): delete it/,
    );
  });
});

describe("the command", () => {
  function start(emulator: Emulator, args: readonly string[], more: NodeJS.ProcessEnv = {}): ChildProcess {
    const env = { PATH: process.env["PATH"], TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: API_KEY, ...more };
    const child = spawn(process.execPath, [MAIN, ...args], { env });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  }

  async function ended(child: ChildProcess) {
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (chunk) => {
      stdout += String(chunk);
    });
    child.stderr?.on("data", (chunk) => {
      stderr += String(chunk);
    });
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout, stderr };
  }

  it("prints its plan and sends nothing without consent", async () => {
    const { emulator } = await startAccount();
    const { code, stdout } = await ended(start(emulator, []));
    expect([code, emulator.requests]).toEqual([1, []]);
    expect(stdout).toMatch(
      /^With --consent, in the account of the stack or of TAVUS_API_KEY at http:\/\/127\.0\.0\.1:\d+, this command/,
    );
  });

  it("ends with 0 if all assumptions held", async () => {
    const { emulator, palId } = await startAccount();
    const { code, stdout } = await ended(start(emulator, ["--consent", "--pal", palId, "--json"]));
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true, summary: { new: 0 } }]);
  });

  it("uses the stack's account with --stack and --cwd, and without consent only says so", async () => {
    const { emulator, palId } = await startAccount();
    const { folder, env } = fakePulumi({ "tavus:apiKey": API_KEY, "tavus:baseUrl": emulator.url });
    const elsewhere = { ...env, TAVUS_API_KEY: "other", TAVUS_BASE_URL: "https://tavusapi.com" };
    const stack = ["--stack", "dev", "--cwd", folder];
    const plan = await ended(start(emulator, stack, elsewhere));
    expect([plan.code, plan.stdout]).toEqual([1, expect.stringContaining(` at ${emulator.url}, this command`)]);
    expect(emulator.requests).toEqual([]);
    const { code, stdout } = await ended(start(emulator, ["--consent", "--pal", palId, "--json", ...stack], elsewhere));
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true }]);
  });

  it("cleans up after Ctrl-C", async () => {
    let child: ChildProcess | undefined;
    const { emulator, contents } = await startAccount({
      fault: ({ method }) => {
        // Only once, because a second Ctrl-C ends the command without cleaning up.
        if (method === "PATCH" && child?.killed === false) child.kill("SIGINT");
        return undefined;
      },
    });
    const before = await contents();
    child = start(emulator, ["--consent"]);
    const { code, stderr } = await ended(child);
    expect(code).toBe(1);
    expect(stderr).toMatch(/interrupted; the temporary tool pulumi_tavus_contract_probe_\w+ was deleted\.\n$/);
    expect(await contents()).toEqual(before);
  });
});
