import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { EMULATOR_KEY } from "../../contract/index.ts";
import { tryJson } from "../../contract/json.ts";
import { checkForwardTo } from "../../delivery/forward.ts";
import type { DeliveryRecord } from "../../delivery/record.ts";
import { type Access, accessWarnings, checkAccess } from "../../emulator/access.ts";
import { type Behavior, DEFAULT_BEHAVIOR } from "../../emulator/behavior.ts";
import { checkBehavior } from "../../emulator/behavior-choices.ts";
import { IN_USE } from "../../emulator/domain/store.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator/emulator.ts";
import type { FaultRule } from "../../emulator/faults.ts";
import type { Seed } from "../../emulator/seed.ts";
import { withoutControls } from "../../tavus-api/terminal.ts";
import { codeOf, readJsonFile } from "../input.ts";
import { colored } from "../terminal.ts";

export interface DevOptions {
  readonly port: string;
  /** False for `--no-persist`. */
  readonly persist?: string | false;
  readonly key: string[];
  readonly seed?: string;
  readonly reset?: boolean;
  readonly delay?: string;
  readonly behavior: string[];
  readonly faults?: string;
  /** `true` if no address is given, which means every address of this machine. */
  readonly host?: string | true;
  readonly allowHost?: readonly string[];
  readonly allowOrigin?: readonly string[];
  /** The address for every delivery, no matter which host the tools' URLs name. */
  readonly forwardTo?: string;
  readonly allowPublic?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export async function dev(options: DevOptions): Promise<void> {
  const port = Number(options.port);
  if (!/^\d{1,5}$/.test(options.port) || port > 65_535)
    throw new Error("--port must be a number from 0 to 65535. 0 picks a free port.");
  const write = (line: string, data: object): void =>
    void process.stdout.write(`${options.json === true ? JSON.stringify(data) : line}\n`);
  if (options.key.includes("")) throw new Error("--key is empty. Any other text will do.");
  const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  const persist = fileFor(options.persist, port);
  const access = accessOf(options);
  for (const warning of accessWarnings(access)) process.stderr.write(`warning: ${warning}\n`);
  const [first = EMULATOR_KEY, ...others] = options.key;
  const emulator = await start(
    {
      ...settingsOf(options),
      ...access,
      port,
      keys: [first, ...others],
      reset: options.reset === true,
      ...(persist !== undefined && { persist }),
      onRequest: (record) =>
        write(`${record.method.padEnd(6)} ${record.path} ${record.status}`, { event: "request", ...record }),
      onDelivery: (record) => write(deliveryLine(record, options.verbose === true), { event: "delivery", ...record }),
    },
    typeof options.persist === "string",
  );
  write(
    `Tavus emulator: open ${emulator.url} in a browser, or point a program at it:\n\n  export TAVUS_BASE_URL=${emulator.url}\n  export TAVUS_API_KEY=${exportedKey(first)}\n\n${options.forwardTo === undefined ? "" : `Every delivery goes to ${options.forwardTo}.\n`}${persist === undefined ? "Nothing survives a restart." : `Data is stored in ${persist}.`} Press Ctrl-C to stop.`,
    { event: "started", version: 1, url: emulator.url, ...(persist !== undefined && { persist }) },
  );
  await stopped;
  await emulator.close();
}

function accessOf({ host, allowHost = [], allowOrigin = [] }: DevOptions): Access {
  const access = { host: host === true ? "0.0.0.0" : host, allowHosts: allowHost, allowOrigins: allowOrigin };
  checkOption(
    () => checkAccess(access),
    (message) => message.replace(/^allowed (host|origin)/, "--allow-$1"),
  );
  return access;
}

/** Runs a check of the emulator, and makes its message name the option. */
function checkOption(check: () => void, ofOption: (message: string) => string): void {
  try {
    check();
  } catch (error) {
    throw new Error(ofOption(error instanceof Error ? error.message : String(error)));
  }
}

/** Hides the user's own key, because it may be a real one. */
const exportedKey = (first: string): string => (first === EMULATOR_KEY ? first : "'the first --key'");

/**
 * The file is named after the port, because programs find the emulator by its port. If each start chooses a new port, there is no data to continue
 * with.
 */
function fileFor(persist: DevOptions["persist"], port: number): string | undefined {
  if (persist === false) return undefined;
  if (persist !== undefined) return persist;
  if (port === 0) return undefined;
  const file = join(homedir(), ".pulumi-tavus", `emulator-${port}.sqlite`);
  // Definitions contain the user's secrets.
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return file;
}

function deliveryLine(record: DeliveryRecord, withBodies: boolean): string {
  const { toolName, status, request, response, durationMs = 0, error, conversationId, replayOf } = record;
  const token = record.tokenSimulated === true ? ["with a simulated token"] : [];
  const sent = record.unsent === true ? undefined : request;
  const what = replayOf !== undefined ? "REPLAY" : sent === undefined ? "UNSENT" : "SENT";
  const where = sent === undefined ? [] : [`${sent.method} ${sent.url}`];
  const answer = response === undefined ? [] : [`${response.httpStatus} in ${durationMs} ms`];
  // If the endpoint responded, the status says enough. Otherwise, the error says what failed.
  const why = response === undefined && error !== undefined ? [error] : [];
  const parts = [`${what.padEnd(6)} ${toolName} ${status}`, ...where, ...token, ...answer, ...why, conversationId];
  const line = colored(status, withoutControls(parts.join("  ")));
  if (!withBodies) return line;
  const bodies = [
    request?.body && `       > ${withoutControls(request.body)}`,
    response?.body && `       < ${withoutControls(response.body)}`,
  ];
  return [line, ...bodies.filter(Boolean)].join("\n");
}

function settingsOf(options: DevOptions): EmulatorOptions {
  const { seed, delay, behavior, faults, forwardTo, allowPublic = false } = options;
  if (forwardTo !== undefined)
    checkOption(
      () => checkForwardTo(forwardTo),
      (message) => `--forward-to: ${message}`,
    );
  return {
    behavior: behaviorOf(behavior),
    allowPublic,
    ...(forwardTo !== undefined && { forwardTo }),
    ...(seed !== undefined && { seed: readJsonFile(seed) as Seed }),
    ...(faults !== undefined && { faults: readFaults(faults) }),
    ...(delay !== undefined && { delayMs: delayOf(delay) }),
  };
}

function readFaults(file: string): FaultRule[] {
  const rules = readJsonFile(file);
  if (!Array.isArray(rules))
    throw new Error(`--faults ${file} doesn't contain a list: [{ "path": "/v2/tools", "fault": "reset" }].`);
  return rules as FaultRule[];
}

/** `120` or `120-150`, in seconds. */
function delayOf(text: string): number | [number, number] {
  const [, from, to] = /^(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (from === undefined) throw new Error("--delay is a number of seconds, or from and to: 120-150.");
  if (to !== undefined && Number(to) < Number(from)) throw new Error(`--delay ${text}: from is more than to.`);
  return to === undefined ? Number(from) * 1000 : [Number(from) * 1000, Number(to) * 1000];
}

/** `name=value`: a string if the switch has strings, otherwise JSON. */
function behaviorOf(pairs: readonly string[]): Partial<Behavior> {
  const chosen = pairs.map((pair): [string, unknown] => {
    const [name = "", text = ""] = pair.split(/=(.*)/s);
    const isText = typeof DEFAULT_BEHAVIOR[name as keyof Behavior] === "string";
    return [name, isText ? text : (tryJson(text) ?? text)];
  });
  const behavior = Object.fromEntries(chosen);
  checkOption(
    () => checkBehavior(behavior),
    (message) => `--${message}`,
  );
  return behavior;
}

async function start(options: EmulatorOptions, isOwnFile: boolean): Promise<Emulator> {
  try {
    return await createEmulator(options);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EADDRINUSE")
      throw new Error(`port ${options.port} is in use. Choose another with --port, or --port 0 for a free one.`);
    // The default file is named after the port, so if the file is in use, so is the port.
    if (error instanceof Error && error.message.endsWith(IN_USE))
      throw new Error(
        `${error.message}. Stop that emulator, or choose another ${isOwnFile ? "file with --persist" : "port with --port, or --port 0 for a free one"}.`,
      );
    if (["EADDRNOTAVAIL", "ENOTFOUND"].includes(code))
      throw new Error(`--host ${options.host} is not an address of this machine. Use 0.0.0.0 for all of them.`);
    throw error;
  }
}
