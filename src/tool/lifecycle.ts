import type { TavusClient } from "../tavus-api/client.ts";
import {
  canonicalTool,
  differingFields,
  formatPath,
  isObject,
  isUnset,
  type JsonObject,
  jsonEqual,
  maskSecrets,
  type Path,
  type Tool,
  type ToolDefinition,
} from "../tavus-api/contract/index.ts";
import {
  isAmbiguousOutcomeError,
  isApiError,
  isNameTakenError,
  isToolNotFoundError,
  NameTakenError,
  TavusError,
} from "../tavus-api/errors/index.ts";
import { asksForSecrets, changedFields } from "./diff.ts";
import { driftedFields, keepNormalization, normalizationOf } from "./normalization.ts";
import { patchOf, unappliedFields } from "./patch.ts";
import { keepSpelling } from "./spelling.ts";
import { DEFINITION_INPUTS, OWN_INPUTS, toInputPath, toInputs, toWire } from "./wire.ts";

/** What a write left behind. With `problems` the tool exists, but not all was done: the engine records both. */
export interface Written {
  readonly id: string;
  readonly outputs: JsonObject;
  readonly problems: string[];
}

/** Another resource of the program: the name that it has there, and whether that is new, or it ends. */
interface Owner {
  readonly name: unknown;
  readonly isRenamed: boolean;
}

/**
 * Creates the tool: one POST. With `adopt`, a tool that already has the name is taken over instead (one look-up, one PATCH), but not from another
 * resource of the program: with one tool for two of them each `up` would change it to and fro, and the end of one would be that of the other.
 */
export async function createTool(
  client: TavusClient,
  inputs: JsonObject,
  claim: (id: string) => Owner | undefined = () => undefined,
): Promise<Written> {
  const { wire } = toWire(inputs);
  try {
    const answer = await client.createTool(asDefinition(wire));
    claim(answer.tool_id);
    return written(client, inputs, wire, answer);
  } catch (error) {
    const adopts = inputs["adopt"] === true;
    // Whether the POST or somebody else made the tool of this name does not matter to a program that takes it over.
    const mayExist = isNameTakenError(error) || (adopts && isAmbiguousOutcomeError(error));
    if (!mayExist) throw error;
    const existing = await toolOfName(client, wire);
    // Before the next request: two that take the same tool over may be under way at once.
    const owner = isObject(existing) ? claim(existing.tool_id) : undefined;
    if (adopts && isObject(existing) && owner === undefined) return adoptTool(client, inputs, wire, existing);
    if (!isNameTakenError(error)) throw error;
    throw nameTaken(error, existing, owner === undefined ? FREE : ownedBy(owner, wire));
  }
}

const FREE =
  "Take it over with adopt: true, choose another name, or leave name out: then it ends with the stack's name.";

function ownedBy({ name, isRenamed }: Owner, wire: JsonObject): string {
  const managed = "Another resource of this program manages it";
  if (isRenamed)
    return `${managed}, and gives that name up. Run pulumi up again; with dependsOn on that resource one is enough.`;
  return name === wire["name"]
    ? `${managed}. Choose another name; or declare the tool once, and attach it to as many PALs as shall have it.`
    : `${managed}: it was renamed outside of Pulumi. Run pulumi up --refresh, which gives it its name back.`;
}

async function adoptTool(client: TavusClient, inputs: JsonObject, wire: JsonObject, existing: Tool): Promise<Written> {
  const [there, wanted] = [canonicalTool(existing), canonicalTool(wire)];
  for (const field of ["trigger_type", "origin"])
    if (!jsonEqual(there[field], wanted[field]))
      throw new TavusError(
        `Tavus has a tool of this name (${existing.tool_id}), but its ${formatPath(toInputPath([field]))} is another, which no update can change. ` +
          "Delete or rename that tool, or choose another name.",
      );
  // A masked secret tells nothing about the stored one, so the delivery is always sent.
  const changed = differingFields(wire, existing);
  // U-30: nor do tags that are not echoed.
  const unseen = isUnset(existing.tags) && !isUnset(wire["tags"]) ? ["tags"] : [];
  const patch = patchOf(existing, wire, new Set(["delivery", ...unseen, ...changed.map((path) => String(path[0]))]));
  const answer = await client.updateTool(existing.tool_id, patch);
  const done = await written(client, inputs, wire, answer);
  return withUnapplied(done, inputs, wire, answer, unappliedFields(existing, wire, answer, changed));
}

