import { type ContractPlan, planOf, probeContract } from "../../contract-probe/index.ts";
import type { StackOptions } from "../../stack/index.ts";
import { readAccount, readServer } from "../account.ts";
import { FINE, FOUND_FAILURES } from "../report.ts";
import { note, withProgress } from "../terminal.ts";
import { planText, stoppedText, toText } from "./text.ts";

export interface ContractOptions extends StackOptions {
  readonly consent?: boolean;
  readonly pal?: string;
  readonly json?: boolean;
}

const COULD_NOT_RUN = 1;

/**
 * Settles what the contract leaves open in the account of the stack or the environment.
 * @returns the exit code: 0 all held, 1 without consent or with something left behind, 2 something new was seen
 * @throws Error with one line where it could not run, or was interrupted
 */
export async function contract({ consent, pal, json, ...stack }: ContractOptions): Promise<number> {
  const write = (data: object, text: string): void =>
    void process.stdout.write(json === true ? `${JSON.stringify(data)}\n` : text);
  if (consent !== true) {
    const baseUrl = await readServer(stack);
    const plan: ContractPlan = { version: 1, baseUrl, pal: pal ?? null, consent: false, would: planOf(pal) };
    write(plan, planText(plan));
    return COULD_NOT_RUN;
  }
  const account = await readAccount(stack);
  const stop = new AbortController();
  let name: string | undefined;
  const onSignal = (): void => {
    // The second time somebody is serious.
    if (stop.signal.aborted) {
      process.stderr.write(stoppedText(name));
      process.exit(COULD_NOT_RUN);
    }
    stop.abort();
    note("pulumi-tavus: interrupted, cleaning up …");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onSignal);
  const options = {
    account,
    palId: pal,
    signal: stop.signal,
    onName: (given: string) => {
      name = given;
    },
  };
  const report = await withProgress("Asking the account", () => probeContract(options));
  write(report, toText(report));
  if (report.cleanUp.left.length > 0) return COULD_NOT_RUN;
  return report.ok ? FINE : FOUND_FAILURES;
}
