import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringifyExact } from "../contract/index.ts";
import { parseCall } from "../emulator/domain/transcript.ts";
import { startEmulator } from "../emulator/testing/start.ts";
import { findProject } from "./doctor/facts/project.ts";
import { createFolder } from "./doctor/testing/folder.ts";
import { importExtension } from "./import/project.ts";
import { readJsonFile, readTextFile } from "./input.ts";
import { runCommand } from "./testing/run.ts";
import { types } from "./types/command.ts";

const MARK = "\ufeff";
const utf16be = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

/** Encodings that editors and shells use to write files. */
const WRITTEN: [string, (text: string) => Buffer][] = [
  ["UTF-8", (text) => Buffer.from(text)],
  ["UTF-8 with a byte order mark, as Notepad does", (text) => Buffer.from(`${MARK}${text}`)],
  ["UTF-16, as PowerShell's > does", (text) => Buffer.from(`${MARK}${text}`, "utf16le")],
  ["big-endian UTF-16", (text) => utf16be(`${MARK}${text}`)],
];

function fileOf(bytes: Buffer): string {
  const file = join(createFolder({}), "input.json");
  writeFileSync(file, bytes);
  return file;
}

describe.each(WRITTEN)("a file in %s", (_how, encode) => {
  it("is read as JSON and as text", () => {
    expect(readJsonFile(fileOf(encode('{"größe":"会😀"}\r\n')))).toEqual({ größe: "会😀" });
    expect(readTextFile(fileOf(encode("user: hé")))).toBe("user: hé");
  });

  it("is a transcript, as lines or as JSON", () => {
    const call = { transcript: [{ role: "user", content: "hé" }] };
    expect(parseCall(readTextFile(fileOf(encode("user: hé"))))).toEqual(call);
    expect(parseCall(readTextFile(fileOf(encode(JSON.stringify(call)))))).toEqual(call);
  });
});

it("names a file that can't be read or isn't JSON, without quoting it", () => {
  const file = fileOf(Buffer.from('{"c4nary'));
  expect(() => readJsonFile(file)).toThrow(new Error(`${file} is not JSON.`));
  expect(() => readJsonFile("/nowhere/a.json")).toThrow(new Error("cannot read /nowhere/a.json: ENOENT"));
});

it("finds a project whose files begin with a byte order mark", () => {
  const manifest = `${MARK}${JSON.stringify({ type: "module", main: "index.ts" })}`;
  for (const project of [
    { "Pulumi.yaml": `${MARK}name: p\nruntime: nodejs\n` },
    { "Pulumi.json": `${MARK}{"name":"p","runtime":{"name":"nodejs"}}` },
  ]) {
    const folder = createFolder({ ...project, "package.json": manifest });
    expect(findProject(folder)).toMatchObject({ folder, runtime: "nodejs" });
    expect(importExtension(folder)).toBe(".ts");
  }
});

it("is read in the same way by the commands and by the emulator", async () => {
  const definition = { name: "log_note", parameters: { type: "object", properties: {} } };
  const file = fileOf(Buffer.from(`${MARK}${JSON.stringify([definition])}`, "utf16le"));
  const generated = await runCommand(["types", "--from", file]);
  expect(generated).toMatchObject({ code: 0, stderr: "" });
  await expect(types({ from: file, out: join(createFolder({}), "tools.ts") })).resolves.toBeDefined();

  const { emulator, call } = await startEmulator();
  const tool = {
    ...definition,
    description: "d",
    trigger_type: "post_call",
    delivery: { api: { url: "http://localhost:1/n" } },
  };
  expect((await call("POST", "/v2/tools", `${MARK}${JSON.stringify(tool)}`)).status).toBe(200);
  const transcript = fileOf(Buffer.from(`${MARK}[{"role":"user","content":"Hello."}]`));
  const environment = { TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url };
  const triggered = await runCommand(
    ["trigger", "log_note", "--transcript", transcript, "--as", "skipped", "--json"],
    environment,
  );
  expect(triggered.stderr).toBe("");
  expect(triggered.json).toMatchObject({ version: 1 });

  const seed = fileOf(Buffer.from(`${MARK}{"tools":"none"}`));
  const dev = await runCommand(["dev", "--port", "0", "--seed", seed]);
  expect(dev.stderr).toContain("The seed is not valid");
});

it("is refused in an encoding in which characters would be lost", () => {
  const file = fileOf(Buffer.from('{"größe":1}', "latin1"));
  const text = `${file} is neither UTF-8 nor UTF-16. Save it as UTF-8, so that no character is lost.`;
  expect(() => readJsonFile(file)).toThrow(text);
  expect(() => readTextFile(file)).toThrow(text);
});

it("keeps every digit of a large integer", () => {
  expect(stringifyExact(readJsonFile(fileOf(Buffer.from('{"id":9007199254740993}'))))).toBe('{"id":9007199254740993}');
});
