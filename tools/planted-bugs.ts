/**
 * Are the random histories worth anything? Plants one bug after another in the source, runs them until they find it, and says how long that took.
 * The source is put back, also after Ctrl-C.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface PlantedBug {
  readonly name: string;
  readonly file: string;
  readonly good: string;
  readonly bad: string;
}

export const BUGS: readonly PlantedBug[] = [
  {
    name: "retry: a 404 to a DELETE is believed, whoever says it",
    file: "src/tavus-api/writes/delete-tool.ts",
    good: "if ((await findById(session, call, id)) !== undefined) throw",
    bad: "if (id === undefined) throw",
  },
  {
    name: "retry: a tool of the name that was asked for is ours, whoever made it",
    file: "src/tavus-api/writes/create-tool.ts",
    good: "if (same && createdAt !== undefined && createdAt >= startedAt) return found;",
    bad: "if (found !== undefined) return found;",
  },
  {
    name: "create: a namesake is deleted",
    file: "src/tavus-api/writes/create-tool.ts",
    good: "if (!mayWait) throw nameTaken(error, definition.name);",
    bad: `if (!mayWait) {
        const namesake = await findByName(session, call, definition.name);
        if (namesake === undefined) throw nameTaken(error, definition.name);
        await send(session, call, { kind: "delete", method: "DELETE", path: \`\${TOOLS}/\${namesake.tool_id}\`, what: "x", parse: () => true, emptyIsFine: true });
        continue;
      }`,
  },
  {
    name: "diff: a changed description is no change",
    file: "src/definition/compare.ts",
    good: "return new Comparison(before, after, [...differing, ...respelled]);",
    bad: 'return new Comparison(before, after, [...differing, ...respelled].filter((path) => formatPath(path) !== "description"));',
  },
  {
    name: "read: the state is believed instead of the account",
    file: "src/provider/tool/lifecycle.ts",
    good: "const { fields: drifted } = compare(Definition.said(state), found, state[NORMALIZED]);",
    bad: "const drifted: string[][] = [];",
  },
];

const root = fileURLToPath(new URL("..", import.meta.url));

/** The source with its place for the bug. A test looks for all of them, because sources change. @throws Error if the place is gone */
export function readPlace({ file, good }: PlantedBug): { readonly path: string; readonly source: string } {
  const path = `${root}/${file}`;
  const source = readFileSync(path, "utf8");
  if (source.split(good).length !== 2) throw new Error(`${file} doesn't hold once what is to be broken: ${good}`);
  return { path, source };
}

/** @returns whether the histories found it */
function plant(bug: PlantedBug, histories: string): boolean {
  const { name, good, bad } = bug;
  const { path, source } = readPlace(bug);
  const restore = (): void => writeFileSync(path, source);
  process.once("SIGINT", restore);
  const started = performance.now();
  let output: string;
  try {
    writeFileSync(path, source.replace(good, bad));
    const env = { ...process.env, HISTORIES: histories, NO_COLOR: "1" };
    const run = spawnSync(
      "npx",
      ["vitest", "run", "--project", "unit", "--bail", "1", "test/model/histories.test.ts"],
      {
        cwd: root,
        env,
      },
    );
    output = `${run.stdout}${run.stderr}`;
  } finally {
    restore();
    process.removeListener("SIGINT", restore);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const after = /Property failed after (\d+) tests/.exec(output)?.[1];
  const what = /Caused by: AssertionError.*?: ([^:\n]*)/.exec(output)?.[1] ?? "";
  console.log(
    after === undefined
      ? `NOT FOUND  ${name} (${seconds} s)`
      : `found      ${name}: after ${after} histories, ${seconds} s (${what})`,
  );
  // A run that fails for another reason has found nothing.
  return after !== undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [histories = "5000"] = process.argv.slice(2);
  const found = BUGS.map((bug) => plant(bug, histories));
  process.exitCode = found.every(Boolean) ? 0 : 1;
}
