import {
  CONVERSATION_ID_PLACEHOLDER,
  type Issue,
  isObject,
  type JsonObject,
  lintTool,
  member,
  placeholderOf,
  stringsOf,
  validateTool,
  wholePlaceholder,
} from "../contract/index.ts";
import { PROGRAM_READER, printIssue, subjectOf } from "../messages/index.ts";
import { ValidationError } from "../tavus-api/errors/validation-error.ts";
import type { Action, ActionParameters, CheckedParameters, Placeholders, QueryTemplate, Template } from "./action.ts";
import { isOutput } from "./fixed.ts";
import { type Parameters, readParameters } from "./parameters.ts";
import { checkTexts, placeholdersOf, toJson } from "./templates.ts";
import { joinUrl } from "./url.ts";
import { dropsDescription } from "./zod-schema.ts";

/**
 * The input of {@link defineAction}: one definition for the tool at Tavus, the request, and the types of the receiver.
 * @since 0.1.0
 */
export interface ActionDefinition<Name extends string, P, B, Q> {
  /** At most 64 letters, digits, and underscores. The first character isn't a digit. The tool's name gets the stack's name as a suffix. */
  readonly name: Name;
  /** What the action is for. The AI reads this text. Together with the parameters, it has at most 10,000 characters. */
  readonly description: string;
  /**
   * For each name, `fixed(…)` or a schema with a description. You can use zod, or any library that supports Standard Schema and Standard JSON Schema.
   * You can also pass one JSON Schema object for all parameters. Tavus gets it unchanged.
   */
  readonly parameters: P & CheckedParameters<P>;
  /** The JSON body, made of placeholders. Not possible with `hmac`. @default the arguments themselves */
  readonly body?: (parameters: Placeholders<P>) => B & (B extends string ? never : unknown);
  /**
   * The path to append to the endpoint's path, such as `/notes/{id}`. Only for deliveries to a `url`, because a receiver has its own path. @default
   * ""
   */
  readonly path?: (parameters: Placeholders<P>) => string;
  /** Query parameters of the endpoint. @default none */
  readonly query?: (parameters: Placeholders<P>) => Q;
}

/** A placeholder host. The definition is checked before the endpoint is known. Nothing is sent to this host. */
const NOWHERE = "https://endpoint.example.com";

/**
 * Defines a post-call action: what the AI fills in, and what Tavus delivers. Import the definition in the Pulumi program (`PostCallAction`) and in
 * the service that receives the deliveries (`createReceiver`). It doesn't load Pulumi.
 *
 * The definition is checked against all rules of Tavus: names, reserved words, sizes, and placeholders. Things that Tavus accepts but that are
 * probably mistakes are in `warnings`, which a `PostCallAction` shows.
 * @param definition name, description, parameters, and templates
 * @throws ValidationError with every broken rule
 * @throws Error if a template uses a name that isn't a parameter, or if JSON Schema can't express a schema
 * @example
 * ```ts
 * export const supportSummary = defineAction({
 *   name: "support_summary",
 *   description: "After the call ends, post a one-sentence summary.",
 *   parameters: {
 *     channel: fixed("C0SUPPORT"),
 *     message: z.string().describe("One sentence: what the caller wanted, and the outcome."),
 *   },
 *   body: (p) => ({ channel: p.channel, text: p.message, conversation: p.tavusConversationId }),
 * });
 * ```
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/post-call-tool
 * @since 0.1.0
 */
export function defineAction<
  const Name extends string,
  const P extends ActionParameters,
  const B extends Template | undefined = undefined,
  const Q extends QueryTemplate | undefined = undefined,
>(definition: ActionDefinition<Name, P, B, Q>): Action<Name, P, B, Q> {
  const { name, description } = definition;
  const where = `defineAction(${JSON.stringify(name)})`;
  const parameters = within(where, () => readParameters(definition.parameters));
  const write = (part: "body" | "path" | "query"): unknown => {
    const template = definition[part]?.(
      placeholdersOf(parameters.names, `${where}: ${part}`) as unknown as Placeholders<P>,
    );
    const written = template === undefined ? undefined : toJson(template, where, [part]);
    checkTexts(written, `${where}: ${part}.`);
    return written;
  };
  const [body, path, query] = [write("body"), write("path"), write("query")];
  for (const [key, value] of Object.entries(query ?? {}))
    if (typeof value !== "string") throw new Error(`${where}: query.${key} is not a string. Write it as one. (D-17)`);
  if (path !== undefined && typeof path !== "string") throw new Error(`${where}: path is not a string. (D-10)`);
  if (body !== undefined && !isObject(body)) throw new Error(`${where}: body is not an object. (D-16)`);
  const action = {
    name,
    description,
    parameters: parameters.schema,
    openFixed: parameters.openFixed,
    ...(body !== undefined && { bodyTemplate: body }),
    pathTemplate: normalizePath(String(path ?? "")),
    queryTemplate: (query ?? {}) as Record<string, string>,
    validate: demanding(parameters, { body, query }),
  };
  const { issues, warnings } = inspect(action, definition.parameters);
  if (issues.length > 0)
    throw new ValidationError(
      `${where} is not valid:\n${issues.map((issue) => `  ${inDefinition(issue)}`).join("\n")}`,
      issues,
    );
  return { ...action, warnings };
}

