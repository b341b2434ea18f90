/** Checks the prose of the API reference, and so of the docstrings, with the rules for docs/. It ignores signatures and headings. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter, loadLinterFormatter, loadTextlintrc } from "textlint";

const FOLDER = import.meta.dirname;

const linter = createLinter({
  descriptor: await loadTextlintrc({ configFilePath: join(FOLDER, ".textlintrc.json") }),
  cwd: FOLDER,
});
const results = await Promise.all(
  globSync("api/*.md", { cwd: FOLDER }).map((page) => {
    const prose = readFileSync(join(FOLDER, page), "utf8").replace(/^(>|#|\\\{).*$/gm, "");
    return linter.lintText(prose, page);
  }),
);
const formatter = await loadLinterFormatter({ formatterName: "stylish" });
const problems = formatter.format(results);
if (problems.trim() !== "") {
  console.error(`${problems}\nThe lines are those of the generated page. Correct the docstring there.`);
  process.exit(1);
}
