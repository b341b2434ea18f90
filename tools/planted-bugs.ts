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

const BUGS: readonly PlantedBug[] = [
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
    good: "if (lost === undefined) throw nameTaken(error, definition.name);",
    bad: `if (lost === undefined) {
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
    good: 'const { fields: drifted } = compare(Definition.said(state), found, state["__normalized"]);',
    bad: "const drifted: string[][] = [];",
  },
];

const root = fileURLToPath(new URL("..", import.meta.url));
const [histories = "5000"] = process.argv.slice(2);
let missed = 0;
for (const { name, file, good, bad } of BUGS) {
  const path = `${root}/${file}`;
  const source = readFileSync(path, "utf8");
  if (!source.includes(good)) throw new Error(`${file} does not hold what is to be broken: ${good}`);
  const restore = (): void => writeFileSync(path, source);
  process.once("SIGINT", restore);
  const started = performance.now();
  let output: string;
  try {
    writeFileSync(path, source.replace(good, bad));
    const env = { ...process.env, HISTORIES: histories, NO_COLOR: "1" };
    const run = spawnSync("npx", ["vitest", "run", "--project", "unit", "--bail", "1", "test/model"], {
      cwd: root,
      env,
    });
    output = `${run.stdout}${run.stderr}`;
    if (run.status === 0) missed += 1;
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
}
process.exitCode = missed === 0 ? 0 : 1;
