/**
 * Checks that the random histories find bugs. Puts one bug after another into the source, runs the histories until they find the bug, and prints how
 * long it took. Restores the source afterward, even after Ctrl-C.
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
    name: "retry: the provider trusts any 404 to a DELETE",
    file: "src/tavus-api/writes/delete-tool.ts",
    good: "if ((await findById(session, call, id)) !== undefined) throw",
    bad: "if (id === undefined) throw",
  },
  {
    name: "retry: the provider treats any tool of the requested name as its own",
    file: "src/tavus-api/writes/create-tool.ts",
    good: "if (same && createdAt !== undefined && createdAt >= startedAt) return found;",
    bad: "if (found !== undefined) return found;",
  },
  {
    name: "create: the provider frees a taken name by deleting its tool",
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
    name: "diff: the diff ignores a changed description",
    file: "src/definition/compare.ts",
    good: "return new Comparison(before, after, [...differing, ...respelled]);",
    bad: 'return new Comparison(before, after, [...differing, ...respelled].filter((path) => formatPath(path) !== "description"));',
  },
  {
    name: "read: a refresh trusts the state instead of the account",
    file: "src/provider/tool/lifecycle.ts",
    good: "const { fields: drifted } = compare(Definition.said(state), found, state[NORMALIZED]);",
    bad: "const drifted: string[][] = [];",
  },
];

const root = fileURLToPath(new URL("..", import.meta.url));

/** Reads the source of a planted bug. A test reads all of them, because sources change. @throws Error if the code to break doesn't exist */
export function readPlace({ file, good }: PlantedBug): { readonly path: string; readonly source: string } {
  const path = `${root}/${file}`;
  const source = readFileSync(path, "utf8");
  if (source.split(good).length !== 2)
    throw new Error(`${file} doesn't contain exactly once the code to break: ${good}`);
  return { path, source };
}

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
    const args = ["vitest", "run", "--project", "unit", "--bail", "1", "test/emulator/model/histories.test.ts"];
    const run = spawnSync("npx", args, { cwd: root, env });
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
  // A run that fails for another reason didn't find the bug.
  return after !== undefined;
}

if (import.meta.main) {
  const [histories = "5000"] = process.argv.slice(2);
  const found = BUGS.map((bug) => plant(bug, histories));
  process.exitCode = found.every(Boolean) ? 0 : 1;
}
