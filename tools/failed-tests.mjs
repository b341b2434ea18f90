/** Prints what failed in a vitest JSON report, once more and short: a CI that shows only the end of a log then shows why. */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const LINES = 25;
/** Frames of libraries say nothing of a failure. */
const FRAME = /^\s+at .*(node_modules|<anonymous>)/;

const brief = (message) => {
  const lines = stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => !FRAME.test(line));
  return lines.slice(0, LINES).map((line) => `      ${line.slice(0, 300)}`);
};

try {
  const report = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
  for (const file of report.testResults.filter(({ status }) => status === "failed")) {
    const tests = file.assertionResults.filter(({ status }) => status === "failed");
    console.log(relative(process.cwd(), file.name));
    if (tests.length === 0) console.log(brief(file.message ?? "did not load").join("\n"));
    for (const test of tests) console.log([`   ${test.fullName}`, ...test.failureMessages.flatMap(brief)].join("\n"));
  }
} catch (error) {
  console.log(`no report of the tests: ${error.message}`);
}
