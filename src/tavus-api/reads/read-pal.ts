import { isObject, member } from "../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { palPath } from "../paths.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";

/**
 * Whether PAL Maker holds edits of a PAL that are not published (P-21, U-15); `undefined` where the PAL is not there, or the server
 * does not say it.
 */
export async function hasUnpublishedChanges(session: Session, call: Call, palId: string): Promise<boolean | undefined> {
  const reply = await send(session, call, {
    kind: "get",
    method: "GET",
    path: palPath(palId),
    query: { source: "draft" },
    what: `read the draft of PAL ${palId}`,
    // P-21: `{data:[pal]}` in the OpenAPI, a flat object live.
    parse: (body) => (isObject(body) ? { pal: Array.isArray(body["data"]) ? body["data"][0] : body } : undefined),
  });
  if (reply.action === "done") {
    const flag = member(reply.value.pal, "has_unpublished_changes");
    return typeof flag === "boolean" ? flag : undefined;
  }
  if (reply.outcome.class === "gone") return undefined;
  throw explain(reply.names, reply.outcome);
}
