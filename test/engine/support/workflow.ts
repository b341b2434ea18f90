import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { REPOSITORY } from "./packages.ts";
import type { TestProject } from "./project.ts";
import { runShell } from "./recipe.ts";

const Env = z.record(z.string(), z.union([z.string(), z.number()])).default({});
const Step = z.union([
  z.strictObject({ uses: z.string(), with: z.record(z.string(), z.unknown()).optional() }),
  z.strictObject({ run: z.string(), name: z.string().optional(), if: z.string().optional(), env: Env }),
]);

/** The part of GitHub's workflow syntax that our files use. It refuses misspelled keys. */
const Workflow = z.strictObject({
  name: z.string(),
  on: z.union([z.string(), z.record(z.string(), z.unknown())]),
  permissions: z.record(z.string(), z.enum(["read", "write"])),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() }).optional(),
  defaults: z.strictObject({ run: z.strictObject({ shell: z.literal("bash") }) }),
  env: Env,
  jobs: z.record(
    z.string(),
    z.strictObject({
      "runs-on": z.string(),
      if: z.string().optional(),
      environment: z.string().optional(),
      steps: z.array(Step),
    }),
  ),
});

/** Steps that install something. The test's project is already installed. */
const SKIPPED = ["npm ci"];

export interface WorkflowRun {
  /** Steps that a test can't run: actions, and installations. */
  readonly skipped: string[];
  /** All other steps, by name. */
  readonly steps: Record<string, "success" | "failure" | "skipped">;
  readonly output: string;
  readonly conclusion: "success" | "failure";
}

/**
 * Runs a workflow's commands as GitHub does, each step in its own shell. After a failure, it only runs steps that handle failures.
 * @param context the values for expressions: `{ "secrets.TAVUS_API_KEY": "…" }`. Any other expression is an error
 */
export async function runWorkflow(
  project: TestProject,
  path: string,
  context: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = {},
): Promise<WorkflowRun> {
  const workflow = Workflow.parse(parse(readFileSync(join(REPOSITORY, path), "utf8")));
  const [job, ...others] = Object.values(workflow.jobs);
  if (job === undefined || others.length > 0) throw new Error(`${path} has not exactly one job`);
  const run = { skipped: [] as string[], steps: {} as WorkflowRun["steps"], output: "", failed: false };
  for (const step of job.steps) {
    if ("uses" in step || SKIPPED.includes(step.run)) {
      run.skipped.push("uses" in step ? step.uses : step.run);
      continue;
    }
    const name = step.name ?? step.run;
    if (!isDue(step.if, run.failed)) {
      run.steps[name] = "skipped";
      continue;
    }
    const values = Object.entries({ ...workflow.env, ...step.env }).map(([key, value]) => [
      key,
      fill(String(value), context),
    ]);
    const { exitCode, output } = await runShell(project, fill(step.run, context), {
      ...env,
      ...Object.fromEntries(values),
      PATH: [installGh(project), project.environment.env["PATH"]].join(delimiter),
    });
    run.steps[name] = exitCode === 0 ? "success" : "failure";
    run.failed ||= exitCode !== 0;
    run.output += output;
  }
  const { failed, ...rest } = run;
  return { ...rest, conclusion: failed ? "failure" : "success" };
}

function isDue(condition: string | undefined, failed: boolean): boolean {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's syntax
  if (condition === "${{ !cancelled() }}") return true;
  if (condition === "failure()") return failed;
  if (condition === undefined) return !failed;
  throw new Error(`a condition that the tests do not know: ${condition}`);
}

function fill(text: string, context: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const value = context[expression];
    if (value === undefined) throw new Error(`an expression that the test gives no value for: ${expression}`);
    return value;
  });
}

const GH = `#!/usr/bin/env node
import { appendFileSync, readFileSync } from "node:fs";
const args = process.argv.slice(2);
const file = args[args.indexOf("--body-file") + 1];
const body = args.includes("--body-file") ? readFileSync(file, "utf8") : undefined;
appendFileSync(new URL("calls.jsonl", import.meta.url), JSON.stringify({ args, body, token: process.env.GH_TOKEN }) + "\\n");
if (args[1] === "list" && process.env.OPEN_ISSUE) console.log(process.env.OPEN_ISSUE);
`;

/** Replaces GitHub's own command, which is installed on its machines. The replacement records its arguments. */
function installGh({ environment }: TestProject): string {
  const folder = join(environment.folder, "gh");
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "gh"), GH);
  chmodSync(join(folder, "gh"), 0o755);
  writeFileSync(join(folder, "calls.jsonl"), "");
  return folder;
}

export interface GhCall {
  readonly args: string[];
  readonly body?: string;
  readonly token?: string;
}

/** Returns the workflows' calls of GitHub's command since the last time. */
export function ghCalls({ environment }: TestProject): GhCall[] {
  const file = join(environment.folder, "gh", "calls.jsonl");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  writeFileSync(file, "");
  return lines.map((line) => JSON.parse(line) as GhCall);
}
