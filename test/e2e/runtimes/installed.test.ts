/** The built package as npm installs it for a service that only receives: alone, without the Pulumi SDK and without a schema library. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { licenses } from "../../../tools/licenses.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional?: boolean }>;
};
const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-installed-"));
afterAll(() => rmSync(folder, { recursive: true }));
const installed = join(folder, "node_modules/pulumi-tavus");
mkdirSync(installed, { recursive: true });
cpSync(join(ROOT, "dist"), join(installed, "dist"), { recursive: true });
cpSync(join(ROOT, "package.json"), join(installed, "package.json"));
for (const name of Object.keys(manifest.dependencies))
  symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name), "dir");

const run = (kind: string, program: string) =>
  spawnSync(process.execPath, [`--input-type=${kind}`, "--eval", program], { cwd: folder, encoding: "utf8" });
/** A program that loads entry points, as CommonJS or as an ES module. */
const loading = (kind: string, names: string, entry: string): string =>
  kind === "module"
    ? `import ${names} from ${JSON.stringify(entry)};`
    : `const ${names} = require(${JSON.stringify(entry)});`;

describe.each(["module", "commonjs"])("a folder with nothing but the package (%s)", (kind) => {
  it("receives a delivery", () => {
    const { status, stdout, stderr } = run(
      kind,
      `${loading(kind, "{ defineAction }", "pulumi-tavus/action")}
       ${loading(kind, "{ parseDelivery }", "pulumi-tavus/webhook")}
       const parameters = { type: "object", properties: { count: { type: "integer", description: "d" } } };
       const action = defineAction({ name: "log_note", description: "d", parameters });
       console.log(JSON.stringify(parseDelivery(action, '{"count":"5"}').arguments));`,
    );
    expect([stdout, stderr, status]).toEqual(['{"count":5}\n', "", 0]);
  });

  it("runs the emulator, with everything that it loads on demand", () => {
    const { status, stdout, stderr } = run(
      kind,
      `${loading(kind, "{ createEmulator }", "pulumi-tavus/emulator")}
       (async () => {
         const emulator = await createEmulator();
         const call = async (method, path, body) => {
           const headers = { "x-api-key": emulator.apiKey };
           const answer = await fetch(emulator.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
           const text = await answer.text();
           return text === "" ? {} : JSON.parse(text);
         };
         const parameters = { type: "object", properties: { code: { type: "string", pattern: "^[A-Z]{3}-[0-9]{4}$", description: "d" }, day: { type: "string", format: "date", description: "d" } }, required: ["code"] };
         await call("POST", "/v2/tools", { name: "log_note", description: "d", trigger_type: "post_call", parameters, delivery: { api: { url: emulator.url + "/v2/nowhere" } } });
         for (const set of [{ day: "2026-01-02" }, { day: "tomorrow" }]) {
           const trial = await call("POST", "/_emulator/trials", { target: "log_note", set, transcript: [{ role: "user", content: "Hello." }] });
           await call("POST", "/v2/conversations/" + trial.conversation_id + "/end");
           await emulator.idle();
           const { events } = await call("GET", "/v2/conversations/" + trial.conversation_id + "?verbose=true");
           console.log(events.at(-1).properties.error);
         }
         console.log("paths" in (await call("GET", "/_emulator/openapi.json")));
         await emulator.close();
       })();`,
    );
    expect([stderr, status]).toEqual(["", 0]);
    expect(stdout.split("\n")).toEqual([
      "the endpoint answered 401",
      `invalid arguments: arguments/day doesn't fit "format": "date"`,
      "true",
      "",
    ]);
  });

  it("names its errors in a log, although it is minified", () => {
    const { stdout } = run(
      kind,
      `${loading(kind, "* as webhook", "pulumi-tavus/webhook").replace("const * as webhook", "const webhook")}
       for (const name of ["MissingSecretError", "ParseError", "RejectedDelivery", "SignatureError"]) {
         const error = new webhook[name]("m");
         console.log(error.name === name && error.constructor.name === name && String(error));
       }`,
    );
    expect(stdout.trim().split("\n")).toEqual([
      "MissingSecretError: m",
      "ParseError: m",
      "RejectedDelivery: m",
      "SignatureError: m",
    ]);
  });

  it("shows an uncaught error without pages of its own code", () => {
    const { status, stderr } = run(
      kind,
      `${loading(kind, "{ createReceiver }", "pulumi-tavus/webhook")}
       createReceiver({ actions: [], secret: undefined, on: {} });`,
    );
    expect(status).toBe(1);
    expect(stderr).toContain("TypeError: auth is missing.");
    expect(stderr.length).toBeLessThan(3000);
  });

  it("says what a program needs in addition", () => {
    const { status, stderr } = run(
      kind,
      loading(kind, "tavus", "pulumi-tavus").replace("import tavus", "import * as tavus"),
    );
    expect(status).toBe(1);
    expect(stderr).toContain(
      "Error: pulumi-tavus needs the Pulumi SDK, and @pulumi/pulumi is not installed. Run npm install @pulumi/pulumi. A service that only receives imports pulumi-tavus/action and pulumi-tavus/webhook, which work without it.",
    );
  });

  it.each(["pulumi-tavus/dynamic", "pulumi-tavus/reports", "pulumi-tavus/testing"])("loads %s", (entry) => {
    const { status, stderr } = run(kind, loading(kind, "{}", entry));
    expect([stderr, status]).toEqual(["", 0]);
  });
});

it("has its commands, including types, which needs a formatter", () => {
  writeFileSync(
    join(folder, "tools.json"),
    JSON.stringify({
      name: "log_note",
      description: "d",
      parameters: { type: "object", properties: { a: { type: "string" } } },
    }),
  );
  const command = ["node_modules/pulumi-tavus/dist/cli.js", "types", "--from", "tools.json"];
  expect(execFileSync(process.execPath, command, { cwd: folder, encoding: "utf8" })).toContain("a?: string;");
});

it("is installed with one package, and lets a project choose the SDK and the schema library", () => {
  expect(Object.keys(manifest.dependencies)).toEqual(["undici"]);
  expect(Object.keys(manifest.peerDependencies)).toEqual(["@pulumi/pulumi", "zod"]);
  expect(manifest.peerDependenciesMeta).toEqual({ "@pulumi/pulumi": { optional: true }, zod: { optional: true } });
});

it("names the license of every bundled package", async () => {
  expect(readFileSync(join(ROOT, "THIRD-PARTY-LICENSES.md"), "utf8")).toBe(await licenses());
});
