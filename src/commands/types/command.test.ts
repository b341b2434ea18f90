import { chmodSync, existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newFolder } from "../../../test/support/folder.ts";
import { createTool, postCall, startEmulator, TOKEN } from "../../emulator/testing/start.ts";
import { type TypesOptions, types } from "./command.ts";
import { complaintsAbout } from "./testing/compile.ts";

let output = "";
beforeEach(() => {
  output = "";
  vi.stubEnv("TAVUS_API_KEY", undefined);
  vi.stubEnv("TAVUS_BASE_URL", undefined);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    output += String(text);
    return true;
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Runs the command, and returns its exit code and output. */
async function run(options: TypesOptions): Promise<{ code: number; stdout: string }> {
  output = "";
  const code = await types(options);
  return { code, stdout: output };
}

function fileOf(json: unknown): string {
  const file = join(newFolder(), "tools.json");
  writeFileSync(file, typeof json === "string" ? json : JSON.stringify(json));
  return file;
}

describe("types", () => {
  it("of an account are written to the output, without its secrets", async () => {
    const { emulator, call } = await startEmulator();
    await createTool(call, postCall());
    await createTool(call, postCall({ name: "another" }));
    vi.stubEnv("TAVUS_BASE_URL", emulator.url);
    vi.stubEnv("TAVUS_API_KEY", emulator.apiKey);
    const { code, stdout } = await run({});
    expect(code).toBe(0);
    expect(stdout).toContain("  another: { arguments: AnotherArguments; body: AnotherBody };\n  log_note: {");
    expect(stdout).not.toContain(TOKEN);
    expect(complaintsAbout(stdout)).toEqual([]);
    expect((await run({ tool: ["log_note"] })).stdout).not.toContain("Another");
  });

  it("go to a file, which stays unchanged if nothing changed", async () => {
    const from = fileOf([postCall(), postCall({ name: "b" })]);
    const out = join(newFolder(), "new", "folder", "tavus.ts");
    expect(await run({ from, out })).toEqual({ code: 0, stdout: `${out} written: 2 tools.\n` });
    const written = readFileSync(out, "utf8");
    expect((await run({ from })).stdout).toBe(written);
    utimesSync(out, 1, 1);
    expect(await run({ from, out })).toEqual({ code: 0, stdout: `${out} is up to date: 2 tools.\n` });
    expect(statSync(out).mtimeMs).toBe(1000);
    expect(written).not.toContain(from);
  });

  it("are compared by --check, which writes nothing", async () => {
    const from = fileOf(postCall());
    const out = join(newFolder(), "tavus.ts");
    const how = "Run pulumi-tavus types with the same options, without --check.";
    expect(await run({ from, out, check: true })).toEqual({ code: 2, stdout: `${out} is missing. ${how}\n` });
    expect(existsSync(out)).toBe(false);
    await run({ from, out });
    const written = readFileSync(out, "utf8");
    writeFileSync(out, written.replaceAll("\n", "\r\n"));
    expect(await run({ from, out, check: true })).toEqual({ code: 0, stdout: `${out} is up to date: 1 tool.\n` });
    writeFileSync(out, "export {};\n");
    expect(await run({ from, out, check: true })).toEqual({
      code: 2,
      stdout: `${out} differs from the tools. ${how}\n`,
    });
    expect(readFileSync(out, "utf8")).toBe("export {};\n");
  });

  it("are written as one JSON object", async () => {
    const from = fileOf({ b: {}, a: {} });
    const out = join(newFolder(), "tavus.ts");
    const report = async (options: TypesOptions): Promise<[number, unknown]> => {
      const { code, stdout } = await run({ from, json: true, ...options });
      expect(stdout.trimEnd()).not.toContain("\n");
      return [code, JSON.parse(stdout)];
    };
    const told = { version: 1, tools: ["a", "b"], file: out };
    expect(await report({ out, check: true })).toEqual([2, { ...told, changed: true, state: "missing" }]);
    expect(await report({ out })).toEqual([0, { ...told, changed: true, state: "missing" }]);
    expect(await report({ out })).toEqual([0, { ...told, changed: false, state: "current" }]);
    const types = readFileSync(out, "utf8");
    expect(await report({})).toEqual([0, { ...told, file: null, changed: false, types }]);
  });
});

describe("of a stack", () => {
  const inputs = { name: "from_stack", parameters: { type: "object", properties: {} } };
  const state = { deployment: { resources: [{ type: "pulumi-nodejs:dynamic/tavus:Tool", inputs }] } };

  /** Replaces Pulumi on PATH. */
  function pulumi(script: string): void {
    const folder = newFolder();
    writeFileSync(join(folder, "pulumi"), `#!${process.execPath}\n${script}`);
    chmodSync(join(folder, "pulumi"), 0o755);
    vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"] ?? ""}`);
  }
  const answer = `const args = process.argv.slice(2).join(" "); const state = ${JSON.stringify(state)};`;

  it("Pulumi reads the selected or the named stack, without secrets", async () => {
    pulumi(`${answer} state.deployment.resources[0].inputs.name = args; console.log(JSON.stringify(state));`);
    for (const stack of ["", true] as const)
      expect((await run({ stack })).stdout).toContain('"stack export --non-interactive --color never":');
    expect((await run({ stack: "acme/prod" })).stdout).toContain(
      '"stack export --stack acme/prod --non-interactive --color never":',
    );
  });

  it("Pulumi's reason is passed on", async () => {
    pulumi('console.error("warning: old\\nerror: no stack named dev\\nmore"); process.exit(255);');
    await expect(types({ stack: "dev" })).rejects.toThrow("pulumi stack export failed: no stack named dev");
    pulumi("process.exit(1)");
    await expect(types({ stack: "dev" })).rejects.toThrow("pulumi stack export failed: it did not say why.");
    pulumi('console.log("c4nary {")');
    await expect(types({ stack: "dev" })).rejects.toThrow("pulumi stack export did not answer with JSON.");
  });

  it("Pulumi can be missing", async () => {
    vi.stubEnv("PATH", newFolder());
    await expect(types({ stack: "dev" })).rejects.toThrow(
      "pulumi is not on PATH. Install it: https://www.pulumi.com/docs/install/.",
    );
  });
});

describe("an error is reported in one line:", () => {
  it.each<[string, TypesOptions, string]>([
    ["no key", {}, "TAVUS_API_KEY is not set."],
    ["no file", { from: "/nowhere/tools.json" }, "cannot read /nowhere/tools.json: ENOENT"],
    ["--check alone", { check: true }, "--check compares with a file: say which with --out <file>."],
    ["two sources", { from: "a", stack: "b" }, "--from and --stack are two sources: give one of them."],
  ])("%s", async (_, options, message) => {
    const refused = types(options);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow(/\n/);
  });

  it("text that isn't JSON, and what it seems to be", async () => {
    const from = fileOf('{"c4nary');
    await expect(types({ from })).rejects.toThrow(new Error(`${from} is not JSON.`));
  });

  it("an unknown tool, with the existing ones", async () => {
    const from = fileOf(
      Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`t${String(i).padStart(2, "0")}`, {}])),
    );
    await expect(types({ from, tool: ["t01", "x"] })).rejects.toThrow(
      "--tool x: there is no such tool. There are: t00, t01, t02, t03, t04, t05, t06, t07, t08, t09 and 2 more.",
    );
  });

  it("a file that can't be written, or read", async () => {
    const from = fileOf({ a: {} });
    await expect(types({ from, out: join(from, "x.ts") })).rejects.toThrow(/^cannot (read|write) .*: E(NOTDIR|EXIST)$/);
    const folder = newFolder();
    await expect(types({ from, out: folder, check: true })).rejects.toThrow(`cannot read ${folder}: EISDIR`);
  });
});
