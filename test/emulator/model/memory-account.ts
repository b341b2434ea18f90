import { type JsonObject, maskSecrets } from "../../../src/contract/index.ts";
import type { HttpAnswer, HttpRequest } from "../../../src/tavus-api/transport/http.ts";

type Step = () => Promise<unknown>;

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * An account without a network or a thread. Each request is handled at one moment, except for a PAL's attachments, which are read, changed, and
 * written back (U-13), overwriting concurrent changes. `step` is the time between the two.
 */
export class MemoryAccount {
  readonly tools = new Map<string, JsonObject>();
  readonly attached = new Map<string, readonly string[]>();
  readonly #now: () => number;
  #made = 0;

  constructor(pals: readonly string[], now: () => number) {
    this.#now = now;
    for (const pal of pals) this.attached.set(pal, []);
  }

  /** A creation by hand or by POST. `undefined` if the name is taken (C-3). */
  make(definition: JsonObject): JsonObject | undefined {
    if ([...this.tools.values()].some(({ name }) => name === definition["name"])) return undefined;
    const id = `t${String(++this.#made).padStart(12, "0")}`;
    // Whole seconds, without a time zone (C-4).
    const at = new Date(this.#now()).toISOString().slice(0, 19);
    const tool = { ...definition, tool_id: id, created_at: at, updated_at: at };
    this.tools.set(id, tool);
    return tool;
  }

  async answer(request: HttpRequest, step: Step): Promise<HttpAnswer> {
    const { status, body } = await this.#handle(request, step);
    return answerOf(status, body === undefined ? "" : JSON.stringify(body), this.#now());
  }

  async #handle({ method, path, body }: HttpRequest, step: Step): Promise<Reply> {
    const [address = "", query = ""] = path.split("?");
    const [, , kind = "", id = "", , member = ""] = address.split("/");
    const sent = body === undefined ? {} : (JSON.parse(body) as JsonObject);
    if (kind === "pals") return this.#pal(method, id, member, sent, step);
    if (id !== "") return this.#tool(method, id, sent);
    if (method === "GET") return list([...this.tools.values()], new URLSearchParams(query));
    const made = this.make(sent);
    return made === undefined
      ? reply(409, { error: "A tool with this name already exists" })
      : reply(200, masked(made));
  }

  #tool(method: string, id: string, patch: JsonObject): Reply {
    const tool = this.tools.get(id);
    if (tool === undefined) return reply(400, { error: "Tool not found" });
    if (method === "PATCH") {
      const changed = { ...tool, ...patch };
      this.tools.set(id, changed);
      return reply(200, masked(changed));
    }
    this.tools.delete(id);
    for (const [pal, ids] of this.attached) this.attached.set(pal, without(ids, id));
    return reply(204);
  }

  async #pal(method: string, pal: string, member: string, { tool_ids: added }: JsonObject, step: Step): Promise<Reply> {
    const before = this.attached.get(pal);
    if (before === undefined) return reply(400, { error: "PAL not found" });
    if (method === "GET") return this.#attachedTo(pal);
    if (method === "DELETE" && !before.includes(member)) return reply(400, { error: "Tool not attached" });
    const wanted = Array.isArray(added) ? added.map(String) : [];
    if (!wanted.every((id) => this.tools.has(id))) return reply(400, { error: "Tool not found" });
    await step();
    // A tool that is gone by now isn't attached anywhere (C-20).
    const after = method === "POST" ? [...new Set([...before, ...wanted])] : without(before, member);
    this.attached.set(
      pal,
      after.filter((id) => this.tools.has(id)),
    );
    return method === "POST" ? this.#attachedTo(pal) : reply(204);
  }

  #attachedTo(pal: string): Reply {
    const ids = this.attached.get(pal) ?? [];
    const tools = [...this.tools].filter(([id]) => ids.includes(id)).map(([, tool]) => tool);
    return list(tools, new URLSearchParams());
  }
}

function list(tools: readonly JsonObject[], query: URLSearchParams): Reply {
  const filter = query.get("name_or_uuid");
  const found = tools.filter(
    ({ tool_id: id, name }) => filter === null || id === filter || String(name).includes(filter),
  );
  // Small pages, so that a list takes several requests, between which the account changes.
  const [page, size] = [Number(query.get("page") ?? 1), query.has("page") ? 3 : found.length];
  return reply(200, { data: found.slice((page - 1) * size, page * size).map(masked), total_count: found.length });
}

const masked = (tool: JsonObject): JsonObject => maskSecrets(tool);
const without = (ids: readonly string[], id: string): string[] => ids.filter((one) => one !== id);

const reply = (status: number, body?: unknown): Reply => ({ status, body });

/** An answer as on the wire, with the server's time. */
export function answerOf(status: number, text: string, now: number): HttpAnswer {
  const date = new Date(now).toUTCString();
  return { kind: "answer", status, text, header: (name) => (name === "date" ? date : undefined) };
}
