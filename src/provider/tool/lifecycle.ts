import {
  exactNumbersOf,
  formatPath,
  isObject,
  isUnset,
  type JsonObject,
  type Tool,
  type ToolDefinition,
} from "../../contract/index.ts";
import { inputName } from "../../contract/wire.ts";
import { compare, keepNormalization, normalizationOf } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { unappliedFields } from "../../definition/patch.ts";
import { explainError, explainNameTaken, type NameHolder, remedyFor } from "../../messages/index.ts";
import { nameChoice } from "../../state-format/naming.ts";
import { DECLARED, NORMALIZED } from "../../state-format/properties.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import {
  isAmbiguousOutcomeError,
  isApiError,
  isNameTakenError,
  isToolNotFoundError,
  NameTakenError,
  TavusError,
} from "../../tavus-api/errors/index.ts";
import { facts, merge, outputsOf, saidInputs, unknown } from "./outputs.ts";
import { planUpdate, reasonToLook } from "./update-plan.ts";

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
  readonly isReplaced?: boolean;
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
  const said = Definition.said(inputs);
  const { wire } = said;
  try {
    const answer = await client.createTool(asDefinition(wire));
    claim(answer.tool_id);
    return written(client, inputs, said, answer);
  } catch (error) {
    const adopts = inputs["adopt"] === true;
    // Whether the POST or somebody else made the tool of this name doesn't matter to a program that takes it over.
    const mayExist = isNameTakenError(error) || (adopts && isAmbiguousOutcomeError(error));
    if (!mayExist) throw error;
    const existing = await toolOfName(client, wire);
    // Before the next request: two that take the same tool over may be under way at once.
    const owner = isObject(existing) ? claim(existing.tool_id) : undefined;
    if (adopts && isObject(existing) && owner === undefined) return adoptTool(client, inputs, existing);
    if (!isNameTakenError(error)) throw error;
    throw nameTaken(
      error,
      existing,
      owner === undefined ? { kind: "stranger", choice: nameChoice(inputs) } : holderOf(owner, wire),
    );
  }
}

function holderOf({ name, isRenamed, isReplaced }: Owner, wire: JsonObject): NameHolder {
  if (isReplaced === true) return { kind: "replaced" };
  if (isRenamed) return { kind: "giving-up" };
  return { kind: name === wire["name"] ? "same-name" : "renamed-outside" };
}

async function adoptTool(client: TavusClient, inputs: JsonObject, existing: Tool): Promise<Written> {
  const said = Definition.said(inputs);
  const comparison = compare(Definition.found(existing), said);
  const [fixed] = comparison.replaces();
  if (fixed !== undefined)
    throw new TavusError(
      `Tavus has a tool of this name (${existing.tool_id}), but its ${fixed} is another, which no update can change. ` +
        "Delete or rename that tool, or choose another name.",
    );
  // U-30: tags that are not echoed tell nothing about the stored ones.
  const unseen = isUnset(existing.tags) && !isUnset(said.wire["tags"]) ? ["tags"] : [];
  // A masked secret tells nothing about the stored one, so the delivery is always sent.
  const present = { there: comparison.before, drifted: [], sendsSecrets: true };
  const answer = await client.updateTool(existing.tool_id, comparison.patch(["delivery", ...unseen], present));
  const unapplied = unappliedFields(comparison, said, Definition.found(answer));
  return written(client, inputs, said, answer, { unapplied });
}

/** `undefined`: none has the name any more. `null`: not known, because a failed look-up must not hide why it was made. */
async function toolOfName(client: TavusClient, wire: JsonObject): Promise<Tool | undefined | null> {
  return client.findToolByName(String(wire["name"])).catch(() => null);
}

function nameTaken(error: NameTakenError, existing: Tool | undefined | null, holder: NameHolder): NameTakenError {
  const text = explainNameTaken(error, existing?.tool_id, existing === undefined ? { kind: "nobody" } : holder);
  return new NameTakenError(text, error.toolName, error);
}

/** The present state of a tool, or `undefined` when it is gone. `state` is what was applied; `{}` when nothing is known (`Tool.get`). */
export async function readTool(
  client: TavusClient,
  id: string,
  state: JsonObject,
): Promise<{ outputs: JsonObject; inputs: JsonObject; warnings?: readonly string[] } | undefined> {
  const tool = await client.readTool(id, state["createdAt"]);
  if (tool === undefined) return undefined;
  const found = Definition.found(tool);
  if (isUnset(state["name"])) {
    const { inputs } = found;
    return { inputs, outputs: { ...inputs, ...facts(tool), ...unknown(tool) }, ...inexact(inputs) };
  }
  const applied = saidInputs(state);
  const { fields: drifted } = compare(Definition.said(state), found, state[NORMALIZED]);
  const inputs = drifted.length === 0 ? applied : merge(applied, found.inputs, drifted);
  return {
    inputs,
    ...inexact(inputs),
    outputs: {
      ...inputs,
      ...facts(tool),
      ...(isObject(state[NORMALIZED]) && { [NORMALIZED]: state[NORMALIZED] }),
      ...unknown(tool),
    },
  };
}

/** What of a tool JavaScript can't hold. The state has its digits, and updates send those. */
function inexact(inputs: JsonObject): { warnings?: readonly string[] } {
  const warnings = [...exactNumbersOf(inputs)].map(
    ({ path, digits }) =>
      `${formatPath(path)} of tool ${String(inputs["name"])} is ${digits}, a number that JavaScript can't hold. Pulumi keeps its digits and never ` +
      "changes it by itself. To manage it, use a string in Tavus and in the program.",
  );
  return warnings.length === 0 ? {} : { warnings };
}

