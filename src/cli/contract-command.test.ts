import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { API_KEY, startAccount } from "../../test/support/probe-account.ts";
import { ContractPlan, ContractReport, probeContract } from "../contract-probe/index.ts";
import type { Emulator } from "../emulator/index.ts";
import { FakeClock } from "../tavus-api/testing/fake-clock.ts";
import { CLI, runCommand } from "./testing/run.ts";

const envOf = ({ url }: Emulator): NodeJS.ProcessEnv => ({ TAVUS_BASE_URL: url, TAVUS_API_KEY: API_KEY });

describe("contract", () => {
  it("without consent says what it would do, asks nothing, and ends with 1", async () => {
    const { emulator } = await startAccount();
    const { code, stdout, stderr } = await runCommand(["contract"], envOf(emulator));
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(
      /^With --consent, in the account of TAVUS_API_KEY at http:\/\/127\.0\.0\.1:\d+, this command would\n/,
    );
    expect(stdout).toContain("Nothing was asked of the account.");
    const plan = await runCommand(["contract", "--pal", "p1", "--json"], envOf(emulator));
    expect([plan.code, ContractPlan.strict().parse(plan.json)]).toEqual([1, plan.json]);
    expect(plan.stdout).toContain("attach that tool to PAL p1");
    const keyless = await runCommand(["contract"]);
    expect([keyless.code, keyless.stderr]).toEqual([1, ""]);
    expect(keyless.stdout).toContain("at https://tavusapi.com, this command would");
    expect(emulator.requests).toEqual([]);
  });

  it("with consent ends with 0 where all assumptions held, as text and as JSON", async () => {
    const { emulator, palId } = await startAccount();
    const { code, stdout, stderr } = await runCommand(["contract", "--consent"], envOf(emulator));
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^held {9}C-16 {2}a PATCH that changes nothing: 200$/m);
    expect(stdout).toMatch(/^not settled {2}P-5 {3}what the answer to an attach holds: needs --pal$/m);
    expect(stdout).toMatch(
      /\npulumi_tavus_contract_probe_\w+ was made 2 times and deleted each time\.\n52 held, 0 new, 32 not settled, /,
    );
    const withPal = await runCommand(["contract", "--consent", "--pal", palId, "--json"], envOf(emulator));
    expect(withPal.code).toBe(0);
    expect(ContractReport.strict().parse(withPal.json)).toMatchObject({
      ok: true,
      pal: palId,
      summary: { held: 58, new: 0 },
    });
    expect(stdout + withPal.stdout).not.toContain("c4nary");
  });

  it("ends with 2 where the account does something new, which is told first, with what to do", async () => {
    const { emulator } = await startAccount({
      fault: ({ path }) =>
        path.endsWith("/t000000000000")
          ? { when: "before", answer: Response.json({ error: "\u001b[31mTeapot" }, { status: 418 }) }
          : undefined,
    });
    const { code, stdout } = await runCommand(["contract", "--consent"], envOf(emulator));
    expect(code).toBe(2);
    const [first, second, third] = stdout.split("\n");
    expect(first).toBe('new          X-3   GET of an id that never was: 418, not as "not found"');
    expect(second?.trim()).toBe("GET /v2/tools/t000000000000 answered 418: [31mTeapot");
    expect(third?.trim()).toMatch(
      /^This version does not know that behaviour: open an issue with the report of --json\./,
    );
  });

  // Without a connection it is tried for three seconds.
  it("could not run: one line that says why, and nothing was made", { timeout: 20_000 }, async () => {
    const { emulator, contents } = await startAccount();
    const before = await contents();
    const cases = [
      [["--consent"], { TAVUS_API_KEY: "" }, /^pulumi-tavus: TAVUS_API_KEY is not set\. /],
      [["--consent"], { TAVUS_API_KEY: "wrong" }, /answered 401: Invalid access token; nothing was made\.$/],
      [
        ["--consent", "--pal", "p404"],
        {},
        /--pal p404: GET \/v2\/pals\/p404\/tools answered 400: .*PAL not found; nothing was made\.$/,
      ],
      [
        ["--consent"],
        { TAVUS_BASE_URL: "http://127.0.0.1:1" },
        /got no answer \(ECONNREFUSED: .*; nothing was made\.$/,
      ],
      [["--consent"], { TAVUS_BASE_URL: "http://tavusapi.com" }, /must be https/],
    ] as const;
    for (const [args, env, message] of cases) {
      const { code, stdout, stderr } = await runCommand(["contract", ...args], { ...envOf(emulator), ...env });
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr.trimEnd()).toMatch(message);
    }
    expect(await contents()).toEqual(before);
  });
});

