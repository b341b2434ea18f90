import fc from "fast-check";
import { expect } from "vitest";

/** The seed of every random test. It is committed, so that CI tries the same cases each time. `npm run test:nightly` uses new seeds. */
export const SEED = Number(process.env["SEED"] ?? 20_261_130);

/** The command that repeats the running test. */
function repeatCommand(): string {
  const { testPath = "", currentTestName = "" } = expect.getState();
  const file = testPath.replace(`${process.cwd()}/`, "");
  return `SEED=${SEED} npx vitest run ${file} -t ${JSON.stringify(currentTestName.replaceAll(/[^\w ]+/g, ".*"))}`;
}

fc.configureGlobal({
  seed: SEED,
  reporter: (details) => {
    if (!details.failed) return;
    throw new Error(`${fc.defaultReportMessage(details)}\n\nRepeat with: ${repeatCommand()}`, {
      cause: details.errorInstance,
    });
  },
});

export { fc };
