import { once } from "node:events";
import { createEmulator, type Emulator, type RequestRecord } from "../emulator/index.ts";

/** Of the only account, where no other is asked for. */
const DEFAULT_KEY = "emulator";

export interface DevOptions {
  readonly port: string;
  readonly persist?: string;
  readonly key: string[];
  readonly reset?: boolean;
  readonly json?: boolean;
}

/**
 * Runs the emulator until SIGINT or SIGTERM.
 * @throws Error with one line for the user
 */
export async function dev(options: DevOptions): Promise<void> {
  const port = Number(options.port);
  if (!/^\d{1,5}$/.test(options.port) || port > 65_535)
    throw new Error("--port is a number from 0 to 65535; 0 takes a free one.");
  const write = (line: string, data: object): void =>
    void process.stdout.write(`${options.json === true ? JSON.stringify(data) : line}\n`);
  if (options.key.includes("")) throw new Error("--key is empty. Any other text will do.");
  const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  const emulator = await start(options, port, (record) => {
    write(`${record.method.padEnd(6)} ${record.path} ${record.status}`, { event: "request", ...record });
  });
  if (options.reset === true) emulator.reset();
  write(
    `Tavus emulator on ${emulator.url}. Point a program at it:\n\n  export TAVUS_BASE_URL=${emulator.url}\n  export TAVUS_API_KEY=${exportedKey(options.key)}\n\nCtrl-C ends it.`,
    { event: "started", url: emulator.url },
  );
  await stopped;
  await emulator.close();
}

/** Who gave a key of their own knows it, and may have given a real one: it is not shown. */
function exportedKey([first = DEFAULT_KEY]: readonly string[]): string {
  return first === DEFAULT_KEY ? first : "<the first --key>";
}

async function start(options: DevOptions, port: number, onRequest: (record: RequestRecord) => void): Promise<Emulator> {
  const [first = DEFAULT_KEY, ...others] = options.key;
  try {
    return await createEmulator({
      port,
      keys: [first, ...others],
      onRequest,
      ...(options.persist !== undefined && { persist: options.persist }),
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
      throw new Error(`port ${port} is in use. Choose another with --port, or --port 0 for a free one.`);
    throw error;
  }
}
