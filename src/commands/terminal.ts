import { styleText } from "node:util";

export interface Terminal {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Progress appears after this many milliseconds. */
const QUIET_MS = 1000;

/**
 * Runs work. If it takes more than a second, a terminal shows what it is and how long it has been running. The line is cleared before anything else
 * is written. In a pipe, nothing is shown.
 */
export async function withProgress<T>(
  what: string,
  work: () => Promise<T>,
  terminal: Terminal = process.stderr,
): Promise<T> {
  if (terminal.isTTY !== true || process.env["TERM"] === "dumb") return work();
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    isShown = true;
    terminal.write(`${CLEAR_LINE}${what} … ${seconds} s`);
  }, QUIET_MS);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (isShown) terminal.write(CLEAR_LINE);
    isShown = false;
  }
}

const CLEAR_LINE = "\r\u001b[2K";
let isShown = false;

/** Writes to stderr, even while progress is shown. */
export function note(text: string, terminal: Terminal = process.stderr): void {
  terminal.write(`${isShown ? CLEAR_LINE : ""}${text}\n`);
}

const COLORS = [
  ["green", ["PASS", "success", "ok"]],
  ["yellow", ["WARN", "warning", "timeout", "skipped"]],
  ["red", ["FAIL", "problem", "error"]],
  ["gray", ["SKIP"]],
] as const satisfies readonly (readonly [string, readonly string[]])[];

/**
 * A status in its color, if the output is a terminal that shows colors and NO_COLOR isn't set.
 * @param text the text to show. @default the status
 */
export function colored(status: string, text: string = status, terminal: Terminal = process.stdout): string {
  const isPlain = terminal.isTTY !== true || process.env["TERM"] === "dumb" || (process.env["NO_COLOR"] ?? "") !== "";
  const color = COLORS.find(([, statuses]) => statuses.some((one) => one === status))?.[0];
  return isPlain || color === undefined ? text : styleText(color, text, { validateStream: false });
}
