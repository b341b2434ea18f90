/**
 * A local Tavus: tools, PALs, attachments and conversations as the contract has them, and it runs a call's end.
 * @module
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { checkForwardTo } from "../delivery/forward.ts";
import { type DeliveryRecord, toDeliveryRecord } from "../delivery/record.ts";
import { createTokenCache } from "../delivery/tokens.ts";
import { requireSupportedNode } from "../supported-node.ts";
import { type Access, checkAccess, localAddress } from "./access.ts";
import { createApp, DEFAULT_KEY, type RequestRecord } from "./app.ts";
import { createBackground } from "./background.ts";
import { type Behavior, DEFAULT_BEHAVIOR } from "./behavior.ts";
import { checkBehavior } from "./behavior-choices.ts";
import { resumeCallbacks } from "./domain/conversation-events.ts";
import { openStore } from "./domain/store.ts";
import { type Fault, type FaultRule, planFaults } from "./faults.ts";
import { createRequestLog } from "./request-log.ts";
import { resumeActions } from "./run/end.ts";
import { maskDelivery } from "./run/mask.ts";
import { applySeed, type Seed } from "./seed.ts";
import type { Change, EmulatorServices } from "./services.ts";

requireSupportedNode();

export interface EmulatorOptions extends Access {
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** One account for each key, by position: with `persist`, keep the order. @default ["emulator"] */
  readonly keys?: readonly [string, ...string[]];
  /** Path of a SQLite file in which everything survives a restart. @default memory */
  readonly persist?: string;
  /** Forget what the file of `persist` holds. @default false */
  readonly reset?: boolean;
  /** Tools and PALs of the first account that are made where they are missing. */
  readonly seed?: Seed;
  /** Choices where the contract leaves one. */
  readonly behavior?: Partial<Behavior>;
  /** Let endpoints be on loopback and private addresses. @default true */
  readonly allowNonPublic?: boolean;
  /**
   * Every delivery goes there, whatever host the tool's URL names; path and query are kept. A trial or a replay with an endpoint of its own goes
   * to that one. @default where each tool says
   */
  readonly forwardTo?: string;
  /** Let deliveries go to public hosts: they carry the tools' real credentials and made-up content. @default false */
  readonly allowPublic?: boolean;
  /** Milliseconds between the end of a call and its actions, or from and to; the real one takes 120000 to 150000 (E-10). @default 0 */
  readonly delayMs?: number | readonly [from: number, to: number];
  /** Called for each request when it has been answered. */
  readonly onRequest?: (record: RequestRecord) => void;
  /** Called for each delivery when it is done, replays included. */
  readonly onDelivery?: (record: DeliveryRecord & { readonly account: number }) => void;
  /** What goes wrong, to see whether your deployments survive it. @default nothing */
  readonly faults?: readonly FaultRule[];
  /** The same as a function: called for each request before it is handled, after `faults`; what it returns goes wrong. */
  readonly fault?: (request: { method: string; path: string }) => Fault | undefined;
  /** Milliseconds in which a request must have arrived whole; a slower client is answered with 408 and cut off. @default 30000 */
  readonly requestTimeoutMs?: number;
  /** @default the machine's clock */
  readonly now?: () => Date;
}

export interface Emulator {
  /** `http://127.0.0.1:<port>`; a base URL for programs on this machine. */
  readonly url: string;
  /** The key of the first account. */
  readonly apiKey: string;
  /** The newest 10,000 requests, oldest first. */
  readonly requests: RequestRecord[];
  clearRequests(): void;
  /**
   * What goes wrong from now on; `[]` for nothing more.
   * @throws Error with one line where a rule is none
   */
  setFaults(rules: readonly FaultRule[]): void;
  /** Forgets everything, requests included. */
  reset(): void;
  /** Resolves when no action runs any more and every event is posted. */
  idle(): Promise<void>;
  /**
   * Ends it, and what is being sent. With `persist`, an action that still waits for its endpoint is sent again by the next start, with the
   * same bytes; where that matters, await `idle()` before.
   */
  close(): Promise<void>;
}

