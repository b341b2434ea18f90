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
import { unappliedFields } from "../../definition/unapplied.ts";
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

/** The result of a write. With `problems`, the tool exists, but not everything was done. The engine stores both. */
export interface Written {
  readonly id: string;
  readonly outputs: JsonObject;
  readonly problems: string[];
}

/** Another resource of the program: its name there, whether the name is new, and whether the resource is being deleted. */
interface Owner {
  readonly name: unknown;
  readonly isRenamed: boolean;
  readonly isReplaced?: boolean;
}

/**
 * Creates the tool: one POST. With `adopt`, takes over an existing tool of that name (one look-up, one PATCH), but not from another resource of the
 * program. If two resources had one tool, each `up` would change it back and forth, and deleting one resource would delete the tool of both.
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
    // A program that adopts the tool doesn't care whether the POST or somebody else created it.
    const mayExist = isNameTakenError(error) || (adopts && isAmbiguousOutcomeError(error));
    if (!mayExist) throw error;
    const existing = await toolOfName(client, wire);
    // Claims the id before the next request, because two resources may try to adopt the same tool.
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
  // U-30: an answer without tags says nothing about the stored tags.
  const unseen = isUnset(existing.tags) && !isUnset(said.wire["tags"]) ? ["tags"] : [];
  // A mask says nothing about the stored secret, so the delivery is always sent.
  const present = { there: comparison.before, drifted: [], sendsSecrets: true };
  const answer = await client.updateTool(existing.tool_id, comparison.patch(["delivery", ...unseen], present));
  const unapplied = unappliedFields(comparison, said, Definition.found(answer));
  return written(client, inputs, said, answer, { unapplied });
}

/** `undefined` if no tool has the name anymore. `null` if the look-up failed, because its error must not hide the original one. */
async function toolOfName(client: TavusClient, wire: JsonObject): Promise<Tool | undefined | null> {
  return client.findToolByName(String(wire["name"])).catch(() => null);
}

function nameTaken(error: NameTakenError, existing: Tool | undefined | null, holder: NameHolder): NameTakenError {
  const text = explainNameTaken(error, existing?.tool_id, existing === undefined ? { kind: "nobody" } : holder);
  return new NameTakenError(text, error.toolName, error);
}

/** The current state of a tool, or `undefined` if it is gone. `state` is the last applied state, or `{}` if nothing is known (`Tool.get`). */
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

/** Warns about numbers that JavaScript can't represent exactly. The state has their digits, and updates send those. */
function inexact(inputs: JsonObject): { warnings?: readonly string[] } {
  const warnings = [...exactNumbersOf(inputs)].map(
    ({ path, digits }) =>
      `${formatPath(path)} of tool ${String(inputs["name"])} is ${digits}, a number that JavaScript can't hold. Pulumi keeps its digits and never ` +
      "changes it by itself. To manage it, use a string in Tavus and in the program.",
  );
  return warnings.length === 0 ? {} : { warnings };
}

/** The message for a program that reads a missing tool. */
export function missingTool(id: string): string {
  return (
    `The account has no tool with the id "${id}", which the program reads with Tool.get. ` +
    "Check the id, the API key and the base URL, or remove the Tool.get."
  );
}

/**
 * Updates a tool from `olds` to `news`: one PATCH that contains only the program's changes. `delivery` can only be sent whole (C-12), so a GET reads
 * it first, and the parts that the program didn't change stay unchanged.
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
  // A part that isn't sent keeps the value in the state, even if the program has another value (see Declared).
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
    // C-14: it isn't known whether null clears a field.
    if (isApiError(error) && error.status === 400 && cleared.length > 0)
      throw new TavusError(
        `${explainError(error)} If the reason is that Tavus does not clear ${cleared.map((field) => inputName([field])).join(", ")}, ` +
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

/** Deletes the tool: one DELETE, which also detaches it from every PAL (C-20). Succeeds if the tool is already gone. */
export async function deleteTool(client: TavusClient, id: string): Promise<void> {
  await client.deleteTool(id);
}

interface WriteOptions {
  /** The top-level fields that were sent. @default all */
  readonly fields?: ReadonlySet<string>;
  /** The normalization in the state. For other fields, an answer shows somebody's changes, not the server's normalization. */
  readonly former?: unknown;
  /** The parts that the server didn't apply, as sentences. */
  readonly unapplied?: string[];
}

/** @param sent the expected tool at Tavus. Fields that the program didn't change have their current values */
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
    // The state must match Tavus, or the next preview would show no change. An old value isn't the server's spelling of our value.
    const isUnapplied = unapplied.length > 0;
    const normalization = isUnapplied ? {} : fields === undefined ? now : keepNormalization(former, now, fields);
    const differing = isUnapplied ? compare(sent, found).fields : [];
    const outputs = outputsOf({ inputs, answer: tool, normalization, kept, unapplied: differing });
    return { id: tool.tool_id, outputs, problems: [...problems, ...unapplied] };
  };
  // C-1 documents that the answer contains the whole tool. A shorter answer is completed by a read.
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
