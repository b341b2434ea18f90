/** Checks the prose of comments and of test titles with the rules for docs/. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter, loadLinterFormatter, loadTextlintrc } from "textlint";
import ts from "typescript";

const FOLDER = import.meta.dirname;
const ROOT = join(FOLDER, "..");
const FILES = "{src,test,tools,bench,site,examples}/**/*.{ts,mjs}";
/** The functions whose first argument is a title. */
const TITLED = /^(?:it|test|describe)\b/;

const linter = createLinter({
  descriptor: await loadTextlintrc({ configFilePath: join(FOLDER, ".textlintrc.json") }),
  cwd: FOLDER,
});
const files = globSync(FILES, { cwd: ROOT, exclude: ["**/node_modules/**", "**/dist/**", "**/.next/**"] });
const results = [];
for (const file of files) {
  const result = await linter.lintText(proseOf(readFileSync(join(ROOT, file), "utf8")), "comments.md");
  results.push({ ...result, filePath: file });
}
const formatter = await loadLinterFormatter({ formatterName: "stylish" });
const problems = formatter.format(results);
if (problems.trim() !== "") {
  console.error(problems);
  process.exit(1);
}

/** A file whose lines have only its comments and test titles, as Markdown: findings have the file's own line numbers. */
function proseOf(text: string): string {
  const source = ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true);
  const kept = text.split("").map((char) => (char === "\n" ? "\n" : " "));
  const keep = (from: number, to: number): void => {
    for (let at = from; at < to; at++) kept[at] = text.charAt(at);
  };
  const seen = new Set<number>();
  const visit = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [])
      if (!seen.has(range.pos)) {
        seen.add(range.pos);
        keep(range.pos, range.end);
      }
    if (ts.isCallExpression(node) && TITLED.test(node.expression.getText())) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) keep(title.getStart() + 1, title.getEnd() - 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  visit(source.endOfFileToken);
  return kept
    .join("")
    .split("\n")
    .map((line) =>
      line
        .trim()
        .replace(/^(?:\/\*\*?|\/\/|\*\/|\*)\s?|\s*\*\/$/g, "")
        .replace(/^@\w+( \w+)?/, ""),
    )
    .map((line) => (/^biome-ignore|^<reference|^@ts-/.test(line) ? "" : line))
    .join("\n");
}