/**
 * Starts an emulator, on loopback unless `host` is another address.
 * @throws Error with code EADDRINUSE where the port is taken; Error with one line for the user where the file cannot be used
 * @example
 * ```ts
 * const emulator = await createEmulator();
 * process.env.TAVUS_BASE_URL = emulator.url;
 * process.env.TAVUS_API_KEY = emulator.apiKey;
 * ```
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    keys = [DEFAULT_KEY],
    allowNonPublic = true,
    allowPublic = false,
    forwardTo,
    now = () => new Date(),
    requestTimeoutMs = 30_000,
  } = options;
  // An empty key would let requests without any key in.
  if (keys.includes("")) throw new Error("a key is empty");
  checkBehavior(options.behavior ?? {});
  checkAccess(options);
  if (forwardTo !== undefined) checkForwardTo(forwardTo);
  let plan = planFaults(options.faults ?? []);
  const store = openStore(options.persist);
  if (options.reset === true) store.clear();
  const behavior = { ...DEFAULT_BEHAVIOR, ...options.behavior };
  const requests: RequestRecord[] = [];
  const log = createRequestLog();
  const closing = new AbortController();
  const background = createBackground();
  const changes = new EventTarget();
  let url = "";
  const services: EmulatorServices = {
    store,
    requests: log,
    behavior,
    now,
    url: () => url,
    allowNonPublic,
    allowPublic,
    forwardTo,
    closing: closing.signal,
    background: background.run,
    inOrder: background.runInOrder,
    tokens: createTokenCache(() => now().getTime(), behavior.oauthClient),
    delayMs: () => delayOf(options.delayMs),
    changes,
    delivered: (account, delivery) =>
      options.onDelivery?.({
        account: Number(account),
        ...toDeliveryRecord(maskDelivery(services, account, delivery)),
      }),
    changed: (what: Change) => void changes.dispatchEvent(new Event(what)),
  };
  const app = createApp({
    keys,
    access: options,
    fault: (request) => plan(request) ?? options.fault?.(request),
    onRequest: (record) => {
      requests.push(record);
      if (requests.length > REQUESTS_MAX) requests.splice(0, requests.length - REQUESTS_MAX);
      options.onRequest?.(record);
    },
    services,
  });
  if (options.seed !== undefined)
    try {
      applySeed(services, "1", options.seed);
    } catch (error) {
      store.close();
      throw error;
    }
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.ceil(requestTimeoutMs / 10),
    },
  });
  try {
    server.listen(options.port ?? 0, options.host ?? "127.0.0.1");
    // Rejects with the server's error where it cannot listen.
    await once(server, "listening");
  } catch (error) {
    store.close();
    throw error;
  }
  url = `http://${localAddress(options)}:${(server.address() as AddressInfo).port}`;
  const accounts = keys.map((_, i) => String(i + 1));
  resumeActions(services, accounts);
  resumeCallbacks(services, accounts);

  async function close(): Promise<void> {
    server.close();
    // Clients keep connections open for their next request.
    if ("closeAllConnections" in server) server.closeAllConnections();
    closing.abort();
    await Promise.all([once(server, "close"), background.idle()]);
    store.close();
  }
  let closed: Promise<void> | undefined;
  return {
    url,
    apiKey: keys[0],
    requests,
    clearRequests: () => void requests.splice(0),
    setFaults: (rules) => {
      plan = planFaults(rules);
    },
    reset: () => {
      store.clear();
      log.clear();
      requests.splice(0);
    },
    idle: background.idle,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** What is kept of requests in a process that may run for weeks. */
const REQUESTS_MAX = 10_000;

function delayOf(delay: EmulatorOptions["delayMs"] = 0): number {
  if (typeof delay === "number") return delay;
  const [from, to] = delay;
  return from + Math.random() * (to - from);
}
