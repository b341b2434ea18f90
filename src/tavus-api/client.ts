import type { Tool, ToolDefinition, ToolPatch } from "../contract/index.ts";
import { isApiKey } from "./api-key.ts";
import { parseBaseUrl } from "./base-url.ts";
import { type Clock, systemClock } from "./clock.ts";
import { NetworkError, SettingsError } from "./errors/index.ts";
import { palToolsPath, TOOLS } from "./paths.ts";
import { type ConversationItem, listConversations } from "./reads/conversation-list.ts";
import { getTool } from "./reads/get-tool.ts";
import { Deletions, isYoung, lookAgain } from "./reads/lag.ts";
import { listPals, type Pal } from "./reads/pal-list.ts";
import { PalReads } from "./reads/pal-reads.ts";
import { type Conversation, readConversation } from "./reads/read-conversation.ts";
import { findById, findByName, listTools } from "./reads/tool-list.ts";
import { ToolReads } from "./reads/tool-reads.ts";
import { Redactor } from "./redactor.ts";
import { RetryBudget } from "./transport/budget.ts";
import { type Cancellation, processCancellation } from "./transport/cancellation.ts";
import { type Http, UndiciHttp } from "./transport/http.ts";
import { Limiter } from "./transport/limiter.ts";
import { formatDuration } from "./transport/retry-after.ts";
import { ServerClock } from "./transport/server-clock.ts";
import { Session } from "./transport/session.ts";
import { VERSION } from "./version.ts";
import { attachTools } from "./writes/attach-tools.ts";
import { type ChatAnswer, endConversation, readAnswer, say, startChat } from "./writes/chat.ts";
import { createTool } from "./writes/create-tool.ts";
import { Creations } from "./writes/creations.ts";
import { deleteTool } from "./writes/delete-tool.ts";
import { detachTool } from "./writes/detach-tool.ts";
import { PalQueue } from "./writes/pal-queue.ts";
import { updateTool } from "./writes/update-tool.ts";

/** One Tavus account, and the address of its API. */
export interface Account {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Whether http to a private host is accepted. @default false */
  readonly allowInsecureBaseUrl?: boolean;
}

export interface ClientOptions {
  /** Concurrent requests. @default 8 */
  readonly maxInFlight?: number;
  /** Milliseconds from sending a request to the end of its answer. @default 30_000 */
  readonly requestTimeoutMs?: number;
  /** Milliseconds for one call of a method, including all attempts and waits. @default 120_000 */
  readonly callTimeoutMs?: number;
  /** How long a list answers reads before it is fetched again. A write of this client invalidates it at once. @default 60_000 */
  readonly snapshotMaxAgeMs?: number;
  /** @default `pulumi-tavus/<version>` */
  readonly userAgent?: string;
  readonly clock?: Clock;
  /** For the jitter: 0 <= x < 1. @default Math.random */
  readonly random?: () => number;
  readonly http?: Http;
  readonly cancellation?: Cancellation;
}

/** The tools and attachments of one account. Use {@link clientFor}, so that a process has one client for each account. */
export class TavusClient {
  readonly #session: Session;
  readonly #toolReads: ToolReads;
  readonly #startReads: ToolReads;
  readonly #palReads: PalReads;
  readonly #creations = new Creations();
  readonly #deletions: Deletions;
  readonly #palQueues = new Map<string, PalQueue>();

