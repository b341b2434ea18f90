// @module-tag nightly
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { DoctorReport } from "../../../src/commands/doctor/report.ts";
import { runCommand } from "../../../src/commands/testing/run.ts";
import type { EngineEnvironment } from "../../../tools/engine-environment.ts";
import { run } from "../../../tools/process.ts";
import { startServer } from "../../e2e/runtimes/support/program.ts";
import { createTestEnvironment } from "../support/environment.ts";
import { useEmulator } from "../support/fixtures.ts";
import { REPOSITORY } from "../support/packages.ts";
import { blocksOf } from "../support/recipe.ts";

const PAGE = "docs/recipes/pnpm-monorepo.md";
/** Without dependencies and platform builds of its own. */
const PNPM = "pnpm@10.34.9";
const emulator = useEmulator();

/** The registry is only needed for packages that aren't cached yet. */
const TIMEOUT_MS = 420_000;

let environment: EngineEnvironment;
let env: NodeJS.ProcessEnv;
let tarball: string;

/** Runs a script with the real pnpm. npm's and pnpm's files stay in the user's caches, so that little is downloaded twice. */
async function shell(script: string, cwd: string): Promise<{ exitCode: number; output: string }> {
  const { exitCode, stdout, stderr } = await run("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd,
    env,
    timeout: 240_000,
  });
  return { exitCode, output: stdout + stderr };
}

async function succeed(script: string, cwd: string): Promise<string> {
  const { exitCode, output } = await shell(script, cwd);
  expect(exitCode, output).toBe(0);
  return output;
}

beforeAll(async () => {
  environment = await createTestEnvironment();
  const { folder } = environment;
  env = {
    ...environment.env,
    PATH: [join(folder, "tools/node_modules/.bin"), dirname(environment.pulumi.command), environment.env["PATH"]].join(
      ":",
    ),
    TAVUS_API_KEY: emulator.apiKey,
    TAVUS_BASE_URL: emulator.url,
    HOOK_SECRET: "the-hook-secret",
    CI: "true",
  };
  mkdirSync(join(folder, "tools"));
  await succeed(`npm install --silent --no-save --prefix ${folder}/tools ${PNPM}`, folder);
  // The package that would be published, without the scripts, which would build again.
  await succeed(`npm pack --silent --ignore-scripts --pack-destination ${folder}`, REPOSITORY);
  const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  tarball = join(folder, file);
});

function write(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The page's files, each announced by its path. The package is the one that was just packed. */
function createWorkspace(name: string, change: (files: Record<string, string>) => Record<string, string>): string {
  const page = readFileSync(join(REPOSITORY, PAGE), "utf8");
  const found = [...page.matchAll(/^`([^`\n]+)`:\n\n```\w+\n([\s\S]*?)^```/gm)].map(([, path = "", text = ""]) => [
    path,
    text,
  ]);
  const files: Record<string, string> = { "package.json": '{ "private": true }', ...Object.fromEntries(found) };
  files["pnpm-workspace.yaml"] += `overrides:\n  pulumi-tavus: file:${tarball}\n`;
  const folder = join(environment.folder, name);
  write(folder, change(files));
  return folder;
}

async function doctor(folder: string) {
  const { code, json } = await runCommand(["doctor", "--json", "--cwd", folder], env);
  const report = DoctorReport.parse(json);
  return { code, report, bad: report.findings.filter(({ status }) => status !== "ok") };
}

it("pnpm-monorepo: a project in a strict workspace is set up, passes doctor, and is previewed and deployed", {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = createWorkspace("acme", (files) => files);
  expect(readdirSync(folder).sort()).toEqual(["infra", "package.json", "packages", "pnpm-workspace.yaml", "service"]);
  const [setUp = "", deploy = "", ...others] = blocksOf(PAGE, "sh");
  expect(others).toEqual([]);
  await succeed(setUp, folder);
  // The service finds the same definitions.
  await startServer(process.execPath, ["index.ts"], { HOOK_SECRET: "a-secret", PORT: "0" }, join(folder, "service"));
  // Strict: the top level, where npm would have installed everything, is empty.
  expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([]);

  emulator.calls();
  const output = await succeed(deploy, folder);
  expect(output).toMatch(
    /\nok +package +pulumi-tavus \S+ is found from .*\/acme\/infra, and is a dependency there\.\n/,
  );
  expect(output).toMatch(/\nNo problems, 1 warning, \d+ checks passed\.\n/);
  expect(output).toMatch(/\+ 3 to create/);
  expect(emulator.calls()).toEqual(["GET /v2/tools", "POST /v2/tools"]);
  expect((await emulator.tools()).map(({ name }) => name)).toEqual(["support_summary_prod"]);
  const { bad } = await doctor(join(folder, "infra"));
  // The tests' emulator comes from the environment, and the key from the stack.
  expect(bad.map(({ check, status }) => [check, status])).toEqual([["base-url", "warning"]]);
  await succeed(
    "pnpm --filter infra exec pulumi destroy --yes && pnpm --filter infra exec pulumi stack rm --yes",
    folder,
  );
  expect(await emulator.tools()).toEqual([]);
});

it("pnpm-monorepo: doctor names the remedy if only a dependency depends on pulumi-tavus, and it helps", {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = createWorkspace("transitive", (files) => {
    const program = files["infra/index.ts"] ?? "";
    const manifest = files["infra/package.json"] ?? "";
    return {
      ...files,
      "packages/components/package.json": manifest
        .replace('"infra"', '"@acme/components"')
        .replace('"main": "index.ts"', '"exports": "./index.ts"'),
      "packages/components/index.ts": program,
      "infra/Pulumi.yaml": (files["infra/Pulumi.yaml"] ?? "").replace("name: acme", "name: transitive"),
      "infra/index.ts": 'import "@acme/components";\n',
      "infra/package.json": manifest
        .replace(/,\s*"pulumi-tavus": "[^"]*"/, "")
        .replace("@acme/actions", "@acme/components"),
    };
  });
  const infra = join(folder, "infra");
  const [setUp = ""] = blocksOf(PAGE, "sh");
  await succeed(setUp, folder);
  const { code, bad } = await doctor(infra);
  expect(code).toBe(2);
  expect(bad.filter(({ status }) => status === "problem")).toEqual([
    {
      check: "package",
      status: "problem",
      seen: `require("pulumi-tavus/dynamic"), which the state needs, fails in ${infra}: only @acme/components, @acme/actions depend on it, and with strict node_modules, no other package can see it.`,
      remedy: `In ${infra}: pnpm add pulumi-tavus`,
    },
  ]);
  const failed = await shell("pnpm --filter infra exec pulumi preview", folder);
  expect(failed.exitCode).not.toBe(0);
  expect(failed.output).toContain("Cannot find module 'pulumi-tavus/dynamic'");

  // The remedy, with the package that was just packed.
  await succeed(`pnpm add pulumi-tavus@file:${tarball}`, infra);
  expect((await doctor(infra)).code).toBe(0);
  await succeed("pnpm --filter infra exec pulumi up --yes", folder);
  expect((await emulator.tools()).map(({ name }) => name)).toEqual(["support_summary_prod"]);
  await succeed("pnpm --filter infra exec pulumi destroy --yes", folder);
});
