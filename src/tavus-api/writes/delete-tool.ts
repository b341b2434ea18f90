import { isObject } from "../../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { toolPath } from "../paths.ts";
import { findById } from "../reads/tool-list.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";

/** Deletes a tool and with it its attachments (C-20). A tool that is already gone is what was wanted (C-21). */
export async function deleteTool(session: Session, call: Call, id: string): Promise<void> {
  const reply = await send(session, call, {
    kind: "delete",
    method: "DELETE",
    path: toolPath(id),
    what: `delete tool ${id}`,
    // A page of HTML with status 200 is somebody else's answer: a list has to tell.
    parse: (body) => (body === undefined || isObject(body) ? true : undefined),
    emptyIsFine: true,
  });
  if (reply.action === "done") return;
  // The same 400 is used for what may not be deleted (C-21): only the list tells the two apart.
  if ((await findById(session, call, id)) !== undefined) throw explain(reply.names, reply.outcome);
}
