import { styleText } from "node:util";

/** Prints the demo as a story: numbered steps, commands as a user would type them, indented output, at most {@link MAX_LINES} lines. */
export interface Story {
  step(title: string): void;
  say(text: string): void;
  command(line: string): void;
  output(text: string): void;
}

const MAX_LINES = 34;

export function createStory(write: (text: string) => void): Story {
  let steps = 0;
  const bold = (text: string): string => styleText("bold", text);
  const dim = (text: string): string => styleText("dim", text);
  return {
    step(title) {
      steps += 1;
      write(`\n${bold(`${steps}. ${title}`)}\n`);
    },
    say: (text) => write(`   ${text}\n`),
    command: (line) => write(`   ${dim("$")} ${line}\n`),
    output(text) {
      const lines = text
        .split("\n")
        .map((line) => line.trimEnd())
        .filter((line) => line !== "");
      for (const line of lines.slice(0, MAX_LINES)) write(`     ${line}\n`);
      if (lines.length > MAX_LINES) write(`     ${dim(`… ${lines.length - MAX_LINES} more lines`)}\n`);
    },
  };
}

export class DemoFailure extends Error {
  override name = "DemoFailure";
}

export function expectThat(condition: boolean, what: string, details = ""): asserts condition {
  if (!condition) throw new DemoFailure(`This did not happen: ${what}.${details === "" ? "" : `\n${details}`}`);
}
