import { type Code, formatPath, type Issue, type Path, SECRET_LENGTH_MIN } from "../contract/index.ts";
import { fieldAt, PLACES, toInputPath } from "../contract/wire.ts";
import { CATALOG, type Entry, type Place } from "./catalog.ts";

/** The reader of a message: the author of a Pulumi program, or somebody who sends requests. */
export interface Reader {
  readonly kind: "program" | "http";
  /** X-12: a server's answer doesn't contain parts of a request. */
  readonly quotes: boolean;
  /** The reader's spelling of a wire path. */
  spell(path: Path): Path;
}

/** The author of a program, who uses the names of inputs. */
export const PROGRAM_READER: Reader = { kind: "program", quotes: true, spell: toInputPath };
/** Somebody who sends requests, for example to the emulator. */
export const HTTP_READER: Reader = { kind: "http", quotes: false, spell: (path) => path };

/**
 * One line for a person: where, what is wrong, what to do, and the id of the rule, which docs/reference/rules.md explains.
 * @param subject the reader's name for the path, if it has one
 * @param isRepeated whether the reader has just read the remedy
 */
export function printIssue(
  issue: Issue,
  reader: Reader,
  subject = subjectOf(reader.spell(issue.path)),
  isRepeated = false,
): string {
  const { wrong, remedy, again } = CATALOG[issue.code] as Entry<Code>;
  const place: Place = {
    path: issue.path,
    example: exampleAt(issue.path),
    quotes: reader.quotes,
    name: (wire) => subjectOf(reader.spell(wire.split("."))),
  };
  const say = (text: Text): string => (typeof text === "string" ? text : text(issue.params, place));
  const rule = ruleOf(issue);
  const whole = typeof remedy === "object" ? remedy[reader.kind] : remedy;
  return `${subject} ${say(wrong)}. ${say((isRepeated ? again : undefined) ?? whole)}${rule === undefined ? "" : ` (${rule})`}`;
}

/** One line for each issue. */
export function printIssues(
  issues: readonly Issue[],
  reader: Reader,
  subject: (found: Issue) => string = ({ path }) => subjectOf(reader.spell(path)),
): string[] {
  const said = new Set<unknown>();
  return issues.map((found) => {
    const rule = ruleOf(found);
    const isRepeated = said.has(rule);
    said.add(rule);
    return printIssue(found, reader, subject(found), isRepeated);
  });
}

type Text = Entry<Code>["wrong"];

/** An issue that doesn't quote its value if the value contains one of these secrets by mistake. */
export function hideSecrets(found: Issue, secrets: readonly string[]): Issue {
  const value = "value" in found.params ? found.params.value : undefined;
  if (typeof value !== "string") return found;
  const isSecret = secrets.some(
    (secret) => value === secret || (secret.length >= SECRET_LENGTH_MIN && value.includes(secret)),
  );
  return isSecret ? ({ ...found, params: { ...found.params, value: "[redacted]" } } as Issue) : found;
}

/** A path at the beginning of a sentence. */
export function subjectOf(path: Path): string {
  return path.length === 0 ? "The definition" : `\`${formatPath(path)}\``;
}

function exampleAt(path: Path): string | undefined {
  if (path.length === 0) return "an object with a name and a description";
  if (path.length === 1 && path[0] === "adopt") return "true to take over an existing tool of this name";
  return PLACES.find((place) => formatPath(place.path) === formatPath(path))?.field.example;
}

/** The id of the rule that an issue breaks. Absent if the rule is ours. */
export function ruleOf({ code, path }: Issue): string | undefined {
  const { rule } = CATALOG[code];
  if (rule === "field") return path.length === 0 ? "T-1" : fieldAt(path)?.rule;
  return typeof rule === "function" ? rule(path) : rule;
}
