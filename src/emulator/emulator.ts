/**
 * A local Tavus for tests and development: it has tools, PALs, and conversations, and runs post-call actions when a call ends.
 * @module
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { EMULATOR_KEY } from "../contract/index.ts";
import { checkForwardTo } from "../delivery/forward.ts";
import { type DeliveryRecord, toDeliveryRecord } from "../delivery/record.ts";
import { createTokenCache } from "../delivery/tokens.ts";
import { requireSupportedNode } from "../supported-node.ts";
import { type Access, checkAccess, localAddress } from "./access.ts";
import { createApp, type RequestRecord } from "./app.ts";
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
import { accountOf, CHANGES, type EmulatorServices } from "./services.ts";

requireSupportedNode();

/**
 * How an emulator behaves, and who can reach it.
 * @since 0.1.0
 */
export interface EmulatorOptions extends Access {
  /** The port to listen on. 0 uses a free one. @default 0 */
  readonly port?: number;
  /** The API keys, each with a separate account. With `persist`, keep their order. @default ["emulator"] */
  readonly keys?: readonly [string, ...string[]];
  /** The path of a SQLite file that keeps everything across restarts. @default in memory */
  readonly persist?: string;
  /** Empties the file of `persist` first. @default false */
  readonly reset?: boolean;
  /** Tools and PALs to create in the first account, if it doesn't have them. @default none */
  readonly seed?: Seed;
  /** Behavior that Tavus doesn't document. @default the defaults of {@link Behavior} */
  readonly behavior?: Partial<Behavior>;
  /** Accepts tools with endpoints on loopback and private addresses. @default true */
  readonly allowNonPublic?: boolean;
  /**
   * An address that gets all deliveries, instead of the hosts in the tools' URLs. Path and query are kept. A trial or a replay with its own
   * endpoint goes to that endpoint.
   * @default each tool's own URL
   */
  readonly forwardTo?: string;
  /**
   * Sends deliveries and token requests to public hosts, with the tools' real credentials and made-up content. If false, a delivery that goes
   * elsewhere gets a simulated token if a public host issues the real ones. @default false
   */
  readonly allowPublic?: boolean;
  /** Milliseconds between the end of a call and its actions, or a range. Tavus needs 120000 to 150000 (E-10). @default 0 */
  readonly delayMs?: number | readonly [from: number, to: number];
  /** Called for each request after it has been answered. @default nothing is called */
  readonly onRequest?: (record: RequestRecord) => void;
  /** Called for each delivery when it is done, including replays. @default nothing is called */
  readonly onDelivery?: (record: DeliveryRecord & { readonly account: number }) => void;
  /** Requests that fail, to test how your deployments handle it. @default none */
  readonly faults?: readonly FaultRule[];
  /** Called for each request before it is handled, after `faults`. If it returns a fault, the request fails. @default none */
  readonly fault?: (request: { method: string; path: string }) => Fault | undefined;
  /** Milliseconds in which a whole request must arrive. A slower client gets 408. @default 30000 */
  readonly requestTimeoutMs?: number;
  /** The current time. @default the machine's clock */
  readonly now?: () => Date;
}

/**
 * A running emulator.
 * @since 0.1.0
 */
export interface Emulator {
  /** The base URL for programs on this machine: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The key of the first account. */
  readonly apiKey: string;
  /** The newest 10,000 requests, oldest first. */
  readonly requests: RequestRecord[];
  /** Empties `requests`. */
  clearRequests(): void;
  /**
   * Replaces the rules for failing requests. `[]` removes them.
   * @throws Error if a rule makes no sense
   */
  setFaults(rules: readonly FaultRule[]): void;
  /** Deletes everything, including `requests`. */
  reset(): void;
  /** Resolves when every action has run and every event has been posted. */
  idle(): Promise<void>;
  /**
   * Stops the emulator and the deliveries that it is sending. With `persist`, the next start repeats an unfinished delivery with the same
   * bytes. To avoid that, await `idle()` first.
   */
  close(): Promise<void>;
}

/**
 * Starts an emulator: a local Tavus with tools, PALs, and conversations that runs post-call actions. It listens on loopback unless `host` is
 * another address. Its page at `url` shows what happens.
 * @param options port, keys, behavior, and faults
 * @throws Error with the code EADDRINUSE if the port is taken
 * @throws Error if an option makes no sense, or the file of `persist` can't be used
 * @example
 * ```ts
 * const emulator = await createEmulator();
 * process.env.TAVUS_BASE_URL = emulator.url;
 * process.env.TAVUS_API_KEY = emulator.apiKey;
 * ```
 * @since 0.1.0
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    keys = [EMULATOR_KEY],
    allowNonPublic = true,
    allowPublic = false,
    forwardTo,
    now = () => new Date(),
    requestTimeoutMs = 30_000,
  } = options;
  // An empty key would accept requests without a key.
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
        account: Number(account.id),
        ...toDeliveryRecord(maskDelivery(account, delivery)),
      }),
    changed: (...kinds) => {
      for (const kind of kinds) changes.dispatchEvent(new Event(kind));
    },
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
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.ceil(requestTimeoutMs / 10),
    },
    // The process can be a user's test, whose Request and Response must not change.
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  );
  try {
    if (options.seed !== undefined) applySeed(accountOf(services, "1"), options.seed);
    server.listen(options.port ?? 0, options.host ?? "127.0.0.1");
    // Rejects with the server's error if it can't listen.
    await once(server, "listening");
  } catch (error) {
    store.close();
    throw error;
  }
  url = `http://${localAddress(options)}:${(server.address() as AddressInfo).port}`;
  for (const [i] of keys.entries()) {
    const account = accountOf(services, String(i + 1));
    resumeActions(account);
    resumeCallbacks(account);
  }

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
      services.changed(...CHANGES);
    },
    idle: background.idle,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** The number of requests that a process keeps, because it can run for weeks. */
const REQUESTS_MAX = 10_000;

function delayOf(delay: EmulatorOptions["delayMs"] = 0): number {
  if (typeof delay === "number") return delay;
  const [from, to] = delay;
  return from + Math.random() * (to - from);
}
