import { parseTool, type Tool, type ToolDefinition } from "../../contract/index.ts";
import { sameDefinition } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { fact, type RequestNames } from "../errors/explain.ts";
import {
  AmbiguousOutcomeError,
  ApiError,
  CancelledError,
  isTavusError,
  NameTakenError,
  NetworkError,
} from "../errors/index.ts";
import { TOOLS } from "../paths.ts";
import { type Deletions, lagDelays, lookAgain, pause } from "../reads/lag.ts";
import { findByName } from "../reads/tool-list.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { Call } from "../transport/call.ts";
import type { BadOutcome } from "../transport/outcome.ts";
import { Retries } from "../transport/retries.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";
import type { Create, Creations } from "./creations.ts";

/** `created_at` and `Date` have whole seconds, and can come from different machines. */
const CLOCK_TOLERANCE_MS = 3000;

/** What is known about a POST whose answer was lost. */
interface Lost {
  readonly outcome: BadOutcome;
  readonly names: RequestNames;
}

/**
 * Creates a tool exactly once. Tavus has no idempotency key (G-10), but names are unique in an account (C-3). After a lost answer, the name shows
 * whether the tool exists. If it doesn't, sending the request again can't create a second one.
 */
export function createTool(
  session: Session,
  creations: Creations,
  deletions: Deletions,
  definition: ToolDefinition,
): Promise<Tool> {
  return creations.run(definition.name, (isAnothers) =>
    session.call((call) =>
      // Protects the whole creation, because the result of the look-up after a dropped POST must be known, too.
      session.parts.cancellation.protect(() => createOnce(session, call, deletions, definition, isAnothers)),
    ),
  );
}

type IsAnothers = Parameters<Create>[0];

async function createOnce(
  session: Session,
  call: Call,
  deletions: Deletions,
  definition: ToolDefinition,
  isAnothers: IsAnothers,
): Promise<Tool> {
  const proven = (lost: Lost): Promise<Tool | undefined> => prove(session, call, definition, lost, isAnothers);
  const retries = new Retries(session, call);
  const delays = lagDelays();
  let lost: Lost | undefined;
  for (;;) {
    let reply: Awaited<ReturnType<typeof post>>;
    try {
      reply = await post(session, call, definition, retries);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409)
        throw lost === undefined ? error : stillUnknown(error, lost);
      if (lost === undefined) {
        const { value: delay, done } = delays.next();
        const mayWait = done !== true && (await isBeingFreed(session, call, deletions, definition.name));
        if (!mayWait) throw nameTaken(error, definition.name);
        await pause(session, call, describe(definition), delay);
        continue;
      }
      // The name has been taken since: by the lost POST, which a list may not show yet, or by somebody else.
      const known = lost;
      const found = (await proven(known)) ?? (await lookAgain(session, call, known.names.what, () => proven(known)));
      if (found !== undefined) return found;
      throw nameTaken(error, definition.name);
    }
    if (reply.action === "done") return reply.value;
    lost = reply;
    const found = await proven(lost);
    if (found !== undefined) return found;
    await retries.next(lost.names, lost.outcome);
  }
}

/** C-20: whether a name may be taken only because the server hasn't freed it yet, after this client's own deletion. */
async function isBeingFreed(session: Session, call: Call, deletions: Deletions, name: string): Promise<boolean> {
  if (!deletions.areRecent) return false;
  const found = await findByName(session, call, name);
  return found === undefined || deletions.has(found.tool_id);
}

const post = (session: Session, call: Call, definition: ToolDefinition, retries: Retries) =>
  send(
    session,
    call,
    { kind: "create", method: "POST", path: TOOLS, body: definition, what: describe(definition), parse: parseTool },
    retries,
  );

const describe = ({ name }: ToolDefinition): string => `create tool "${name}"`;

/** The tool that the lost POST created. `undefined` if there is none. Throws if that can't be determined. */
async function prove(
  session: Session,
  call: Call,
  sent: ToolDefinition,
  lost: Lost,
  isAnothers: IsAnothers,
): Promise<Tool | undefined> {
  let found: Tool | undefined;
  try {
    const limitMs = Math.max(call.remainingMs(), session.parts.requestTimeoutMs);
    found = await session.lastLook((lookUp) => findByName(session, lookUp, sent.name), limitMs);
  } catch (error) {
    if (!isTavusError(error)) throw error;
    throw ambiguous(sent, lost, `the look-up by name failed too (${error.message})`);
  }
  if (found === undefined || isAnothers(found.tool_id)) return undefined;
  const createdAt = parseTimestamp(found.created_at);
  const startedAt = session.parts.serverClock.at(call.startedAt) - CLOCK_TOLERANCE_MS;
  const same = sameDefinition(Definition.sent({ ...sent }), Definition.found(found));
  if (same && createdAt !== undefined && createdAt >= startedAt) return found;
  const doubt = !same
    ? "whose definition differs from the one sent"
    : createdAt === undefined
      ? "with the same definition but without a creation time"
      : `with the same definition but created before, at ${found.created_at}`;
  throw ambiguous(sent, lost, `a tool of this name exists, ${found.tool_id}, ${doubt}`, found.tool_id);
}

function ambiguous(sent: ToolDefinition, lost: Lost, lookup: string, toolId?: string): AmbiguousOutcomeError {
  const request = fact(lost.names, lost.outcome);
  return new AmbiguousOutcomeError(
    {
      operation: `tell whether tool "${sent.name}" was created`,
      outcome: { kind: "ambiguous", toolId },
      facts: [`${request}, and ${lookup}`],
    },
    { toolName: sent.name, toolId, request, lookup },
  );
}

/** A retry failed permanently after an earlier POST was lost. The message mentions that the look-up in between found nothing. */
function stillUnknown(error: unknown, { names, outcome }: Lost): unknown {
  if (!isTavusError(error) || error.failure === undefined) return error;
  const earlier = `An earlier attempt was lost (${fact(names, outcome)}), and a look-up after it found no tool of this name`;
  const failure = { ...error.failure, facts: [...error.failure.facts, earlier] };
  if (error instanceof ApiError) return new ApiError(failure, error);
  if (error instanceof NetworkError) return new NetworkError(failure, error);
  return error instanceof CancelledError ? new CancelledError(failure) : error;
}

/** The error for a taken name. A PATCH can cause it, too, because a rename can clash with another tool. */
export function nameTaken(error: ApiError, name: string): NameTakenError {
  const { operation = `use the name ${name}`, facts = [] } = error.failure ?? {};
  return new NameTakenError({ operation, facts, outcome: { kind: "name-taken", name } }, name, error);
}
