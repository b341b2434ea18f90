import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newFolder } from "../../../test/support/folder.ts";
import { createTool, postCall, startEmulator, TOKEN } from "../../emulator/testing/start.ts";
import { runCommand } from "../testing/run.ts";

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { code, stdout, stderr } = await runCommand(["types", ...args], env);
  return { code, stdout, stderr };
}

describe("types", () => {
  it("writes the types of the account, keeps an unchanged file, and reports an outdated one with --check", async () => {
    const { emulator, call } = await startEmulator();
    const env = { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey };
    await createTool(call, postCall());
    const out = join(newFolder(), "src", "tools.ts");
    expect(await run(["--out", out, "--check"], env)).toEqual({
      code: 2,
      stdout: `${out} is missing. Run pulumi-tavus types with the same options, without --check.\n`,
      stderr: "",
    });
    expect(existsSync(out)).toBe(false);
    expect(await run(["--out", out], env)).toEqual({ code: 0, stdout: `${out} written: 1 tool.\n`, stderr: "" });
    const text = readFileSync(out, "utf8");
    expect(text).toContain("export interface LogNoteArguments {");
    expect(text).not.toContain(TOKEN);
    expect((await run([], env)).stdout).toBe(text);
    expect(await run(["--out", out, "--check", "--json"], env)).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ version: 1, tools: ["log_note"], file: out, changed: false, state: "current" })}\n`,
      stderr: "",
    });
    await createTool(call, postCall({ name: "second" }));
    expect((await run(["--out", out, "--check"], env)).code).toBe(2);
    expect(readFileSync(out, "utf8")).toBe(text);
    expect((await run(["--out", out, "--check", "--tool", "log_note"], env)).code).toBe(0);
  });
});
