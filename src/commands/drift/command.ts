import { setTimeout } from "node:timers/promises";
import { explainError } from "../../messages/index.ts";
import { withClients } from "../clients.ts";
import { redactReport } from "../redact.ts";
import { FINE, FOUND_FAILURES } from "../report.ts";
import { previewStack, readStack, type StackOptions } from "../stack/index.ts";
import { withProgress } from "../terminal.ts";
import { allowClasses, findDrift } from "./find.ts";
import { DRIFT_CLASSES, type DriftReport } from "./report.ts";
import { toMarkdown, toText } from "./text.ts";

export interface DriftOptions extends StackOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  /** If false, the program isn't run, so nothing is pending. */
  readonly preview?: boolean;
  readonly watch?: string | true;
  readonly allow?: readonly string[];
}

const INTERVAL_DEFAULT = 60;

export async function drift(options: DriftOptions): Promise<number> {
  if (options.json === true && options.markdown === true) throw new Error("--json and --markdown: give one of them.");
  checkClasses(options.allow ?? []);
  if (options.watch === undefined) return write(await look(options), options);
  return watch(intervalOf(options.watch), options);
}

const look = (options: DriftOptions): Promise<DriftReport> =>
  withProgress("Comparing program, state and account", async () => {
    const [state, steps] = await Promise.all([
      readStack(options),
      options.preview === false ? [] : previewStack(options),
    ]);
    const report = await withClients(state, (clientOf) => findDrift({ state, steps, clientOf }));
    return redactReport(allowClasses(report, options.allow ?? []), state.secrets);
  });

function write(report: DriftReport, { json, markdown }: DriftOptions): number {
  const text = json === true ? `${JSON.stringify(report)}\n` : markdown === true ? toMarkdown(report) : toText(report);
  process.stdout.write(text);
  return report.differs ? FOUND_FAILURES : FINE;
}

/** Checks repeatedly, and prints the result when it has changed. Ctrl-C stops it. */
async function watch(seconds: number, options: DriftOptions): Promise<number> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, stop);
  let [seen, code] = ["", FINE];
  while (!stopped.signal.aborted) {
    try {
      const found = await look(options);
      const { checkedAt: _, ...what } = found;
      if (JSON.stringify(what) !== seen) code = write(found, options);
      seen = JSON.stringify(what);
    } catch (error) {
      // A watch continues if the network fails, and reports what it couldn't check.
      if (!stopped.signal.aborted) process.stderr.write(`pulumi-tavus: ${explainError(error)}\n`);
      seen = "";
    }
    if (!stopped.signal.aborted) await setTimeout(seconds * 1000, undefined, stopped).catch(() => undefined);
  }
  for (const signal of signals) process.removeListener(signal, stop);
  return code;
}

function intervalOf(value: string | true): number {
  const seconds = value === true ? INTERVAL_DEFAULT : Number(value);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new Error(`--watch ${value}: write the seconds between two checks, such as --watch 300.`);
}

function checkClasses(allowed: readonly string[]): void {
  const classes: readonly string[] = DRIFT_CLASSES;
  for (const one of allowed)
    if (!classes.includes(one))
      throw new Error(
        `--allow "${one}" isn't a kind of finding. Use one of: ${classes.map((kind) => `"${kind}"`).join(", ")}.`,
      );
}
