import { splitCredentials } from "../../contract/credentials.ts";
import { AUTH_TYPES, secretOf } from "../../contract/fields.ts";
import {
  digitsOf,
  exactNumbersOf,
  formatPath,
  isUnset,
  type JsonObject,
  jsonEqual,
  mapJson,
  type Path,
  type Tool,
  valueAt,
} from "../../contract/index.ts";
import {
  DEFINITION_INPUTS,
  fieldOfInput,
  isSecretInput,
  SECRET_INPUT_PATHS,
  toInputPath,
  toInputValue,
} from "../../contract/wire.ts";
import { compareThree, type Sides } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { unknownNamesOf } from "../../definition/unknown-fields.ts";
import { isIgnored, parsePropertyPath } from "../../provider/tool/property-path.ts";
import { NORMALIZED } from "../../state-format/properties.ts";
import { isUnknown } from "../../state-format/unknown.ts";
import { HIDDEN, type PreviewStep } from "../stack/preview.ts";
import type { StackResource } from "../stack/state.ts";
import type { DriftFinding } from "./report.ts";

/**
 * Compares the program's value, the applied value, and the account's value of each field. Like `diff` and `read`, it compares meaning: defaults,
 * spellings, and the server's own normalization aren't differences.
 * @param step the program's pending change. `undefined` if there is none, or if the program wasn't run
 */
export function compareTool(resource: StackResource, actual: Tool, step: PreviewStep | undefined): DriftFinding[] {
  const definition = definitionOf(resource);
  const applied = Definition.said(definition);
  const wanted = step === undefined ? applied : Definition.said(withKnownSecrets(step, resource));
  const there = Definition.found(actual);
  const spellings = [step?.inputs ?? definition, definition, there.inputs];
  const findings = compareThree(wanted, applied, there, resource.outputs[NORMALIZED])
    .map((sides) => inProgramNames(sides, spellings))
    .filter(({ path }) => !isSecretInput(path))
    .filter((sides) => isSaid(sides, spellings))
    .map((sides) => ({ ...toFinding(sides, resource), ...defaultsOf(sides, spellings) }));
  const told = [...findings, ...secretsOf(resource, actual, step)];
  return [...withoutIgnored([...told, ...otherChanges(step, resource, told)], resource, step), ...unknownIn(actual)];
}

/** The parts that this version can't compare. Updates keep them unchanged. */
function unknownIn(actual: Tool): DriftFinding[] {
  const note = "This version of pulumi-tavus doesn't know it, and leaves it as it is.";
  return unknownNamesOf(actual).map((path) => ({ class: "unknown to this version", path, counts: false, note }));
}

/** A default that depends on another field (`onCall` on `origin`) isn't a change. At least one side must be set explicitly. */
function isSaid(sides: Sides, [wanted, applied, actual]: readonly unknown[]): boolean {
  const isIn = (definition: unknown): boolean => !isUnset(valueAt(definition, sides.path));
  const kind = classOf(sides);
  return (
    isIn(applied) || (kind !== "changed outside" && isIn(wanted)) || (kind !== "pending in program" && isIn(actual))
  );
}

/** The sides whose value nobody set, because no definition contains it. */
function defaultsOf(sides: Sides, definitions: readonly unknown[]): Pick<DriftFinding, "defaults"> {
  const defaults = (["wanted", "applied", "actual"] as const).filter(
    (side, i) => sides[side] !== undefined && isUnset(valueAt(definitions[i], sides.path)),
  );
  return defaults.length === 0 ? {} : { defaults };
}

function inProgramNames({ path, ...sides }: Sides, spellings: readonly unknown[]): Sides {
  const spelled = (value: unknown): unknown => toInputValue(path, value);
  const [wanted, applied, actual] = [spelled(sides.wanted), spelled(sides.applied), spelled(sides.actual)];
  return { path: asSpelled(toInputPath(path), spellings), wanted, applied, actual };
}

/** Header names are compared without case, but shown as written. */
function asSpelled(path: Path, definitions: readonly unknown[]): Path {
  const [place, name] = [path.slice(0, 3), String(path[3])];
  if (place.join(".") !== "delivery.api.headers" || path.length < 4) return path;
  const names = definitions.flatMap((definition) => Object.keys(valueAt(definition, place) ?? {}));
  return [...place, names.find((one) => one.toLowerCase() === name) ?? name, ...path.slice(4)];
}

/** A tool that is only read has no inputs. */
function definitionOf({ inputs, outputs }: StackResource): JsonObject {
  return isUnset(inputs["name"]) ? outputs : inputs;
}

/** The program's values, including secrets that didn't change. Changed secrets, and values that the preview doesn't know, stay hidden. */
function withKnownSecrets(step: PreviewStep, resource: StackResource): JsonObject {
  const isChanged = (path: Path): boolean => step.changed.some((changed) => touches(changed, formatPath(path)));
  return mapJson(step.inputs, (value, path) =>
    value === HIDDEN && !isChanged(path) ? valueAt(resource.inputs, path) : value,
  ) as JsonObject;
}

function toFinding(sides: Sides, resource: StackResource): DriftFinding {
  const isSecret = (path: Path): boolean => resource.secretPaths.some((secret) => startsWith(path, secret));
  const inexact = [...exactNumbersOf(sides.actual, sides.path)].find(({ path }) => !isSecret(path));
  const note = inexact && {
    note: `JavaScript can't hold the number ${inexact.digits}. Updates leave it as it is; to manage it, use a string.`,
  };
  const values = shown(sides, resource.secretPaths);
  return { class: classOf(sides), path: formatPath(sides.path), counts: true, ...values, ...note };
}

