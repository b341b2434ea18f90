import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { fakePulumi } from "../../src/commands/testing/fake-pulumi.ts";
import type { Emulator } from "../../src/emulator.ts";
import { FakeClock } from "../../src/tavus-api/testing/fake-clock.ts";
import { API_KEY, startAccount } from "../support/probe-account.ts";

const MAIN = resolve(import.meta.dirname, "../../tools/contract/main.ts");

/** A request of a run. */
interface Moment {
  readonly method: string;
  readonly path: RegExp;
  /** Counting from 1. */
  readonly nth?: number;
}
/** The first create is refused, because it has the mask as its secret. */
const CREATE: Moment = { method: "POST", path: /^\/v2\/tools$/, nth: 2 };
const CHANGE: Moment = { method: "PATCH", path: /^\/v2\/tools\// };
const ATTACH: Moment = { method: "POST", path: /^\/v2\/pals\// };

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
});

describe("the command", () => {
  function start(emulator: Emulator, args: readonly string[], more: NodeJS.ProcessEnv = {}): ChildProcess {
    const env = { PATH: process.env["PATH"], TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: API_KEY, ...more };
    const child = spawn(process.execPath, [MAIN, ...args], { env });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  }

  /** @param onStderr called with the text so far */
  async function ended(child: ChildProcess, onStderr: (text: string) => void = () => {}) {
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (chunk) => {
      stdout += String(chunk);
    });
    child.stderr?.on("data", (chunk) => {
      stderr += String(chunk);
      onStderr(stderr);
    });
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    return { code, signal, stdout, stderr };
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

  it("ends with 2 and reports first what this version doesn't know, with what to do", async () => {
    const { emulator } = await startAccount({
      fault: ({ path }) =>
        path.endsWith("/t000000000000")
          ? { when: "before", answer: Response.json({ error: "\u001b[31mTeapot" }, { status: 418 }) }
          : undefined,
    });
    const { code, stdout } = await ended(start(emulator, ["--consent"]));
    expect(code).toBe(2);
    const [first, second, third] = stdout.split("\n");
    expect(first).toBe('new          X-3   GET of an id that never was: 418, not as "not found"');
    expect(second?.trim()).toBe("GET /v2/tools/t000000000000 answered 418: [31mTeapot");
    expect(third?.trim()).toMatch(
      /^This version does not know that behavior: open an issue with the report of --json\./,
    );
    expect(stdout).toMatch(/^held {9}C-16 {2}a PATCH that changes nothing: 200$/m);
    expect(stdout).toMatch(/^not settled {2}P-5 {3}what the answer to an attach holds: needs --pal$/m);
    expect(stdout).toMatch(/\npulumi_tavus_contract_probe_\w+ was made 2 times and deleted each time\.\n/);
  });

  it("says in one line why it can't begin", async () => {
    const { emulator } = await startAccount();
    const { code, stdout, stderr } = await ended(start(emulator, ["--consent"], { TAVUS_API_KEY: "" }));
    expect([code, stdout, emulator.requests]).toEqual([1, "", []]);
    expect(stderr).toMatch(/^contract: .*TAVUS_API_KEY.*\n$/);
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

  /** Sends a signal when the request arrives, and another one when the command says that it cleans up. */
  async function cutOff({ method, path, nth = 1 }: Moment, signal: NodeJS.Signals, again?: NodeJS.Signals) {
    let child: ChildProcess | undefined;
    let count = 0;
    const account = await startAccount({
      fault: (request) => {
        if (child === undefined) return undefined;
        if (request.method === method && path.test(request.path)) {
          count += 1;
          if (count === nth) child.kill(signal);
        }
        // From then on the account is slow, so that the second signal arrives before the clean-up has ended.
        if (count < nth || again === undefined) return undefined;
        return { when: "before", answer: new Response("", { status: 429, headers: { "retry-after": "10" } }) };
      },
    });
    const before = await account.contents();
    const running = start(account.emulator, ["--consent", "--pal", account.palId]);
    child = running;
    const end = await ended(running, (text) => {
      if (again !== undefined && text.includes("cleaning up")) running.kill(again);
    });
    child = undefined;
    return { ...account, ...end, before };
  }

  it("cleans up after Ctrl-C while it creates the tool", () => cleansUp("SIGINT", CREATE));
  it("cleans up after SIGTERM while it changes the tool", { tags: "nightly" }, () => cleansUp("SIGTERM", CHANGE));
  it("cleans up after Ctrl-C while it attaches the tool", { tags: "nightly" }, () => cleansUp("SIGINT", ATTACH));

  async function cleansUp(signal: NodeJS.Signals, moment: Moment): Promise<void> {
    const { code, stdout, stderr, contents, before } = await cutOff(moment, signal);
    expect(stderr).toMatch(
      /^contract: interrupted, cleaning up …\ncontract: interrupted; the temporary tool pulumi_tavus_contract_probe_\w+ was deleted\.\n$/,
    );
    expect([code, stdout]).toEqual([1, ""]);
    expect(await contents()).toEqual(before);
  }

  it("ends at once after a second Ctrl-C, with the name of what may be left", async () => {
    const { code, stderr } = await cutOff(CHANGE, "SIGINT", "SIGINT");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /stopped before the clean-up had ended; pulumi_tavus_contract_probe_\w+ may be left in the account\.\n$/,
    );
  });

  it("ends at once after two signals, if nothing was made", { tags: "nightly" }, async () => {
    let child: ChildProcess | undefined;
    const { emulator, palId } = await startAccount({
      fault: () => {
        child?.kill("SIGINT");
        child?.kill("SIGTERM");
        return undefined;
      },
    });
    child = start(emulator, ["--consent", "--pal", palId]);
    const { code, stderr } = await ended(child);
    expect(code).toBe(1);
    expect(stderr).toMatch(/stopped before the clean-up had ended; nothing was made\.\n$/);
  });

  it("finds the tool that a killed run left, and deletes it once it is old", { tags: "nightly" }, async () => {
    const { emulator, run, signal, contents, before } = await cutOff(ATTACH, "SIGKILL");
    expect(signal).toBe("SIGKILL");
    expect((await contents()).tools).toHaveLength(2);
    const { stdout } = await ended(start(emulator, ["--consent"]));
    expect(stdout).toMatch(/^Of an earlier run: pulumi_tavus_contract_probe_\w+ \(t[0-9a-f]{12}\), may be in use\.$/m);
    const later = await run({ clock: new FakeClock(Date.now() + 10 * 60_000) });
    expect(later.cleanUp.orphans).toMatchObject([{ state: "deleted" }]);
    // Its attachment went with it (C-20).
    expect(await contents()).toEqual(before);
  });
});
