/**
 * A local Tavus: tools, PALs, attachments and conversations as the contract has them, and it runs a call's end.
 * @module
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createApp, type Fault, type RequestRecord } from "./app.ts";
import { type Behavior, DEFAULT_BEHAVIOR } from "./behavior.ts";
import { logInternal } from "./http-error.ts";
import { openStore } from "./store.ts";

export type { Fault, RequestRecord } from "./app.ts";
export type { Behavior } from "./behavior.ts";

export interface EmulatorOptions {
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** One account for each key, by position: with `persist`, keep the order. @default ["emulator"] */
  readonly keys?: readonly [string, ...string[]];
  /** Path of a SQLite file in which everything survives a restart. @default memory */
  readonly persist?: string;
  /** Choices where the contract leaves one. */
  readonly behavior?: Partial<Behavior>;
  /** Let endpoints be on loopback and private addresses. @default true */
  readonly allowNonPublic?: boolean;
  /** Called for each request when it has been answered. */
  readonly onRequest?: (record: RequestRecord) => void;
  /** Called for each request before it is handled; what it returns goes wrong. */
  readonly fault?: (request: { method: string; path: string }) => Fault | undefined;
  /** @default the machine's clock */
  readonly now?: () => Date;
}

export interface Emulator {
  /** `http://127.0.0.1:<port>`; a base URL for programs. */
  readonly url: string;
  /** The key of the first account. */
  readonly apiKey: string;
  /** Every request so far. */
  readonly requests: RequestRecord[];
  clearRequests(): void;
  /** Forgets everything, requests included. */
  reset(): void;
  /** Resolves when no action runs any more and every event is posted. */
  idle(): Promise<void>;
  /**
   * Ends it, and what is being sent: an action that still waits for its endpoint is recorded as an error and does not run
   * again. Where that matters, await `idle()` before.
   */
  close(): Promise<void>;
}

/**
 * Starts an emulator on loopback.
 * @throws Error with code EADDRINUSE where the port is taken; Error with one line for the user where the file cannot be used
 * @example
 * ```ts
 * const emulator = await createEmulator();
 * process.env.TAVUS_BASE_URL = emulator.url;
 * process.env.TAVUS_API_KEY = emulator.apiKey;
 * ```
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { keys = ["emulator"], allowNonPublic = true, now = () => new Date() } = options;
  // An empty key would let requests without any key in.
  if (keys.includes("")) throw new Error("a key is empty");
  const store = openStore(options.persist);
  const requests: RequestRecord[] = [];
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  let url = "";
  const app = createApp({
    keys,
    fault: options.fault,
    onRequest: (record) => {
      requests.push(record);
      options.onRequest?.(record);
    },
    world: {
      store,
      behavior: { ...DEFAULT_BEHAVIOR, ...options.behavior },
      now,
      url: () => url,
      allowNonPublic,
      closing: closing.signal,
      background: (work) => {
        const tracked = work.catch(logInternal).finally(() => running.delete(tracked));
        running.add(tracked);
      },
    },
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  try {
    server.listen(options.port ?? 0, "127.0.0.1");
    // Rejects with the server's error where it cannot listen.
    await once(server, "listening");
  } catch (error) {
    store.close();
    throw error;
  }
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }
  async function close(): Promise<void> {
    server.close();
    // Clients keep connections open for their next request.
    if ("closeAllConnections" in server) server.closeAllConnections();
    closing.abort();
    await Promise.all([once(server, "close"), idle()]);
    store.close();
  }
  let closed: Promise<void> | undefined;
  return {
    url,
    apiKey: keys[0],
    requests,
    clearRequests: () => void requests.splice(0),
    reset: () => {
      store.clear();
      requests.splice(0);
    },
    idle,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}
