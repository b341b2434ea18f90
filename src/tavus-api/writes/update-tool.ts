import { parseTool, type Tool, type ToolPatch } from "../../contract/index.ts";
import { ApiError } from "../errors/index.ts";
import { toolPath } from "../paths.ts";
import { getTool, notFound } from "../reads/get-tool.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";
import { nameTaken } from "./create-tool.ts";

/** Changes a tool. Fields that the patch doesn't contain stay (C-8). Repeating it is harmless, because it only sets values. */
export async function updateTool(session: Session, call: Call, id: string, patch: ToolPatch): Promise<Tool> {
  const what = `update tool ${id}`;
  const path = toolPath(id);
  try {
    const reply = await send(session, call, {
      kind: "patch",
      method: "PATCH",
      path,
      body: patch,
      what,
      parse: parseTool,
    });
    if (reply.action === "done") return reply.value;
    if (reply.action === "confirm") throw await notFound(session, call, id, reply);
  } catch (error) {
    if (error instanceof ApiError && error.status === 409 && patch.name !== undefined)
      throw nameTaken(error, patch.name);
    throw error;
  }
  // C-16: a 304 or an empty answer is success. Only a GET shows the resulting tool (U-3).
  return getTool(session, call, id);
}
