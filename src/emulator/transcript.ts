import { asText, isObject, type JsonObject } from "../tavus-api/contract/index.ts";
import { tryJson } from "../tavus-api/json.ts";
import type { TranscriptLine } from "./filler/context.ts";

/** What a call brought. */
export interface CallRecord {
  readonly transcript: readonly TranscriptLine[];
  readonly perception_analysis?: string;
  readonly arguments?: JsonObject;
}

/** For who has none at hand. */
export const EXAMPLE_TRANSCRIPT: readonly TranscriptLine[] = [
  { role: "assistant", content: "Hello, this is Acme. How can I help?" },
  {
    role: "user",
    content: "My name is Ada Lovelace, ada@acme.dev. Order 4711 never arrived and I need it by Friday, it is urgent.",
  },
  { role: "assistant", content: "I am sorry. I have sent a replacement by express, it arrives on Thursday." },
  { role: "user", content: "Yes, thank you, that solves it." },
];

/**
 * A call from text as people have it: a list of lines with role and content, an object with `transcript`, a verbose conversation as Tavus answers
 * it (V-3), or lines such as `user: My order never arrived.`
 * @throws Error with one line for the user
 */
export function parseCall(text: string): CallRecord {
  const json = tryJson(text);
  // What begins like JSON is meant as such.
  if (json === undefined && /^\s*[[{]/.test(text)) throw new Error("The transcript is not valid JSON.");
  if (json === undefined) return { transcript: parseLines(text) };
  if (Array.isArray(json)) return { transcript: readLines(json) };
  if (!isObject(json)) throw new Error(HOW);
  if (Array.isArray(json["events"])) return fromEvents(json["events"].filter(isObject));
  const { transcript, perception_analysis: perception, arguments: given } = json;
  if (perception !== undefined && typeof perception !== "string") throw new Error("perception_analysis is not a text.");
  if (given !== undefined && !isObject(given)) throw new Error("arguments is not an object of values by parameter.");
  return {
    transcript: readLines(transcript),
    ...(perception !== undefined && { perception_analysis: perception }),
    ...(given !== undefined && { arguments: given }),
  };
}

const HOW =
  'The transcript is none: write lines such as "user: My order never arrived.", or JSON [{ "role": "user", "content": "…" }].';
/** Not an object: everybody may be called `constructor` in a transcript. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ["user", "user"],
  ["caller", "user"],
  ["assistant", "assistant"],
  ["pal", "assistant"],
  ["replica", "assistant"],
  ["system", "system"],
  ["tool", "tool"],
]);
const roleOf = (name: string): string | undefined => ROLES.get(name.toLowerCase());

function readLines(value: unknown): TranscriptLine[] {
  if (!Array.isArray(value)) throw new Error(HOW);
  return value.map((line, i) => {
    const role = isObject(line) ? roleOf(asText(line["role"])) : undefined;
    if (!isObject(line) || role === undefined || typeof line["content"] !== "string")
      throw new Error(`Line ${i + 1} of the transcript has no role (user, assistant, system, tool) or no content.`);
    return { ...line, role, content: line["content"] };
  });
}

/** A line without a role goes on with the one before. */
function parseLines(text: string): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name = "", content = ""] = /^\s*\*{0,2}(\w+)\*{0,2}\s*:(.*)$/s.exec(line) ?? [];
    const role = roleOf(name);
    const last = lines.at(-1);
    if (role !== undefined) lines.push({ role, content: content.trimStart() });
    else if (line.trim() === "") continue;
    else if (last === undefined) throw new Error(HOW);
    else lines[lines.length - 1] = { ...last, content: `${last.content} ${line.trim()}` };
  }
  return lines;
}

/** W-5: the transcript of a real call. */
function fromEvents(events: readonly JsonObject[]): CallRecord {
  const properties = (type: string): JsonObject | undefined => {
    const found = events.find((event) => event["event_type"] === type)?.["properties"];
    return isObject(found) ? found : undefined;
  };
  const ready = properties("application.transcription_ready");
  if (ready === undefined)
    throw new Error("The conversation has no transcript: nothing was said, or it is not ready yet.");
  const analysis = properties("application.perception_analysis")?.["analysis"];
  return {
    transcript: readLines(ready["transcript"]),
    ...(typeof analysis === "string" && { perception_analysis: analysis }),
  };
}
