import { isObject, type JsonObject, member } from "../../contract/index.ts";
import { tryJson } from "../../contract/json.ts";
import type { TranscriptLine } from "../filler/context.ts";
import { HOW, parseLines, roleOf, unknownSpeaker } from "./transcript-text.ts";

export interface CallRecord {
  readonly transcript: readonly TranscriptLine[];
  readonly perception_analysis?: string;
  readonly arguments?: JsonObject;
}

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
 * Reads a call from text in any of these forms:
 * - lines such as `user: My order never arrived.`, with or without timestamps
 * - JSON: a list of lines with role and content, or an object with `transcript`
 * - a verbose conversation as Tavus returns it (V-3)
 * - the `application.transcription_ready` callback as Tavus posts it (W-5), alone, in a list, or with one event on each line
 * @throws Error with one line for the user
 */
export function parseCall(text: string): CallRecord {
  const json = tryJson(text) ?? eventsIn(text);
  return json === undefined ? { transcript: parseLines(text) } : readCallRecord(json);
}

function readCallRecord(json: unknown): CallRecord {
  if (Array.isArray(json))
    return json.some(isEvent) ? fromEvents(json.filter(isObject)) : { transcript: readLines(json) };
  if (!isObject(json)) throw new Error(NONE);
  if (isEvent(json)) return fromEvents([json]);
  if (Array.isArray(json["events"]) || json["events"] === null)
    return fromEvents([json["events"] ?? []].flat().filter(isObject));
  const { transcript, perception_analysis: perception, arguments: given } = json;
  if (perception !== undefined && typeof perception !== "string")
    throw new Error("perception_analysis is not a string.");
  if (given !== undefined && !isObject(given)) throw new Error("arguments is not an object of values by parameter.");
  return {
    transcript: readLines(transcript),
    ...(perception !== undefined && { perception_analysis: perception }),
    ...(given !== undefined && { arguments: given }),
  };
}

const NONE = `The transcript can't be read. ${HOW}`;

/** W-2: somebody may have kept only the `transcript` of an event. */
const isEvent = (json: unknown): json is JsonObject =>
  isObject(json) && (typeof json["event_type"] === "string" || hasTranscript(json));

const hasTranscript = ({ properties }: JsonObject): boolean => {
  const transcript = member(properties, "transcript");
  return Array.isArray(transcript) || typeof transcript === "string";
};

function readLines(value: unknown): TranscriptLine[] {
  if (typeof value === "string") return parseLines(value);
  if (!Array.isArray(value)) throw new Error(NONE);
  return value.flatMap((line, i) => {
    if (!isObject(line)) throw missing(i);
    const content = textOf(line);
    const role = typeof line["role"] === "string" ? roleOf(line["role"]) : undefined;
    // A turn that only called a tool has no text.
    if (role !== undefined && content === null) return [];
    if (role === undefined && typeof line["role"] === "string") throw unknownSpeaker(i + 1, line["role"]);
    if (role === undefined || typeof content !== "string") throw missing(i);
    return [{ ...line, role, content }];
  });
}

/** The text of a turn, or the joined parts that language models use. Null if the turn only called tools. */
function textOf({ content, tool_calls: calls }: JsonObject): string | null | undefined {
  if (content === null || (content === undefined && Array.isArray(calls))) return null;
  if (!Array.isArray(content)) return typeof content === "string" ? content : undefined;
  const texts = content.map((part) => member(part, "text")).filter((text) => typeof text === "string");
  return texts.length === 0 ? null : texts.join(" ");
}

const missing = (i: number): Error =>
  new Error(`Line ${i + 1} of the transcript has no role (user, assistant, system, tool) or no content.`);

/** W-5: the transcript of a real call. */
function fromEvents(events: readonly JsonObject[]): CallRecord {
  const properties = (type: string): JsonObject | undefined => {
    const found = events.find((event) => event["event_type"] === type)?.["properties"];
    return isObject(found) ? found : undefined;
  };
  const bare = events.find(hasTranscript)?.["properties"];
  const ready = properties("application.transcription_ready") ?? (isObject(bare) ? bare : undefined);
  if (ready === undefined) throw new Error(noTranscript(events));
  const analysis = properties("application.perception_analysis")?.["analysis"];
  return {
    transcript: readLines(ready["transcript"]),
    ...(typeof analysis === "string" && { perception_analysis: analysis }),
  };
}

function noTranscript(events: readonly JsonObject[]): string {
  const [only] = events;
  return events.length === 1 && only !== undefined
    ? `The event is ${String(only["event_type"])}, which has no transcript. Give the application.transcription_ready event.`
    : "The conversation has no transcript: nothing was said, or it is not ready yet.";
}

/** One event on each line, as in a log of callbacks. */
function eventsIn(text: string): unknown[] | undefined {
  // Text that begins like JSON is read as JSON. A timestamp in brackets begins the same way.
  if (!/^\s*(?:\{|\[\s*[{\]"])/.test(text)) return undefined;
  const events = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(tryJson);
  if (events.includes(undefined)) throw new Error("The transcript is not valid JSON.");
  return events;
}
