import { isObject, parseTool, type Tool } from "../../contract/index.ts";

/** One page of a list, as received. */
export interface Page {
  readonly items: readonly unknown[];
  /** The server's count over all pages, if there is one. */
  readonly total: number | undefined;
}

/** `{data, total_count}` (G-11), `{tools}` (P-7), or a bare array (P-9). Anything else isn't a list. */
export function parsePage(body: unknown): Page | undefined {
  if (Array.isArray(body)) return { items: body, total: undefined };
  if (!isObject(body)) return undefined;
  const items = body["data"] ?? body["tools"];
  if (!Array.isArray(items)) return undefined;
  const total = body["total_count"];
  return { items, total: typeof total === "number" && Number.isInteger(total) && total >= 0 ? total : undefined };
}

/** A user's tool in a list. Tavus's own tools (T-14) aren't included. */
export function parseUserTool(item: unknown): Tool | undefined {
  const tool = parseTool(item);
  return tool?.is_system_tool === true ? undefined : tool;
}