/** The state must tell what is there, or the next preview would see nothing to do; nor is an old value the server's own spelling of ours. */
function withUnapplied(done: Written, news: JsonObject, wire: JsonObject, answer: Tool, unapplied: string[]): Written {
  if (unapplied.length === 0) return done;
  const present = merge(definitionInputs(news), toInputs(maskSecrets(answer)), differingFields(wire, answer));
  const outputs = { ...present, ...ownInputs(news), ...facts(answer) };
  return { ...done, outputs, problems: [...done.problems, ...unapplied] };
}

/** `undefined`: none has the name any more. `null`: not known, for that the look-up fails must not hide why it was made. */
async function toolOfName(client: TavusClient, wire: JsonObject): Promise<Tool | undefined | null> {
  return client.findToolByName(String(wire["name"])).catch(() => null);
}

function nameTaken(error: NameTakenError, existing: Tool | undefined | null, next: string): NameTakenError {
  const which = isObject(existing) ? `The tool ${existing.tool_id}` : "Another tool";
  const taken = `${error.method} ${error.path} answered 409: ${which} of this account already has the name ${error.toolName} (T-3, X-7).`;
  const gone =
    "A look-up finds none: it may have been renamed or deleted just now. Run pulumi up again, or choose another name.";
  return new NameTakenError(`${taken} ${existing === undefined ? gone : next}`, error.toolName, error);
}

/** The present state of a tool, or `undefined` when it is gone. `state` is what was applied; `{}` when nothing is known (`Tool.get`). */
export async function readTool(
  client: TavusClient,
  id: string,
  state: JsonObject,
): Promise<{ outputs: JsonObject; inputs: JsonObject } | undefined> {
  const tool = await client.readTool(id);
  if (tool === undefined) return undefined;
  const remote = maskSecrets(tool);
  if (isUnset(state["name"])) {
    const inputs = toInputs(remote);
    return { inputs, outputs: { ...inputs, ...facts(tool) } };
  }
  const applied = { ...definitionInputs(state), ...ownInputs(state) };
  const drifted = driftedFields(toWire(applied).wire, remote, state["__normalized"]);
  const inputs = drifted.length === 0 ? applied : merge(applied, toInputs(remote), drifted);
  return {
    inputs,
    outputs: {
      ...inputs,
      ...facts(tool),
      ...(isObject(state["__normalized"]) && { __normalized: state["__normalized"] }),
    },
  };
}

/** What was applied, with the drifted fields as they are now. Equal parts keep the program's spelling; secrets keep their value. */
function merge(applied: JsonObject, actual: JsonObject, drifted: readonly Path[]): JsonObject {
  const inputs = structuredClone(applied);
  for (const wirePath of drifted) {
    const path = toInputPath(wirePath).map(String);
    // Another kind of authentication has other fields: it is one value.
    const authChanged = drifted.some((other) => formatPath(other) === "delivery.api.auth.type");
    const place = authChanged && path[2] === "auth" ? path.slice(0, 3) : path;
    assign(inputs, place, actual);
  }
  return inputs;
}

const sameHeader = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function assign(target: JsonObject, path: readonly string[], source: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  const value = isObject(source) ? source[key] : undefined;
  if (rest.length > 0 && isObject(target[key]) && isObject(value)) assign(target[key], rest, value);
  else if (value === undefined) delete target[key];
  else target[key] = keepSpelling(target[key], value, key === "headers" ? sameHeader : undefined);
}

