import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTool, postCall, startEmulator, TOKEN } from "../../emulator/testing/start.ts";
import { runCommand } from "../testing/run.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-types-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

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

  it("asks pulumi for a stack's tools", async () => {
    const bin = newFolder();
    const inputs = { name: "from_stack", parameters: { type: "object", properties: {} } };
    const state = { deployment: { resources: [{ type: "pulumi-nodejs:dynamic/tavus:Tool", inputs }] } };
    // Replaces Pulumi, and only answers the expected command.
    const script = `#!${process.execPath}\nif (process.argv.slice(2).join(" ") !== "stack export --stack prod --non-interactive --color never") { console.error("no such stack"); process.exit(1); }\nconsole.log(${JSON.stringify(JSON.stringify(state))});`;
    writeFileSync(join(bin, "pulumi"), script);
    chmodSync(join(bin, "pulumi"), 0o755);
    const env = { PATH: `${bin}${delimiter}${process.env["PATH"]}` };
    expect((await run(["--stack", "prod"], env)).stdout).toContain("FromStackArguments");
    expect(await run(["--stack"], env)).toMatchObject({
      code: 1,
      stderr: "pulumi-tavus: pulumi stack export failed: no such stack\n",
    });
    expect(await run(["--stack"], { PATH: newFolder() })).toMatchObject({
      code: 1,
      stderr: "pulumi-tavus: pulumi is not on PATH. Install it: https://www.pulumi.com/docs/install/.\n",
    });
  });

  it.each<[string, string | undefined, string[], string]>([
    ["no file", undefined, ["--from", "/nowhere.json"], "cannot read /nowhere.json: ENOENT"],
    ["invalid JSON, without repeating it", '{"c4nary', ["--from", "FILE"], "FILE is not JSON."],
    ["no tools", "7", ["--from", "FILE"], "FILE has no tool definitions."],
    [
      "an unknown tool",
      '{"a":{}}',
      ["--from", "FILE", "--tool", "b"],
      "--tool b: there is no such tool. There are: a.",
    ],
    [
      "--check without --out",
      "{}",
      ["--from", "FILE", "--check"],
      "--check compares with a file: say which with --out <file>.",
    ],
    ["no key", undefined, [], "TAVUS_API_KEY is not set."],
  ])("ends with one line and exit code 1 for %s", async (_what, content, args, line) => {
    const file = join(newFolder(), "tools.json");
    if (content !== undefined) writeFileSync(file, content);
    const { code, stdout, stderr } = await run(args.map((arg) => (arg === "FILE" ? file : arg)));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.startsWith(`pulumi-tavus: ${line.replace("FILE", file)}`), stderr).toBe(true);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(stderr).not.toContain("c4nary");
  });
});
