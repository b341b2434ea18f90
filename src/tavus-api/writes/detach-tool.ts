import { isObject } from "../../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { ApiError } from "../errors/index.ts";
import { palToolPath } from "../paths.ts";
import { readPalTools } from "../reads/pal-reads.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";

/** Statuses behind which "there is nothing to detach" may hide (P-8). */
const MAYBE_DETACHED = new Set([400, 404, 409, 410, 422]);

/** Detaches a tool; not attached, tool gone and PAL gone are all what was wanted (P-8). */
export async function detachTool(session: Session, call: Call, palId: string, toolId: string): Promise<void> {
  let failure: unknown;
  try {
    const reply = await send(session, call, {
      kind: "delete",
      method: "DELETE",
      path: palToolPath(palId, toolId),
      what: `detach tool ${toolId} from PAL ${palId}`,
      // A page of HTML with status 200 is somebody else's answer: a list has to tell.
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
