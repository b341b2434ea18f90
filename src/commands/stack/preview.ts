import { isObject, type JsonObject, member } from "../../contract/index.ts";
import { type Kind, kindOf } from "../../state-format/type-tokens.ts";
import { nameOf, objectsAt, parseUrn, textsIn, withoutEngine } from "./state.ts";

/** How the engine shows a secret in a preview. */
export const HIDDEN = "[secret]";

/** A program's change to one of our resources. Unchanged resources have no step. */
export interface PreviewStep {
  readonly urn: string;
  /** The resource's URN in the state. It differs if the program renames the resource with an alias. `undefined` for a creation. */
  readonly formerUrn: string | undefined;
  readonly name: string;
  readonly kind: Kind;
  /** `create`, `update`, `delete`, `replace`, … */
  readonly op: string;
  /** The program's values, in its own names. Secrets are `[secret]`. `{}` for a deletion. */
  readonly inputs: JsonObject;
  /** The changed property paths, in the engine's form: `delivery.api.auth.token`. */
  readonly changed: readonly string[];
  readonly ignoreChanges?: readonly string[];
  /** For each input, the URNs of the resources whose outputs it uses. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

/** Operations that are one half of a replacement, which `replace` already reports. */
const HALVES = new Set(["create-replacement", "delete-replaced", "discard-replaced", "remove-pending-replace"]);
const NO_CHANGE = new Set(["same", "read", "refresh", "import"]);

export function readPreview(json: unknown): PreviewStep[] {
  return objectsAt(json, ["steps"]).flatMap((step) => {
    const [urn, op] = [String(step["urn"]), String(step["op"])];
    const kind = kindOf(parseUrn(urn).type);
    if (kind === undefined || NO_CHANGE.has(op) || HALVES.has(op)) return [];
    const inputs = withoutEngine(member(step["newState"], "inputs"));
    const former = member(step["oldState"], "urn");
    const formerUrn = typeof former === "string" ? former : undefined;
    const changed = Object.keys(isObject(step["detailedDiff"]) ? step["detailedDiff"] : {});
    const dependencies = member(step["newState"], "propertyDependencies") as PreviewStep["dependencies"] | undefined;
    const ignoreChanges = textsIn(member(step["newState"], "ignoreChanges"));
    return [
      { urn, formerUrn, name: nameOf(urn), kind, op, inputs, changed, ignoreChanges, dependencies: dependencies ?? {} },
    ];
  });
}

export function errorOf(json: unknown): string | undefined {
  const errors = objectsAt(json, ["diagnostics"]).filter(
    ({ severity, message }) => severity === "error" && !/^\s*$/.test(String(message)),
  );
  // A provider's message names its resource. The engine's own last message ("preview failed") doesn't.
  const told = errors.find(({ urn }) => urn !== undefined) ?? errors[0];
  if (told === undefined) return undefined;
  const { urn, message: written } = told;
  const text = String(written).replaceAll(/<\{%[^%]*%\}>/g, "");
  const [first = "", next = ""] = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  // "Running program … failed with an unhandled exception:" is useless without the following text.
  const message = first.endsWith(":") ? `${first} ${next}` : first;
  const reason = message.replace(/^error: /, "").replace(/^\S+ resource '.*?' has a problem: /, "");
  return typeof urn === "string" && urn !== "" ? `${nameOf(urn)}: ${reason}` : reason;
}
