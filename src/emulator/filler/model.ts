import { isObject, type JsonObject, member } from "../../tavus-api/contract/index.ts";
import { tryJson } from "../../tavus-api/json.ts";
import { withoutTrailing } from "../../tavus-api/trailing.ts";
import { FillError } from "./fill.ts";
import type { FillInput } from "./index.ts";
import { findMismatch } from "./schema.ts";

/** A server that speaks OpenAI's chat completions, on this machine or elsewhere. */
export interface ModelOptions {
  /** With the version, such as `http://127.0.0.1:11434/v1`. */
  readonly url: string;
  readonly model: string;
  /** Sent as a bearer token. @default none */
  readonly apiKey?: string;
  /** Milliseconds for one answer. @default 60000 */
  readonly timeoutMs?: number;
}

interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/**
 * Arguments as a language model fills them; one attempt to repair what does not fit the schema.
 * @throws FillError where the server cannot be asked, or its answer does not fit after the repair either
 */
export async function fillByModel(
  options: ModelOptions,
  { tool, transcript, perception, parameters, signal }: FillInput & { readonly parameters: JsonObject },
): Promise<JsonObject> {
  const { open, fixed } = split(parameters);
  if (Object.keys(open["properties"] as JsonObject).length === 0) return fixed;
  const messages: Message[] = [
    {
      role: "system",
      content: `A video call has ended. Fill the arguments of the action "${String(tool["name"])}" (${String(tool["description"])}) from it. Answer with one JSON object that is valid against this JSON Schema, and nothing else:\n${JSON.stringify(open)}`,
    },
    { role: "user", content: describe(transcript, perception) },
  ];
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask(options, messages, { name: String(tool["name"]), schema: open }, signal);
    const parsed = parse(answer);
    const mismatch = parsed === undefined ? "the answer is not a JSON object" : await findMismatch(open, parsed);
    if (parsed !== undefined && mismatch === undefined) return { ...parsed, ...fixed };
    if (attempt === 2) throw new FillError(`the model's answer does not fit the schema: ${mismatch}`);
    messages.push(
      { role: "assistant", content: answer },
      { role: "user", content: `That does not fit: ${mismatch}. Answer with the whole JSON object, corrected.` },
    );
  }
}

/** T-22: the model sees only what it is to fill. */
function split(parameters: JsonObject): { open: JsonObject; fixed: JsonObject } {
  const properties = Object.entries(isObject(parameters["properties"]) ? parameters["properties"] : {});
  const isFixed = ([, schema]: [string, unknown]): boolean => member(schema, "const") !== undefined;
  const required = Array.isArray(parameters["required"]) ? parameters["required"] : [];
  const open = properties.filter((entry) => !isFixed(entry));
  return {
    open: {
      ...parameters,
      type: "object",
      properties: Object.fromEntries(open),
      required: required.filter((name) => open.some(([own]) => own === name)),
    },
    fixed: Object.fromEntries(properties.filter(isFixed).map(([name, schema]) => [name, member(schema, "const")])),
  };
}

function describe(transcript: FillInput["transcript"], perception: string): string {
  const lines = transcript.map(({ role, content }) => `${role}: ${content}`).join("\n");
  return perception === "" ? lines : `${lines}\n\nWhat was seen: ${perception}`;
}

async function ask(
  { url, model, apiKey, timeoutMs = 60_000 }: ModelOptions,
  messages: readonly Message[],
  { name, schema }: { name: string; schema: JsonObject },
  signal: AbortSignal,
): Promise<string> {
  try {
    const response = await fetch(`${withoutTrailing(url, "/")}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify({
        model,
        messages,
        temperature: 0,
        response_format: { type: "json_schema", json_schema: { name, schema } },
      }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (!response.ok) throw new FillError(`the model server answered ${response.status}`);
    const body: unknown = await response.json();
    const choices = member(body, "choices");
    const content = member(member(Array.isArray(choices) ? choices[0] : undefined, "message"), "content");
    if (typeof content !== "string") throw new FillError("the model server's answer holds no message");
    return content;
  } catch (error) {
    if (error instanceof FillError) throw error;
    throw new FillError("the model server cannot be reached, or did not answer in time with JSON");
  }
}

/** Models like to wrap JSON in a Markdown fence. */
function parse(text: string): JsonObject | undefined {
  const value = tryJson(text.trim().replace(/^```(?:json)?|```$/g, ""));
  return isObject(value) ? value : undefined;
}