/** For a program that reads a tool that isn't there. */
export function missingTool(id: string): string {
  return (
    `The account has no tool with the id "${id}", which the program reads with Tool.get. ` +
    "Check the id, the API key and the base URL, or remove the Tool.get."
  );
}

/**
 * Brings a tool from `olds` to `news`: one PATCH with only what the program changed. `delivery` can only be sent whole (C-12), so one GET
 * comes first where it is sent: what the program didn't change of it stays unchanged.
 */
export async function updateTool(
  client: TavusClient,
  id: string,
  olds: JsonObject,
  news: JsonObject,
): Promise<Written> {
  const look = reasonToLook(olds, news);
  const tool =
    look === "repeat"
      ? await client.readTool(id, olds["createdAt"])
      : look === "delivery"
        ? await presentTool(client, id)
        : undefined;
  if (look !== undefined && tool === undefined) throw goneOutside(id);
  const normalized = olds[NORMALIZED];
  const plan = planUpdate(olds, news, tool && Definition.found(tool));
  const { comparison, fields, patch } = plan;
  const { after } = comparison;
  if (tool !== undefined && fields.size === 0)
    return written(client, news, after, tool, { fields, former: normalized });
  const isAsSaid = look !== "repeat" && !plan.keepsOthers && olds[DECLARED] === undefined;
  // What isn't sent stays as the state tells it, even if the program says something else (see Declared).
  const unsent = look === "repeat" ? {} : withoutFields(Definition.said(olds).wire, fields);
  const sent = isAsSaid ? after : Definition.sent({ ...after.wire, ...unsent, ...patch });
  try {
    const answer = await client.updateTool(id, patch);
    const unapplied = unappliedFields(comparison, sent, Definition.found(answer));
    return written(client, news, sent, answer, { fields, former: normalized, unapplied });
  } catch (error) {
    if (isToolNotFoundError(error)) throw goneOutside(id);
    if (isNameTakenError(error)) throw nameTaken(error, await toolOfName(client, after.wire), { kind: "other-tool" });
    const cleared = Object.keys(patch).filter((field) => patch[field] === null);
    // C-14: whether null clears a field is unknown.
    if (isApiError(error) && error.status === 400 && cleared.length > 0)
      throw new TavusError(
        `${explainError(error)} If it is that Tavus does not clear ${cleared.map((field) => inputName([field])).join(", ")}, ` +
          "replace the tool: pulumi up --replace <its URN>.",
      );
    throw error;
  }
}

const withoutFields = (wire: JsonObject, fields: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(wire).filter(([field]) => !fields.has(field)));

async function presentTool(client: TavusClient, id: string): Promise<Tool> {
  try {
    return await client.getTool(id);
  } catch (error) {
    throw isToolNotFoundError(error) ? goneOutside(id) : error;
  }
}

function goneOutside(id: string): TavusError {
  return new TavusError(
    `The tool ${id} no longer exists in this account: it was deleted outside of Pulumi. ${remedyFor({ kind: "gone" })}`,
  );
}

/** Deletes the tool: one DELETE, which also detaches it from every PAL (C-20). Already gone is success. */
export async function deleteTool(client: TavusClient, id: string): Promise<void> {
  await client.deleteTool(id);
}

interface WriteOptions {
  /** The top-level fields that were sent. @default all */
  readonly fields?: ReadonlySet<string>;
  /** The normalization that the state had: of other fields an answer tells what somebody did to them, not what the server makes of them. */
  readonly former?: unknown;
  /** What the server did not apply, as sentences. */
  readonly unapplied?: string[];
}

/** @param sent what is expected at Tavus, in which fields that the program didn't touch are as they were there */
async function written(
  client: TavusClient,
  inputs: JsonObject,
  sent: Definition,
  answer: Tool,
  { fields, former, unapplied = [] }: WriteOptions = {},
): Promise<Written> {
  const { fields: kept } = compare(Definition.said(inputs), sent);
  const done = (tool: Tool, problems: string[] = []): Written => {
    const found = Definition.found(tool);
    const now = normalizationOf(sent, found);
    // The state must match Tavus, or the next preview would see nothing to do; an old value is not the server's spelling of our value.
    const isUnapplied = unapplied.length > 0;
    const normalization = isUnapplied ? {} : fields === undefined ? now : keepNormalization(former, now, fields);
    const differing = isUnapplied ? compare(sent, found).fields : [];
    const outputs = outputsOf({ inputs, answer: tool, normalization, kept, unapplied: differing });
    return { id: tool.tool_id, outputs, problems: [...problems, ...unapplied] };
  };
  // C-1 documents the whole tool in the answer; a shorter one is completed by a read.
  if (answer.description !== undefined && (answer.delivery !== undefined || sent.wire["delivery"] === undefined))
    return done(answer);
  try {
    return done((await client.readTool(answer.tool_id, answer.created_at)) ?? answer);
  } catch (error) {
    const outputs = { ...saidInputs(inputs), ...facts(answer) };
    const unread = `The tool was written, but reading it back failed: ${explainError(error)}`;
    return { id: answer.tool_id, outputs, problems: [unread, ...unapplied] };
  }
}

function asDefinition(wire: JsonObject): ToolDefinition {
  return wire as unknown as ToolDefinition;
}