function shown({ path, ...sides }: Sides, secretPaths: readonly Path[]): Partial<Omit<Sides, "path">> {
  const entries = Object.entries(sides).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([side, value]) => [side, hide(value, path, secretPaths)]));
}

/** Hides values that the state keeps secret, and credentials, which are recognized by their path. */
const hide = (value: unknown, path: Path, secretPaths: readonly Path[]): unknown =>
  mapJson(
    value,
    (item, at) => {
      if (secretPaths.some((secret) => startsWith(at, secret))) return HIDDEN;
      const digits = digitsOf(item);
      if (digits !== undefined) return digits;
      if (typeof item !== "string") return item;
      return isUnknown(item) ? "(known after apply)" : withoutCredentials(at, item);
    },
    path,
  );

const startsWith = (path: Path, start: Path): boolean => start.every((step, i) => String(path[i]) === String(step));

/** `https://host/x?key=abc` without `abc`. */
function withoutCredentials(path: Path, text: string): string {
  const parts = splitCredentials(path, text);
  return parts?.map((part) => (typeof part === "string" ? part : HIDDEN)).join("") ?? text;
}

/**
 * Tavus masks secrets, so nobody can know whether a secret is still ours (K-16). Only two things are known: whether the program has a new secret, and
 * whether somebody has edited the tool since (`updated_at`).
 */
function secretsOf(resource: StackResource, actual: Tool, step: PreviewStep | undefined): DriftFinding[] {
  const hasSecret = secretsIn(actual);
  const [before, now] = [resource.outputs["updatedAt"], actual.updated_at];
  const wasTouched = typeof before === "string" && typeof now === "string" && before !== now;
  const findings = SECRET_INPUT_PATHS.map((path) => {
    const pending = step?.changed.some((changed) => touches(changed, formatPath(path))) === true;
    const had = !isUnset(valueAt(definitionOf(resource), path));
    const isWanted = step === undefined ? had : !isUnset(valueAt(step.inputs, path));
    return {
      class: pending ? ("pending in program" as const) : ("cannot be known (masked)" as const),
      path: formatPath(path),
      ...(isWanted && { wanted: HIDDEN }),
      ...(had && { applied: HIDDEN }),
      ...(hasSecret(fieldOfInput(path)?.wire) && { actual: "(masked)" }),
      counts: pending || wasTouched,
      ...(wasTouched && { note: `The tool was touched outside: updated ${now}, last applied ${before}.` }),
    };
  });
  const isSaid = ({ wanted, applied }: DriftFinding): boolean => wanted !== undefined || applied !== undefined;
  // If another authentication type has replaced the secret, the new type is the difference.
  return findings.filter(isSaid).filter((one) => one.class === "pending in program" || one.actual !== undefined);
}

/** Returns whether a tool has a secret, shown or masked, according to its authentication type. */
function secretsIn(actual: Tool): (field?: string) => boolean {
  const auth = valueAt(actual, ["delivery", "api", "auth"]);
  const isKnown = Object.hasOwn(AUTH_TYPES, String(valueAt(auth, ["type"])));
  return (field = "") => (isKnown ? secretOf(auth) === field : !isUnset(valueAt(auth, [field])));
}

/** Changes that the engine would apply although they aren't part of the definition (`adopt`) or have the same meaning. */
function otherChanges(
  step: PreviewStep | undefined,
  resource: StackResource,
  told: readonly DriftFinding[],
): DriftFinding[] {
  const isExplained = told.some(({ class: kind }) => kind === "pending in program" || kind === "both");
  return (step?.changed ?? [])
    .filter((path) => !path.startsWith("__"))
    .filter((path) => !isExplained || !DEFINITION_INPUTS.some((input) => touches(path, input)))
    .map((path) => {
      const steps = path.split(".");
      const [wanted, applied] = [valueAt(step?.inputs, steps), valueAt(resource.inputs, steps)];
      const sides = { path: steps, wanted, applied, actual: undefined };
      return { class: "pending in program" as const, path, counts: true, ...shown(sides, resource.secretPaths) };
    });
}

function classOf({ wanted, applied, actual }: Omit<Sides, "path">): DriftFinding["class"] {
  if (jsonEqual(wanted, applied)) return "changed outside";
  return jsonEqual(actual, applied) ? "pending in program" : "both";
}

/** Whether two formatted paths are equal, or one contains the other. */
function touches(one: string, other: string): boolean {
  const isUnder = (inner: string, outer: string): boolean =>
    inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length));
  return one === other || isUnder(one, other) || isUnder(other, one);
}

const IGNORED = "The program ignores changes of it (ignoreChanges).";

/** The same findings, but properties that the program ignores don't count. */
export function withoutIgnored(
  findings: readonly DriftFinding[],
  resource: Pick<StackResource, "ignoreChanges">,
  step: Pick<PreviewStep, "ignoreChanges"> | undefined,
): DriftFinding[] {
  const ignoreChanges = step?.ignoreChanges ?? resource.ignoreChanges ?? [];
  const isOne = ({ path }: DriftFinding): boolean => isIgnored(parsePropertyPath(path) ?? [], ignoreChanges);
  // An edit of an ignored property explains why the tool was touched, so it says nothing about a secret.
  const isExplained = findings.some((finding) => isOne(finding) && finding.class === "changed outside");
  return findings.map((finding) => {
    if (isOne(finding)) return { ...finding, counts: false, note: IGNORED };
    const isSilent = isExplained && finding.class === "cannot be known (masked)";
    return isSilent ? { ...finding, counts: false } : finding;
  });
}
