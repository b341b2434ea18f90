/** Prints `passed failed skipped` of a vitest JSON report. A missing or empty report counts as one failure. */
import { readFileSync } from "node:fs";

try {
  const report = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
  const {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending = 0,
    numTodoTests: todo = 0,
  } = report;
  // A file that fails to load has no tests, but is a failure.
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  ).length;
  if (!Number.isInteger(passed) || passed === 0) throw new Error("no test ran");
  console.log(passed, failed + broken, pending + todo);
} catch {
  console.log(0, 1, 0);
}
