import { isObject, type Tool } from "../../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { isApiError } from "../errors/index.ts";
import { palPath, palToolsPath } from "../paths.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";
import { Listing, PAGE_LIMIT } from "./listing.ts";
import { parsePage } from "./page.ts";
import { listPals } from "./pal-list.ts";

interface Entry {
  readonly takenAt: number;
  readonly tools: Promise<Tool[] | undefined>;
}

/** The tools of each PAL: one request that all readers of the PAL share. The result is kept until one of our writes affects it. */
export class PalReads {
  readonly #session: Session;
  readonly #maxAgeMs: number;
  readonly #entries = new Map<string, Entry>();

  constructor(session: Session, maxAgeMs: number) {
    this.#session = session;
    this.#maxAgeMs = maxAgeMs;
  }

  read(palId: string): Promise<Tool[] | undefined> {
    const now = this.#session.parts.clock.now();
    const known = this.#entries.get(palId);
    if (known !== undefined && now - known.takenAt <= this.#maxAgeMs) return known.tools;
    const tools = this.#session.call((call) => readPalTools(this.#session, call, palId));
    const entry = { takenAt: now, tools };
    this.#entries.set(palId, entry);
    tools.catch(() => {
      // The next reader must not get a failure from the cache.
      if (this.#entries.get(palId) === entry) this.#entries.delete(palId);
    });
    return tools;
  }

  invalidate(palId: string): void {
    this.#entries.delete(palId);
  }

  /** A deleted tool disappears from every PAL (C-20). */
  invalidateAll(): void {
    this.#entries.clear();
  }
}

/** The tools of a PAL. `undefined` if the PAL itself is proven gone. */
export async function readPalTools(session: Session, call: Call, palId: string): Promise<Tool[] | undefined> {
  const listing = new Listing();
  const what = `read the tools of PAL ${palId}`;
  const request = { kind: "get", method: "GET", path: palToolsPath(palId), what, parse: parsePage } as const;
  const reply = await send(session, call, request);
  if (reply.action !== "done") {
    if (await palIsGone(session, call, palId)) return undefined;
    throw explain(reply.names, reply.outcome);
  }
  listing.add(reply.value);
  // Paging isn't documented here (P-7). The rest is requested only if the server counts more than it sent.
  const { items, total } = reply.value;
  if (total !== undefined && total > items.length) {
    const paged = new Listing();
    while (!paged.complete) {
      const query = { limit: String(PAGE_LIMIT), page: String(paged.nextPage) };
      const page = await send(session, call, { ...request, query });
      if (page.action !== "done") throw explain(page.names, page.outcome);
      paged.add(page.value);
    }
    for (const tool of paged.tools.values()) listing.tools.set(tool.tool_id, tool);
  }
  return [...listing.tools.values()];
}

/** Checks again after "PAL not found", because a 400 alone proves nothing. */
async function palIsGone(session: Session, call: Call, palId: string): Promise<boolean> {
  const exists = (body: unknown): boolean | undefined => {
    if (!isObject(body)) return undefined;
    // P-21: `{data:[pal]}` in the OpenAPI, a flat object in live answers.
    return Array.isArray(body["data"]) ? body["data"].length > 0 : Object.keys(body).length > 0;
  };
  try {
    const reply = await send(session, call, {
      kind: "get",
      method: "GET",
      path: palPath(palId),
      what: `look up PAL ${palId}`,
      parse: exists,
    });
    if (reply.action === "done") return !reply.value;
    // The API answers 400. A 404 can come from a gateway that doesn't know any path of the API. A list decides.
    const { http } = reply.outcome;
    if (http.kind === "answer" && http.status === 400) return true;
    return !(await listPals(session, call)).some(({ id }) => id === palId);
  } catch (error) {
    // The text of this 400 doesn't matter, because now two endpoints refuse the id.
    if (isApiError(error) && error.status === 400) return true;
    throw error;
  }
}