describe("a run that is cut off", () => {
  /** Sends a signal to the command as its k-th write arrives; a PATCH is then under way, or a POST. */
  async function cutOff(at: number, signal: NodeJS.Signals, again?: NodeJS.Signals) {
    let child: ChildProcess | undefined;
    let writes = 0;
    const account = await startAccount({
      fault: ({ method }) => {
        if (child === undefined) return undefined;
        if (method !== "GET") writes += 1;
        if (writes === at && method !== "GET") child.kill(signal);
        // From then on the account is slow, so that the second signal comes before the clean-up has ended.
        if (writes < at || again === undefined) return undefined;
        return { when: "before", answer: new Response("", { status: 429, headers: { "retry-after": "10" } }) };
      },
    });
    const before = await account.contents();
    child = spawn(process.execPath, [CLI, "contract", "--consent", "--pal", account.palId], {
      env: { PATH: process.env["PATH"], ...envOf(account.emulator) },
    });
    const running = child;
    onTestFinished(() => void running.kill("SIGKILL"));
    let [stdout, stderr] = ["", ""];
    running.stdout?.on("data", (chunk) => {
      stdout += String(chunk);
    });
    running.stderr?.on("data", (chunk) => {
      stderr += String(chunk);
      if (again !== undefined && stderr.includes("cleaning up")) running.kill(again);
    });
    const [code, killedBy] = (await once(running, "close")) as [number | null, NodeJS.Signals | null];
    child = undefined;
    return { ...account, before, code, killedBy, stdout, stderr };
  }

  /** 2: the tool is made; 9: it is changed; 49: it is attached. */
  it.each([
    ["SIGINT", 2],
    ["SIGTERM", 9],
    ["SIGINT", 49],
  ] as const)("by %s at write %i cleans up, says so, and ends with 1", async (signal, at) => {
    const { code, stdout, stderr, contents, before } = await cutOff(at, signal);
    expect(stderr).toMatch(
      /^pulumi-tavus: interrupted, cleaning up …\npulumi-tavus: interrupted; the throw-away tool pulumi_tavus_contract_probe_\w+ was deleted\.\n$/,
    );
    expect([code, stdout]).toEqual([1, ""]);
    expect(await contents()).toEqual(before);
  });

  it("twice ends at once, with the name of what may be left", async () => {
    const { code, stderr } = await cutOff(9, "SIGINT", "SIGINT");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /stopped before the clean-up had ended; pulumi_tavus_contract_probe_\w+ may be left in the account\.\n$/,
    );
  });

  it("by SIGKILL leaves the tool: the next run names it, and deletes it once it is old", async () => {
    const { emulator, killedBy, contents, before } = await cutOff(49, "SIGKILL");
    expect(killedBy).toBe("SIGKILL");
    expect((await contents()).tools).toHaveLength(2);
    const { stdout } = await runCommand(["contract", "--consent"], envOf(emulator));
    expect(stdout).toMatch(/^Of an earlier run: pulumi_tavus_contract_probe_\w+ \(t[0-9a-f]{12}\), may be in use\.$/m);
    const later = await probeContract({
      account: { apiKey: API_KEY, baseUrl: emulator.url },
      signal: new AbortController().signal,
      clock: new FakeClock(Date.now() + 10 * 60_000),
    });
    expect(later.cleanUp.orphans).toMatchObject([{ state: "deleted" }]);
    // Its attachment went with it (C-20).
    expect(await contents()).toEqual(before);
  });
});
