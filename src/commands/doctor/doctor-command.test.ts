import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startEmulator } from "../../emulator/testing/start.ts";
import { runCommand } from "../testing/run.ts";
import { strict } from "../testing/strict.ts";
import { DoctorReport } from "./report.ts";
import { createFolder, sdkAt, tavusAt } from "./testing/folder.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

/** Replaces Pulumi: prints the content of a file for each of its commands. */
const PULUMI = `#!${process.execPath}
const args = process.argv.slice(2);
const answers = JSON.parse(require("fs").readFileSync(require("path").join(__dirname, "answers.json"), "utf8"));
const key = args.slice(0, args.findIndex((arg) => arg === "--non-interactive")).join(" ");
const answer = answers[key];
if (answer === undefined) { console.error("error: not asked for: " + key); process.exit(1); }
console.log(typeof answer === "string" ? answer : JSON.stringify(answer));`;

function createProject(answers: Record<string, unknown>): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = createFolder({
    "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
    "package.json": { dependencies: { "pulumi-tavus": version, "@pulumi/pulumi": "3" } },
    "package-lock.json": {},
    ...tavusAt("node_modules/pulumi-tavus", { version }),
    ...sdkAt("node_modules/@pulumi/pulumi"),
    "bin/node": `-> ${process.execPath}`,
    "bin/pulumi": PULUMI,
    "bin/answers.json": answers,
  });
  chmodSync(join(folder, "bin", "pulumi"), 0o755);
  return { folder, env: { PATH: join(folder, "bin") } };
}

const STACK = {
  version: "v3.259.0",
  "stack --show-name": "dev",
  "config --json": { "tavus:apiKey": { secret: true } },
  "config --json --show-secrets": { "tavus:apiKey": { secret: true, value: "c4nary-key" } },
  "stack export": { deployment: { resources: [] } },
  "stack export --show-secrets": { deployment: { resources: [] } },
};

it("finds no problem if there is none, and ends with 0", async () => {
  const { emulator } = await startEmulator({ keys: ["c4nary-key"] });
  const config = { "tavus:baseUrl": { value: emulator.url, secret: false } };
  const { folder, env } = createProject({
    ...STACK,
    "config --json": { ...STACK["config --json"], ...config },
    "config --json --show-secrets": { ...STACK["config --json --show-secrets"], ...config },
  });
  const { code, stdout, stderr } = await runCommand(["doctor", "--cwd", folder], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(`\nok           API key             tavus:apiKey of the stack.\n`);
  expect(stdout).toMatch(/\n\nNo problems, 16 checks passed\.\n$/);
  expect(stdout).not.toContain("c4nary");
});

it("prints problems with their remedies, and ends with 2", async () => {
  const plain = { "tavus:apiKey": { secret: false, value: "c4nary-key" } };
  const { folder, env } = createProject({
    ...STACK,
    "config --json": plain,
    "config --json --show-secrets": plain,
  });
  const { code, stdout, stderr } = await runCommand(["doctor", "--cwd", folder, "--offline"], env);
  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  expect(stdout).toContain(
    "\nproblem      key storage         tavus:apiKey is in plain text in Pulumi.dev.yaml.\n" +
      "                              -> pulumi config set --secret tavus:apiKey <a new key>, then delete the old one",
  );
  expect(stdout).toMatch(/\n\n1 problem, 14 checks passed, 1 not checked\.\n$/);
  expect(stdout).not.toContain("c4nary");
});

it("writes one JSON object", async () => {
  const { folder, env } = createProject(STACK);
  const { code, stdout } = await runCommand(["doctor", "--cwd", folder, "--offline", "--json"], env);
  expect(code).toBe(0);
  expect(stdout.trimEnd()).not.toContain("\n");
  expect(strict(DoctorReport).parse(JSON.parse(stdout))).toMatchObject({
    project: folder,
    stack: "dev",
    healthy: true,
  });
});

it("checks the named stack, and reports a problem if it doesn't exist", async () => {
  const { folder, env } = createProject({ version: "v3.259.0", "stack --show-name --stack prod": "prod" });
  const stackOf = async (...args: string[]) => {
    const { json } = await runCommand(["doctor", "--cwd", folder, "--offline", "--json", ...args], env);
    return DoctorReport.parse(json).findings.find(({ check }) => check === "stack");
  };
  expect(await stackOf("--stack", "prod")).toEqual({ check: "stack", status: "ok", seen: "prod." });
  const reason = "not asked for: stack --show-name";
  expect(await stackOf("--stack", "other")).toMatchObject({ status: "problem", seen: `${reason} --stack other` });
  expect(await stackOf("--stack")).toMatchObject({ status: "problem", seen: reason });
  expect(await stackOf()).toMatchObject({ status: "not checked", seen: reason });
});

it("ends with 1 if there is nothing to check, and has help", async () => {
  expect(await runCommand(["doctor", "--cwd", "/nowhere"])).toMatchObject({
    code: 1,
    stdout: "",
    stderr: "pulumi-tavus: there is no folder /nowhere\n",
  });
  const { code, stdout } = await runCommand(["doctor", "--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain("\nExamples:\n  $ pulumi-tavus doctor\n");
});