/**
 * Requires the values that the types promise. With a body template, these are the arguments that body and query contain as a whole. Otherwise, they
 * are all required arguments.
 */
function demanding(
  { names, required, validate }: Parameters,
  templates: { body: unknown; query: unknown },
): Action["validate"] {
  const whole = [...stringsOf(templates)].flatMap(({ text }) => wholePlaceholder(text) ?? []);
  const demanded = required.filter((name) => templates.body === undefined || whole.includes(name));
  return (values) => {
    // R-3: Tavus hasn't filled anything in, so the handler would get the template itself.
    const unreplaced = required.filter((name) => isUnreplaced(values[name], names));
    if (unreplaced.length > 0)
      return { issues: unreplaced.map((path) => ({ path, message: "is a placeholder that was not replaced" })) };
    const result = validate(values);
    if ("issues" in result) return result;
    const missing = demanded.filter((name) => result.value[name] === undefined);
    return missing.length === 0 ? result : { issues: missing.map((path) => ({ path, message: "is missing" })) };
  };
}

function isUnreplaced(value: unknown, names: readonly string[]): boolean {
  return (
    typeof value === "string" && [CONVERSATION_ID_PLACEHOLDER, ...names].some((name) => value === placeholderOf(name))
  );
}

function within<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Error ? new Error(`${where}: ${error.message}`) : error;
  }
}

const normalizePath = (path: string): string => (path === "" || path.startsWith("/") ? path : `/${path}`);

/** Checks the action against the contract, except for the parts that only a deployment decides: the endpoint, and the link to a conversation. */
function inspect(
  action: Omit<Action, "warnings">,
  given: ActionParameters,
): { issues: readonly Issue[]; warnings: readonly string[] } {
  const tool = {
    name: action.name,
    description: action.description,
    trigger_type: "post_call",
    parameters: withStandIns(action.parameters, action.openFixed),
    delivery: {
      api: {
        url: joinUrl(NOWHERE, action.pathTemplate, action.queryTemplate),
        ...(action.bodyTemplate !== undefined && { body_template: action.bodyTemplate }),
      },
    },
  };
  const warnings = lintTool(tool).filter(({ code }) => code !== "no-correlation" && code !== "placeholder-host");
  return {
    issues: validateTool(tool),
    warnings: warnings.map((warning) => `${inDefinition(warning)}${whyUndescribed(warning, given)}`),
  };
}

/** If zod dropped a description, the author doesn't notice that it is missing. */
function whyUndescribed({ code, path }: Issue, given: ActionParameters): string {
  return code === "undescribed" && dropsDescription(member(given, String(path[2])))
    ? " In this version of zod, a check such as .min(1) drops the description before it: write .describe(…) last."
    : "";
}

/** Prints an issue with the names that a definition uses: `body`, `path`, and `query`. */
function inDefinition(issue: Issue): string {
  const [first, , third, ...rest] = issue.path;
  if (first !== "delivery") return printIssue(issue, PROGRAM_READER);
  return printIssue(
    issue,
    PROGRAM_READER,
    third === "body_template" ? subjectOf(["body", ...rest]) : "`path` or `query`",
  );
}

/** Treats a fixed value that isn't known yet as known. It needs no description, and no rule checks it. */
function withStandIns(schema: JsonObject, openFixed: readonly string[]): JsonObject {
  if (!isObject(schema["properties"])) return schema;
  const properties = Object.entries(schema["properties"]).map(([name, property]) => {
    const isUnknown = openFixed.includes(name) || (isObject(property) && isOutput(property["const"]));
    return [name, isUnknown ? { type: "string", const: "" } : property];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}