  constructor({ apiKey, baseUrl: baseUrlText, allowInsecureBaseUrl }: Account, options: ClientOptions = {}) {
    const baseUrl = parseBaseUrl(baseUrlText, { allowInsecure: allowInsecureBaseUrl });
    const clock = options.clock ?? systemClock;
    this.#session = new Session({
      origin: baseUrl.origin,
      headers: {
        "x-api-key": checkKey(apiKey),
        accept: "application/json",
        "user-agent": options.userAgent ?? `pulumi-tavus/${VERSION}`,
      },
      http: options.http ?? new UndiciHttp(baseUrl),
      clock,
      random: options.random ?? Math.random,
      limiter: new Limiter(options.maxInFlight ?? 8, clock),
      budget: new RetryBudget(),
      serverClock: new ServerClock(clock),
      redactor: new Redactor([apiKey]),
      cancellation: options.cancellation ?? processCancellation,
      requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
      callTimeoutMs: options.callTimeoutMs ?? 120_000,
    });
    this.#deletions = new Deletions(this.#session);
    const maxAgeMs = options.snapshotMaxAgeMs ?? 60_000;
    this.#toolReads = new ToolReads(this.#session, maxAgeMs);
    this.#startReads = new ToolReads(this.#session, Number.POSITIVE_INFINITY);
    this.#palReads = new PalReads(this.#session, maxAgeMs);
  }

  /**
   * Creates a tool exactly once, even if the answer is lost.
   * @throws NameTakenError if another tool has the name
   * @throws AmbiguousOutcomeError if nobody can know whether the tool was created
   */
  createTool(definition: ToolDefinition): Promise<Tool> {
    return this.#write(createTool(this.#session, this.#creations, this.#deletions, definition));
  }

  /**
   * Changes the members in the patch. Returns the changed tool.
   * @throws ToolNotFoundError if the tool is gone, NameTakenError if another tool has the new name
   */
  updateTool(id: string, patch: ToolPatch): Promise<Tool> {
    return this.#write(this.#session.call((call) => updateTool(this.#session, call, id, patch)));
  }

  /**
   * The current tool: one GET, for a tool that is about to be changed.
   * @throws ToolNotFoundError if the tool is gone
   */
  getTool(id: string): Promise<Tool> {
    return this.#session.call((call) => getTool(this.#session, call, id));
  }

  /** Deletes a tool and its attachments. Succeeds if the tool is already gone. */
  async deleteTool(id: string): Promise<void> {
    try {
      await this.#write(this.#session.call((call) => deleteTool(this.#session, call, id)));
      this.#deletions.add(id);
    } finally {
      this.#palReads.invalidateAll();
    }
  }

  /**
   * The tool, or `undefined` if it is proven gone. Concurrent reads share their requests.
   * @param createdAt when it was created, according to the API. A tool that is seconds old may be in no list yet, so the client looks again for 5 s
   */
  async readTool(id: string, createdAt?: unknown): Promise<Tool | undefined> {
    const what = `read tool ${id}`;
    const tool = await this.#inTime(this.#toolReads.read(id), what, TOOLS);
    if (tool !== undefined || !isYoung(this.#session, createdAt)) return tool;
    return this.#session.call((call) => lookAgain(this.#session, call, what, () => findById(this.#session, call, id)));
  }

  /**
   * The tool at the time of the first call of this method: one list for the whole life of this client, even after writes. For comparisons with the
   * state at the beginning of an operation.
   */
  readToolAtStart(id: string): Promise<Tool | undefined> {
    return this.#inTime(this.#startReads.read(id), `read tool ${id}`, TOOLS);
  }

  /** The user's tool with exactly this name. Not cached. */
  findToolByName(name: string): Promise<Tool | undefined> {
    return this.#session.call((call) => findByName(this.#session, call, name));
  }

  /** All tools of the user, without Tavus's own (T-14). Not cached. */
  listTools(): Promise<Tool[]> {
    return this.#session.call(async (call) => {
      const listing = await listTools(this.#session, call, "list the tools of the account");
      return [...listing.tools.values()];
    });
  }

  /** All PALs of the user, without Tavus's own. Not cached. */
  listPals(): Promise<Pal[]> {
    return this.#session.call((call) => listPals(this.#session, call));
  }

  /** Attaches a tool to a PAL. Concurrent calls for one PAL become one request. */
  attachTool(palId: string, toolId: string): Promise<void> {
    return this.#palQueue(palId).add("attach", toolId);
  }

  /** Detaches a tool from a PAL. Succeeds if the tool isn't attached, or if either is gone. */
  detachTool(palId: string, toolId: string): Promise<void> {
    return this.#palQueue(palId).add("detach", toolId);
  }

  /** The tools of a PAL, or `undefined` if the PAL is proven gone. Concurrent readers of a PAL share one request. */
  async readPalTools(palId: string): Promise<Tool[] | undefined> {
    const tools = await this.#inTime(this.#palReads.read(palId), `read the tools of PAL ${palId}`, palToolsPath(palId));
    return tools === undefined ? undefined : [...tools];
  }

  /** The conversations that began since a time (milliseconds since 1970), from the list. */
  listConversations(since: number): Promise<ConversationItem[]> {
    return this.#session.call((call) => listConversations(this.#session, call, since));
  }

  /** A conversation with its events (V-3). `undefined` if no conversation has this id. */
  readConversation(id: string): Promise<Conversation | undefined> {
    return this.#session.call((call) => readConversation(this.#session, call, id));
  }

  /**
   * Begins a chat with a PAL (V-7), which is charged like a call. Returns the conversation's id.
   * @param name a unique name, to look the chat up if the answer is lost
   */
  startChat(palId: string, name: string): Promise<string> {
    return this.#session.call((call) => startChat(this.#session, call, palId, name));
  }

  /** Says something in a chat. */
  say(conversationId: string, text: string): Promise<void> {
    return this.#session.call((call) => say(this.#session, call, conversationId, text));
  }

  /** The PAL's answer to the newest text of a chat. */
  readAnswer(conversationId: string): Promise<ChatAnswer> {
    return this.#session.call((call) => readAnswer(this.#session, call, conversationId));
  }

  /** Ends a conversation. Succeeds if it has already ended, or is gone. */
  endConversation(id: string): Promise<void> {
    return this.#session.call((call) => endConversation(this.#session, call, id));
  }

  /** Lets running requests end, stops waiting, and closes the connections. The client can't be used afterward. */
  async close(): Promise<void> {
    for (const [key, client] of clients) if (client === this) clients.delete(key);
    await this.#session.close();
  }

  /** Makes reads that begin after this write see its result. Also after a failure, because Tavus may still have done the write. */
  #write<T>(write: Promise<T>): Promise<T> {
    return write.finally(() => this.#toolReads.invalidate());
  }

  #palQueue(palId: string): PalQueue {
    const known = this.#palQueues.get(palId);
    if (known !== undefined) return known;
    const session = this.#session;
    const invalidate = () => this.#palReads.invalidate(palId);
    const queue = new PalQueue(
      {
        attach: (toolIds) => attachTools(session, palId, toolIds).finally(invalidate),
        detach: (toolId) => session.call((call) => detachTool(session, call, palId, toolId)).finally(invalidate),
      },
      session.parts.clock,
    );
    this.#palQueues.set(palId, queue);
    return queue;
  }

  /** A shared read can take many requests, each with its own time limit. This reader has a limit for all of them. */
  #inTime<T>(read: Promise<T>, what: string, path: string): Promise<T> {
    const { clock, callTimeoutMs } = this.#session.parts;
    return new Promise((resolve, reject) => {
      const facts = [`no result within ${formatDuration(callTimeoutMs)} of waiting for GET ${path}`];
      const failure = { operation: what, outcome: { kind: "slow" }, facts } as const;
      const stop = clock.after(callTimeoutMs, () =>
        reject(new NetworkError(failure, { code: "TIMEOUT", method: "GET", path, sent: true })),
      );
      read.then(resolve, reject).finally(stop);
    });
  }
}

const clients = new Map<string, TavusClient>();

/** The client of an account in this process. All users of the account share its limits, retry budget, and caches. */
export function clientFor(account: Account, options: ClientOptions = {}): TavusClient {
  const { href } = parseBaseUrl(account.baseUrl, { allowInsecure: account.allowInsecureBaseUrl });
  const key = JSON.stringify([href, account.apiKey]);
  let client = clients.get(key);
  if (client === undefined) {
    client = new TavusClient(account, options);
    clients.set(key, client);
  }
  return client;
}

function checkKey(apiKey: string): string {
  if (isApiKey(apiKey)) return apiKey;
  throw new SettingsError(
    `The Tavus API key is ${apiKey.trim() === "" ? "empty" : "not usable: it contains spaces, line breaks, or other characters that no key has"}. ` +
      "Copy it again from PAL Maker (https://maker.tavus.io/dev/api-keys) into tavus:apiKey or TAVUS_API_KEY.",
  );
}
