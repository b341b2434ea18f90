import { isObject } from "../../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { toolPath } from "../paths.ts";
import { findById } from "../reads/tool-list.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";

/** Deletes a tool and its attachments (C-20). A tool that is already gone counts as success (C-21). */
export async function deleteTool(session: Session, call: Call, id: string): Promise<void> {
  const reply = await send(session, call, {
    kind: "delete",
    method: "DELETE",
    path: toolPath(id),
    what: `delete tool ${id}`,
    // An HTML page with status 200 doesn't come from the API. A list must decide.
    parse: (body) => (body === undefined || isObject(body) ? true : undefined),
    emptyIsFine: true,
  });
  if (reply.action === "done") return;
  // Tavus uses the same 400 for tools that must not be deleted (C-21). Only the list distinguishes the two.
  if ((await findById(session, call, id)) !== undefined) throw explain(reply.names, reply.outcome);
}
