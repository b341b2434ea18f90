import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const PAGES = [
  ...["README.md", "AGENTS.md", "llms.txt", "ARCHITECTURE.md", "CONTRIBUTING.md"],
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `docs/${name}`),
  ...globSync("examples/**/*.md", { cwd: ROOT }).sort(),
];

/** The actions.ts that other programs of a page import: the page's own, if it shows one, otherwise the example's. */
function actionsOf(page: string): string {
  const [, shown] = /^`actions\.ts`[^\n]*\n\n```ts\n([\s\S]*?)```/m.exec(readFileSync(join(ROOT, page), "utf8")) ?? [];
  return shown ?? readFileSync(join(ROOT, "examples/receiver/actions.ts"), "utf8");
}

/** The programs of a page. Programs that contain `…` are incomplete. */
function programsOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code = ""]) => code)
    .filter((code) => !code.includes("{ …"));
}

const PAGES_WITH_PROGRAMS = PAGES.filter((page) => programsOf(page).length > 0);

/** The compiler's errors in all programs, by page. One compiler run for all, because reading the packages' types takes most of the time. */
function compileAll(): Map<string, string[]> {
  // In the repository, so that imports are resolved.
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "node_modules/.cache/snippets-"));
  try {
    const files = PAGES_WITH_PROGRAMS.flatMap((page) => {
      const own = join(folder, page);
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, "package.json"), '{"type":"module","imports":{"#actions":"./actions.ts"}}');
      writeFileSync(join(own, "actions.ts"), actionsOf(page));
      return programsOf(page).map((program, i) => {
        const file = join(own, `snippet-${i + 1}.ts`);
        writeFileSync(file, program);
        return file;
      });
    });
    const program = ts.createProgram(files, {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2023,
      lib: ["lib.es2024.d.ts"],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      types: ["node"],
      typeRoots: [join(ROOT, "node_modules/@types")],
    });
    const problems = new Map<string, string[]>(PAGES_WITH_PROGRAMS.map((page) => [page, []]));
    for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
      const path = file === undefined ? "" : relative(folder, file.fileName);
      const page = dirname(path);
      const text = `${basename(path)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      problems.set(page, [...(problems.get(page) ?? []), text]);
    }
    return problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the programs", () => {
  let problems: Map<string, string[]>;
  beforeAll(() => {
    problems = compileAll();
  }, 120_000);

  it.each(PAGES_WITH_PROGRAMS)("in %s compile under strict", (page) => {
    expect(problems.get(page)).toEqual([]);
  });

  it("are all files that the compiler reports on", () => {
    expect([...problems.keys()]).toEqual(PAGES_WITH_PROGRAMS);
  });
});

describe.each(PAGES)("the links in %s", (page) => {
  it("lead to existing files", () => {
    const text = readFileSync(join(ROOT, page), "utf8");
    const relative = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, target = ""]) =>
      join(page, "..", target),
    );
    const absolute = [...text.matchAll(/pulumi-tavus\/blob\/main\/([^)#\s]+)/g)].map(([, target = ""]) => target);
    for (const target of [...relative, ...absolute])
      expect(readdirSync(join(ROOT, target, ".."))).toContain(basename(target));
  });
});
