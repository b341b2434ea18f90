import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { TavusClient } from "../../tavus-api/client.ts";
import { Cancellation } from "../../tavus-api/transport/cancellation.ts";
import { durationOf } from "../duration.ts";
import { readTextFile } from "../input.ts";
import type { StackState } from "../stack/index.ts";
import { note } from "../terminal.ts";
import { type LiveOptions, planLive } from "./live.ts";
import { chooseActions } from "./verify.ts";

export interface LiveCommandOptions {
  readonly yes?: boolean;
  readonly script?: string;
  readonly pal?: readonly string[];
  readonly wait: string;
}

/** The caller's default lines, with values for most arguments. */
const SCRIPT = [
  "Hello. My name is Ada Lovelace, my email is ada@acme.dev. Order 4711 never arrived, and I need it by Friday.",
  "Please send it again to the same address, and let me know by email.",
  "That solves it. Thank you, goodbye.",
];

/** The emulator answers immediately, but a real PAL needs time. */
const EMULATOR_PAUSE_MS = 50;

/** The settings of `verify --live`, after the user has agreed. `undefined` if the stack has no action to try. */
export async function prepareLive(
  state: StackState,
  tools: readonly string[] | undefined,
  { yes = false, script, pal, wait }: LiveCommandOptions,
) {
  const waitMs = durationOf("--wait", wait);
  const lines = script === undefined ? SCRIPT : linesOf(script);
  const actions = chooseActions(state, tools);
  if (actions.length === 0) return undefined;
  const plan = planLive(actions, state, pal);
  const known = planLive(actions, state).length > 0;
  if (plan.length === 0 && pal !== undefined && known)
    throw new Error(
      `--pal ${pal.join(" ")}: the stack attaches none of its actions to it. Write a PAL's id, such as p0123456789ab.`,
    );
  const pals = plan.map(({ palId }) => palId);
  const accounts = actions.map((tool) => state.accountOf(tool));
  const isEmulator = accounts.every(({ allowLocalEndpoints }) => allowLocalEndpoints);
  // If no PAL has an action, nothing is charged, and the report says so.
  if (!yes && pals.length > 0) await askConsent(pals, isEmulator ? accounts[0]?.baseUrl : undefined);
  const stop = new AbortController();
  const onSignal = (): void => {
    // A second signal means that the user doesn't want to wait.
    if (stop.signal.aborted) process.exit(1);
    note("pulumi-tavus: interrupted, ending the conversations …");
    stop.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const options: LiveOptions = {
    script: lines,
    // A separate client, because this process's other clients stop on a signal. The conversations must still be ended.
    connect: (tool) => new TavusClient(state.accountOf(tool), { cancellation: new Cancellation(NO_SIGNALS) }),
    pals,
    waitMs,
    signal: stop.signal,
    isEmulator,
    ...(isEmulator && { pauseMs: EMULATOR_PAUSE_MS }),
  };
  return {
    options,
    end: () => {
      for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    },
  };
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const NO_SIGNALS = { on: () => {}, removeListener: () => {}, listenerCount: () => 1, raise: () => {} };

/** The lines of a file. Skips empty lines and lines that begin with #. */
function linesOf(file: string): string[] {
  const lines = readTextFile(file)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.length === 0)
    throw new Error(`--script ${file} says nothing. Write what the caller says, one text in a line.`);
  return lines;
}

/** @param emulator the emulator's address, if no account is a real one */
async function askConsent(pals: readonly string[], emulator: string | undefined): Promise<void> {
  const [chats, calls] = pals.length === 1 ? ["a chat", "a call"] : [`${pals.length} chats`, "calls"];
  const price = emulator === undefined ? `Tavus charges like ${calls}` : `is free on the emulator at ${emulator}`;
  const what = `--live holds ${chats} with PAL ${pals.join(", ")}, which ${price}, and delivers its actions.`;
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new Error(`${what} Add --yes to confirm.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and the end of the input count as no.
  const gone = once(terminal, "close").then(() => "");
  const answer = await Promise.race([terminal.question(`${what} Continue? [y/N] `).catch(() => ""), gone]);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Error("--live: not confirmed, so nothing was started.");
}
