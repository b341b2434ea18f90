import type { JsonObject } from "../../contract/index.ts";
import { withoutTrailing } from "../../tavus-api/trailing.ts";
import { bestSentence, type FillContext, keywordsOf, longest } from "./context.ts";

const SUMMARY = /summary|recap|message|note|outcome|wanted|verdict|overview|concise|sentence/i;

export function fillText(name: string, schema: JsonObject, context: FillContext): string {
  const description = typeof schema["description"] === "string" ? schema["description"] : "";
  const format = typeof schema["format"] === "string" ? schema["format"] : "";
  const formatted = FORMATS.get(format);
  if (formatted !== undefined) return formatted(context);
  const found = findByName(name, context);
  return fitText(found ?? freeText(name, description, context), schema);
}

function freeText(name: string, description: string, { caller, pal }: FillContext): string {
  const wanted = longest(caller);
  const outcome = pal.at(-1);
  if (SUMMARY.test(`${name} ${description}`)) {
    const parts = [wanted && `The caller said: "${wanted}"`, outcome && `The PAL's last words: "${outcome}"`];
    return parts.filter((part) => part !== undefined && part !== "").join(" ") || "Nothing was said.";
  }
  return bestSentence(caller, keywordsOf(name, description)) ?? wanted ?? outcome ?? "Nothing was said.";
}

function findByName(name: string, context: FillContext): string | undefined {
  const [found] = allByName(name, context);
  if (found !== undefined) return found;
  const { caller } = context;
  if (/(^|_)name$/i.test(name))
    return caller.join("\n").match(/(?:[Mm]y name is|[Tt]his is|I am|I'm)\s+(\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)?)/u)?.[1];
  return undefined;
}

/** All values of the kind that the name suggests, without duplicates. */
export function allByName(name: string, { all }: FillContext): string[] {
  const kind = KINDS.find(({ names }) => names.test(name));
  return kind === undefined ? [] : [...new Set(kind.find(all))];
}

const EMAIL = /^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/;

/** Checks word by word, because a pattern that searches a whole transcript for an address starts again at every letter. */
const emailsIn = (text: string): string[] =>
  (text.match(/[A-Za-z0-9_+.@-]+/g) ?? [])
    .map((word) => withoutTrailing(word, ".-"))
    .filter((word) => EMAIL.test(word));

const matches =
  (pattern: RegExp) =>
  (text: string): string[] =>
    text.match(pattern) ?? [];

const KINDS = [
  { names: /e-?mails?/i, find: emailsIn },
  { names: /phone|mobile/i, find: matches(/\+?\d[\d ()/-]{6,}\d/g) },
  {
    names: /(^|_)((order|ticket|invoice|case)s?|((order|ticket|invoice|case|customer)_?)?(id|number|no)s?)$/i,
    find: matches(/\b(?:[A-Z]+-?\d{2,}|\d{3,})\b/g),
  },
];
const day = (context: FillContext): string =>
  context.all.match(/\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])\b/)?.[0] ??
  context.endedAt.toISOString().slice(0, 10);

const FORMATS: ReadonlyMap<string, (context: FillContext) => string> = new Map(
  Object.entries<(context: FillContext) => string>({
    email: ({ all }) => emailsIn(all)[0] ?? "caller@example.com",
    date: day,
    "date-time": (context) => `${day(context)}T12:00:00Z`,
    time: () => "12:00:00Z",
    duration: () => "PT5M",
    uri: ({ all }) => all.match(/https?:\/\/[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*\/?/)?.[0] ?? "https://example.com/",
    "uri-reference": () => "https://example.com/",
    "uri-template": () => "https://example.com/{id}",
    url: () => "https://example.com/",
    iri: () => "https://example.com/",
    "iri-reference": () => "https://example.com/",
    hostname: () => "example.com",
    "idn-hostname": () => "example.com",
    "idn-email": ({ all }) => emailsIn(all)[0] ?? "caller@example.com",
    "iso-time": () => "12:00:00Z",
    "iso-date-time": (context) => `${day(context)}T12:00:00Z`,
    "json-pointer": () => "/0",
    "json-pointer-uri-fragment": () => "#/0",
    "relative-json-pointer": () => "0",
    regex: () => "^.*$",
    byte: () => "dGV4dA==",
    uuid: () => "00000000-0000-4000-8000-000000000000",
    ipv4: () => "192.0.2.1",
    ipv6: () => "2001:db8::1",
  }),
);

/** Shortens or extends a string to the schema's lengths, counted in code points as in JSON Schema. */
export function fitText(text: string, schema: JsonObject): string {
  const [min, max] = [Number(schema["minLength"] ?? 0), Number(schema["maxLength"] ?? Number.POSITIVE_INFINITY)];
  let points = [...text];
  if (points.length > max) points = max > 1 ? [...points.slice(0, max - 1), "…"] : points.slice(0, max);
  while (points.length < min) points.push(".");
  return points.join("");
}
