import type { JsonObject } from "../../contract/index.ts";
import type { Handler, Script, SeenRequest } from "./scripted-server.ts";

export interface StoreOptions {
  /** The largest page that the server gives. @default 100 */
  cap?: number;
  /** The count that the server claims. @default the true count */
  total?: (count: number) => number | undefined;
  ignoreFilter?: boolean;
  ignorePage?: boolean;
  envelope?: "data" | "tools" | "array";
}

export const toolNumber = (n: number): JsonObject => ({
  tool_id: `t${String(n).padStart(12, "0")}`,
  name: `tool_${n}`,
  description: "",
  created_at: "2026-05-15T10:30:00",
});

export const toolsUpTo = (count: number): JsonObject[] => Array.from({ length: count }, (_, n) => toolNumber(n));

/** `GET /v2/tools` over an array, with the quirks that a server might have. */
export function listOf(tools: readonly JsonObject[], options: StoreOptions = {}): (request: SeenRequest) => Script {
  const { cap = 100, ignoreFilter = false, ignorePage = false, envelope = "data" } = options;
  const totalOf = options.total ?? ((count: number) => count);
  return ({ query }) => {
    const filter = query["name_or_uuid"]?.toLowerCase();
    const matching =
      filter === undefined || ignoreFilter
        ? tools
        : tools.filter((tool) => tool["tool_id"] === filter || String(tool["name"]).toLowerCase().includes(filter));
    const size = Math.min(Number(query["limit"] ?? 10), cap);
    const start = ignorePage ? 0 : (Number(query["page"] ?? 1) - 1) * size;
    const data = matching.slice(start, start + size);
    const total = totalOf(matching.length);
    if (envelope === "array") return { status: 200, body: data };
    return { status: 200, body: { [envelope]: data, ...(total === undefined ? {} : { total_count: total }) } };
  };
}

/** Routes by `METHOD /path`. `*` stands for one segment of the path. */
export function routes(table: Record<string, Handler>): Handler {
  const entries = Object.entries(table).map(
    ([route, handler]) => [new RegExp(`^${route.replaceAll("*", "[^/]+")}$`), handler] as const,
  );
  return (request, count) => {
    const found = entries.find(([pattern]) => pattern.test(`${request.method} ${request.path}`));
    return found?.[1](request, count) ?? { status: 500, body: { error: `no route ${request.method} ${request.path}` } };
  };
}
