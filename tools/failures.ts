import { writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, TestModule } from "vitest/node";

const LINES = 60;
const WIDTH = 300;
/** Stack frames in libraries don't explain a failure. */
const LIBRARY_FRAME = /^\s+at .*(node_modules|<anonymous>)/;

interface Failed {
  name: string;
  errors: readonly { stack?: string | undefined; message: string }[];
}

/** Writes a short list of all failures to a file. If a CI only shows the end of a log, it can print this list last. */
export class Failures implements Reporter {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { stack?: string; message: string }[]): void {
    const failed = [...modules.flatMap(failuresOf), { name: "Outside any test", errors: unhandled }];
    writeFileSync(this.file, failed.flatMap(describe).join(""));
  }
}

/** A failing hook belongs to a suite or to the file. None of its tests ran, so no test has the error. */
function failuresOf(module: TestModule): Failed[] {
  const suites = [...module.children.allSuites()].map((suite) => ({ name: suite.fullName, errors: suite.errors() }));
  const tests = [...module.children.allTests()].map((test) => ({
    name: test.fullName,
    errors: test.result().errors ?? [],
  }));
  const all = [{ name: "the file itself", errors: module.errors() }, ...suites, ...tests];
  return all.map(({ name, errors }) => ({ name: `${module.relativeModuleId} > ${name}`, errors }));
}

function describe({ name, errors }: Failed): string[] {
  if (errors.length === 0) return [];
  return [name, ...errors.flatMap(({ stack, message }) => brief(stack ?? message))].map((line) => `${line}\n`);
}

function brief(text: string): string[] {
  const lines = stripVTControlCharacters(text)
    .split("\n")
    .filter((line) => !LIBRARY_FRAME.test(line));
  return lines.slice(0, LINES).map((line) => `      ${line.slice(0, WIDTH)}`);
}