/** Brings a tool from `olds` to `news`: one PATCH with only what changed. */
export async function updateTool(
  client: TavusClient,
  id: string,
  olds: JsonObject,
  news: JsonObject,
): Promise<Written> {
  const after = toWire(news).wire;
  let before = toWire(definitionInputs(olds)).wire;
  let changed = changedFields(olds, news);
  const sendsSecrets = asksForSecrets(olds, news) && isObject(after["delivery"]);
  if (changed.length === 0 && !sendsSecrets) {
    // The engine asks for an update without a change after a failure: what is there now decides.
    const remote = await client.readTool(id);
    if (remote === undefined) throw goneOutside(id);
    before = remote;
    changed = driftedFields(after, remote, olds["__normalized"]);
    if (changed.length === 0)
      return written(client, news, after, remote, { fields: new Set(), former: olds["__normalized"] });
  }
  const fields = new Set(changed.map((path) => String(path[0])));
  // K-13: secrets go with the whole delivery.
  if (sendsSecrets) fields.add("delivery");
  const patch = patchOf(before, after, fields);
  try {
    const answer = await client.updateTool(id, patch);
    const done = await written(client, news, after, answer, { fields, former: olds["__normalized"] });
    return withUnapplied(done, news, after, answer, unappliedFields(before, after, answer, changed));
  } catch (error) {
    if (isToolNotFoundError(error)) throw goneOutside(id);
    if (isNameTakenError(error))
      throw nameTaken(
        error,
        await toolOfName(client, after),
        "Choose another name, or delete or rename that tool first. Two tools that exchange their names need an up before, in which one has a third name.",
      );
    const cleared = Object.keys(patch).filter((field) => patch[field] === null);
    // C-14: whether null clears a field is unknown.
    if (isApiError(error) && error.status === 400 && cleared.length > 0)
      throw new TavusError(
        `${error.message} If it is that Tavus does not clear ${cleared.map((field) => formatPath(toInputPath([field]))).join(", ")}, ` +
          "replace the tool: pulumi up --replace <its URN>.",
      );
    throw error;
  }
}

function goneOutside(id: string): TavusError {
  return new TavusError(
    `The tool ${id} no longer exists in this account: it was deleted outside of Pulumi. ` +
      "Run pulumi up --refresh, which creates it anew and attaches it again.",
  );
}

/** Deletes the tool: one DELETE, which also detaches it from every PAL (C-20). Already gone is success. */
export async function deleteTool(client: TavusClient, id: string): Promise<void> {
  await client.deleteTool(id);
}

/**
 * @param update the top-level fields that were sent and the normalization that the state had: of the other fields an answer tells what
 * somebody may have done to them, not what the server makes of them
 */
async function written(
  client: TavusClient,
  inputs: JsonObject,
  wire: JsonObject,
  answer: Tool,
  update?: { fields: ReadonlySet<string>; former: unknown },
): Promise<Written> {
  const echoed = { ...definitionInputs(inputs), ...ownInputs(inputs) };
  const done = (tool: Tool, problems: string[] = []): Written => {
    const now = normalizationOf(wire, maskSecrets(tool));
    const normalization = update === undefined ? now : keepNormalization(update.former, now, update.fields);
    return {
      id: tool.tool_id,
      outputs: {
        ...echoed,
        ...facts(tool),
        ...(Object.keys(normalization).length > 0 && { __normalized: normalization }),
      },
      problems,
    };
  };
  // C-1 documents the whole tool in the answer; a shorter one is completed by a read.
  if (answer.description !== undefined && (answer.delivery !== undefined || wire["delivery"] === undefined))
    return done(answer);
  try {
    return done((await client.readTool(answer.tool_id)) ?? answer);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const outputs = { ...echoed, ...facts(answer) };
    return { id: answer.tool_id, outputs, problems: [`The tool was written, but reading it back failed: ${reason}`] };
  }
}

function facts(tool: Tool): JsonObject {
  return { toolId: tool.tool_id, createdAt: tool.created_at ?? undefined, updatedAt: tool.updated_at ?? undefined };
}

function definitionInputs(state: JsonObject): JsonObject {
  return Object.fromEntries(DEFINITION_INPUTS.filter((key) => !isUnset(state[key])).map((key) => [key, state[key]]));
}

/** What steers us and is no part of the definition. */
function ownInputs(state: JsonObject): JsonObject {
  return Object.fromEntries(OWN_INPUTS.filter((key) => !isUnset(state[key])).map((key) => [key, state[key]]));
}

function asDefinition(wire: JsonObject): ToolDefinition {
  return wire as unknown as ToolDefinition;
}
