import { AssertionError } from "node:assert";
import type { Action, FixedArgs, ParametersOfAction } from "../action/action.ts";
import { joinUrl, receiverUrl } from "../action/url.ts";
import { isObject, type JsonObject, jsonEqual, member } from "../contract/value.ts";
import { isSecretInput } from "../contract/wire.ts";
import type { DeclaredProgram, DeclaredTool } from "./program.ts";

/**
 * What {@link assertDeploys} compares, in addition to the definition. Leave an input out to accept any value.
 * @since 0.1.0
 */
export interface Expected<A extends Action = Action> {
  /** The tool's name at Tavus. @default the action's name, with any suffix */
  readonly name?: string;
  /** The value of `delivery.receiver`. */
  readonly receiver?: string;
  /** The value of `delivery.url`. */
  readonly url?: string;
  /** The value of `delivery.auth`, or a part of it: `{ type: "hmac" }`. */
  readonly auth?: Readonly<Record<string, unknown>>;
  /** The ids of exactly the PALs that the action is attached to, in any order. */
  readonly attachTo?: readonly string[];
  /** The fixed values that the program sets. */
  readonly fixed?: Partial<FixedArgs<ParametersOfAction<A>>>;
}

/**
 * Asserts that a program deploys an action with the description, parameters, and body of its definition, and with everything in `expected`. It works
 * in every test runner, because it only throws.
 * @param program the result of {@link runProgram}
 * @param action the definition
 * @param expected what to compare in addition
 * @throws AssertionError with every difference, without credentials
 * @example assertDeploys(program, supportSummary, { receiver: "https://support.acme.dev/hooks", attachTo: ["p0123456789ab"] });
 * @since 0.1.0
 */
export function assertDeploys<A extends Action>(program: DeclaredProgram, action: A, expected: Expected<A> = {}): void {
  const tool = findTool(program, action, expected.name);
  const problems = differences(tool, action, expected as Expected);
  if (problems.length > 0)
    throw new AssertionError({
      message: `The program doesn't deploy ${action.name} as it is defined:\n${problems.map((one) => `  ${one}`).join("\n")}`,
      stackStartFn: assertDeploys,
    });
}

function findTool({ tools }: DeclaredProgram, { name: action }: Action, name: string | undefined): DeclaredTool {
  const isOne = (given: unknown): boolean =>
    name === undefined ? given === action || String(given).startsWith(`${action}_`) : given === name;
  const found = tools.filter(({ inputs }) => isOne(inputs["name"]));
  const [tool, other] = found;
  if (tool !== undefined && other === undefined) return tool;
  const names = (several: readonly DeclaredTool[]): string =>
    several
      .map(({ inputs }) => String(inputs["name"]))
      .sort()
      .join(", ");
  throw new AssertionError({
    message:
      tool === undefined
        ? `The program declares no tool named ${name ?? `${action} or ${action}_<suffix>`}. It declares: ${names(tools) || "none"}.`
        : `The program declares several tools for ${action}: ${names(found)}. Say which one with name.`,
    stackStartFn: assertDeploys,
  });
}

function differences({ inputs, palIds }: DeclaredTool, action: Action, expected: Expected): string[] {
  const api = member(inputs["delivery"], "api");
  const auth = member(api, "auth");
  const problems: string[] = [];
  const compare = (path: string, given: unknown, wanted: unknown): void => {
    if (!jsonEqual(given ?? null, wanted ?? null)) problems.push(`${path} is ${show(given)}, not ${show(wanted)}.`);
  };
  compare("triggerType", inputs["triggerType"], "post_call");
  compare("description", inputs["description"], action.description);
  compareParameters(inputs["parameters"], action, expected.fixed ?? {}, compare);
  compare("delivery.api.bodyTemplate", member(api, "bodyTemplate"), action.bodyTemplate);
  const { receiver, url } = expected;
  const isSigned = member(auth, "type") === "hmac";
  if (receiver !== undefined)
    compare("delivery.api.url", member(api, "url"), receiverUrl(receiver, action, { isSigned }));
  if (url !== undefined)
    compare("delivery.api.url", member(api, "url"), joinUrl(url, action.pathTemplate, action.queryTemplate));
  for (const [field, wanted] of Object.entries(expected.auth ?? {})) {
    const given = member(auth, field);
    const isSecret = isSecretInput(["delivery", "api", "auth", field]);
    if (!isSecret) compare(`delivery.api.auth.${field}`, given, wanted);
    else if (given !== wanted) problems.push(`delivery.api.auth.${field} is another secret.`);
  }
  if (expected.attachTo !== undefined) compare("attachTo", [...palIds].sort(), [...expected.attachTo].sort());
  return problems;
}

/** If the definition leaves a fixed value open, the program can set any value, unless the test expects a specific one. */
function compareParameters(
  given: unknown,
  { parameters, openFixed }: Action,
  fixed: JsonObject,
  compare: (path: string, given: unknown, wanted: unknown) => void,
): void {
  const { properties: wanted = {}, ...rest } = parameters;
  const { properties: actual = {}, ...others } = isObject(given) ? given : ({} as JsonObject);
  compare("parameters", others, rest);
  for (const name of new Set([...Object.keys(wanted as object), ...Object.keys(actual as object)])) {
    const path = `parameters.properties.${name}`;
    const property = member(actual, name);
    if (Object.hasOwn(fixed, name)) compare(`${path}.const`, member(property, "const"), fixed[name]);
    else if (!openFixed.includes(name)) compare(path, property, member(wanted, name));
    else if (member(property, "const") === undefined) compare(`${path}.const`, undefined, "a fixed value");
  }
}

const SHOWN_MAX = 300;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
