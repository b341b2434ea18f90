import { formatPath, valueAt } from "../../contract/index.ts";
import { pointerSteps, unescapeStep } from "../../contract/value.ts";
import { assignNames, byName } from "./names.ts";
import { type Place, schemaShape } from "./schema-shape.ts";
import { type Shape, shape, unknown } from "./shape.ts";

/** A named type: the root of a tool's parameters, or the target of one of their references. */
export interface NamedShape {
  readonly name: string;
  readonly shape: Shape;
}

const ROOT = "#";

/**
 * The types of a tool's parameters: the root as `name`, and one type for each referenced schema, because only a named type can refer to itself. Finds
 * all types before it names them.
 */
export function parametersShapes(tool: string, parameters: unknown, name: string) {
  const found = findReferred(tool, parameters);
  const pointers = [...found.keys()].filter((pointer) => pointer !== ROOT).sort(byName);
  const labels = labelsOf(pointers);
  const identifiers = assignNames([...labels.values()], "Part");
  const nameOf = (pointer: string): string =>
    pointer === ROOT ? name : `${name}_${identifiers.get(labels.get(pointer) ?? "") ?? ""}`;
  const placeOf = (from: string | undefined, path: Place["path"]): Place => ({
    path,
    isWhole: from !== undefined,
    refer: (reference, { path: at, isWhole }) => {
      const to = pointerOf(tool, reference, at);
      return isWhole && from !== undefined && leadsTo(found, to, from) ? unknown() : shape(nameOf(to));
    },
  });
  const types = [ROOT, ...pointers].map((pointer) => ({
    name: nameOf(pointer),
    shape: schemaShape(
      valueAt(parameters, pointerSteps(pointer)),
      placeOf(pointer, ["parameters", ...pointerSteps(pointer)]),
    ),
  }));
  return { types, place: (path: Place["path"]) => placeOf(undefined, ["parameters", ...path]) };
}

function findReferred(tool: string, parameters: unknown): Map<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  const visit = (from: string): void => {
    if (found.has(from)) return;
    const same = new Set<string>();
    const all = new Set<string>();
    found.set(from, same);
    const refer = (reference: string, { path, isWhole }: Place): Shape => {
      const to = pointerOf(tool, reference, path);
      if (valueAt(parameters, pointerSteps(to)) === undefined)
        throw new Error(`${tool}: ${formatPath(path)} refers to ${to}, where nothing is.`);
      all.add(to);
      if (isWhole) same.add(to);
      return unknown();
    };
    const path = ["parameters", ...pointerSteps(from)];
    schemaShape(valueAt(parameters, pointerSteps(from)), { path, isWhole: true, refer });
    for (const to of all) visit(to);
  };
  visit(ROOT);
  return found;
}

function leadsTo(found: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const visit = (pointer: string): boolean => {
    if (pointer === to) return true;
    if (seen.has(pointer)) return false;
    seen.add(pointer);
    return [...(found.get(pointer) ?? [])].some(visit);
  };
  return visit(from);
}

/** Normalizes a reference to `#`, optionally followed by a JSON Pointer. Fetches nothing, and reads no file. */
function pointerOf(tool: string, reference: string, path: Place["path"]): string {
  if (!/^#(\/|$)/.test(reference))
    throw new Error(
      `${tool}: ${formatPath(path)} leaves the schema or names an anchor. Only references such as #/$defs/name are followed: put what it refers to into $defs.`,
    );
  const segments = reference.split("/").slice(1).map(decode);
  return [ROOT, ...segments.map(encode)].join("/");
}

function decode(segment: string): string {
  try {
    return unescapeStep(decodeURIComponent(segment));
  } catch {
    return segment;
  }
}

const encode = (segment: string): string => segment.replaceAll("~", "~0").replaceAll("/", "~1");

/** Removes a leading `$defs` or `definitions` from each pointer, unless two pointers would become equal. */
function labelsOf(pointers: readonly string[]): Map<string, string> {
  const short = (pointer: string): string => {
    const [first = "", ...rest] = pointerSteps(pointer);
    return ["$defs", "definitions"].includes(first) && rest.length > 0 ? rest.join("/") : pointer;
  };
  const groups = Map.groupBy(pointers, short);
  return new Map(
    pointers.map((pointer) => [pointer, groups.get(short(pointer))?.length === 1 ? short(pointer) : pointer]),
  );
}
