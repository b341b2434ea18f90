import { isObject } from "../../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { ApiError } from "../errors/index.ts";
import { palToolPath } from "../paths.ts";
import { readPalTools } from "../reads/pal-reads.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";

/** Statuses that can mean "there is nothing to detach" (P-8). */
const MAYBE_DETACHED = new Set([400, 404, 409, 410, 422]);

/** Detaches a tool. Succeeds if it isn't attached, or if the tool or the PAL is gone (P-8). */
export async function detachTool(session: Session, call: Call, palId: string, toolId: string): Promise<void> {
  let failure: unknown;
  try {
    const reply = await send(session, call, {
      kind: "delete",
      method: "DELETE",
      path: palToolPath(palId, toolId),
      what: `detach tool ${toolId} from PAL ${palId}`,
      // An HTML page with status 200 doesn't come from the API. A list must decide.
      parse: (body) => (body === undefined || isObject(body) ? true : undefined),
      emptyIsFine: true,
    });
    if (reply.action === "done") return;
    failure = explain(reply.names, reply.outcome);
  } catch (error) {
    if (!(error instanceof ApiError) || !MAYBE_DETACHED.has(error.status)) throw error;
    failure = error;
  }
  const tools = await readPalTools(session, call, palId);
  if (tools?.some((tool) => tool.tool_id === toolId) === true) throw failure;
}
