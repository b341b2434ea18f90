import { parseTool, type Tool } from "../../contract/index.ts";
import { explain, fact, type RequestNames } from "../errors/explain.ts";
import { ApiError, ToolNotFoundError } from "../errors/index.ts";
import { toolPath } from "../paths.ts";
import type { Call } from "../transport/call.ts";
import type { BadOutcome } from "../transport/outcome.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";
import { findById } from "./tool-list.ts";

/** The current tool, by its id: one GET. @throws ToolNotFoundError if it is gone */
export async function getTool(session: Session, call: Call, id: string): Promise<Tool> {
  const read = await send(session, call, {
    kind: "get",
    method: "GET",
    path: toolPath(id),
    what: `read tool ${id}`,
    parse: parseTool,
  });
  if (read.action === "done") return read.value;
  throw await notFound(session, call, id, read);
}

/** "Not found" is a 400 here, so the list decides: the tool is gone, or the 400 meant something else. */
export async function notFound(
  session: Session,
  call: Call,
  id: string,
  { names, outcome }: { names: RequestNames; outcome: BadOutcome },
): Promise<Error> {
  const error = explain(names, outcome);
  if (!(error instanceof ApiError) || (await findById(session, call, id)) !== undefined) return error;
  const facts = [`it no longer exists (${fact(names, outcome)}, and the list of tools doesn't have it)`];
  return new ToolNotFoundError({ operation: names.what, outcome: { kind: "gone" }, facts }, id, error);
}
