import * as pulumi from "@pulumi/pulumi";
import type { Action } from "../action/action.ts";
import type { FixedValue } from "../action/fixed.ts";
import { fixedSchema } from "../action/parameters.ts";
import { joinUrl, receiverUrl } from "../action/url.ts";
import type { JsonObject } from "../contract/index.ts";
import { isObject, member } from "../contract/value.ts";
import { suggest } from "../messages/index.ts";
import { nameTool } from "./action-tool-name.ts";
import { checkArguments, isRecord, kindOf } from "./arguments.ts";
import { palsOf } from "./attach-to.ts";
import { isOfType } from "./identity.ts";
import { whenKnown } from "./late.ts";
import { checkOptions } from "./options.ts";
import { PalToolAttachment } from "./pal-tool-attachment.ts";
import type { PostCallActionArgs } from "./post-call-action-args.ts";
import { assertNoTemplates } from "./signed-templates.ts";
import { Tool } from "./tool.ts";
import type { JsonSchemaObject, TemplatedApiDelivery, ToolAuth } from "./tool-args.ts";

/** The arguments that the component reads, independent of the definition's types. */
interface Given extends Omit<PostCallActionArgs, "fixed" | "action"> {
  action: Action;
  fixed?: Readonly<Record<string, pulumi.Input<FixedValue>>>;
}

/**
 * Deploys an action from one typed definition: its Tool, and an attachment for each PAL. Creating an action costs one POST for the tool and one for
 * each PAL. Destroying it costs one DELETE.
 *
 * The tool has the same resource name as the component. If the stack already has a Tool with this name, the new tool takes over its state.
 * Attachments are named `<name>-<key of attachTo>`, or `<name>-<PAL id>` for a list.
 * @example
 * ```ts
 * new tavus.PostCallAction("support-summary", {
 *   action: supportSummary,
 *   delivery: { receiver: pulumi.interpolate`${app.url}/hooks`, auth: { type: "hmac", secret: hookSecret.result } },
 *   fixed: { channel: slack.id },
 *   attachTo: { support: "p123" },
 * });
 * ```
 * @since 0.1.0
 */
export class PostCallAction<A extends Action = Action> extends pulumi.ComponentResource {
  /** The tool of the action. */
  readonly tool: Tool;
  /** The attachments, by the keys of `attachTo`. */
  readonly attachments: Readonly<Record<string, PalToolAttachment>>;
  /** The tool's id at Tavus. */
  readonly toolId: pulumi.Output<string>;
  /** The tool's name at Tavus. A delivery with `hmac` contains it. */
  readonly toolName: pulumi.Output<string>;
  /** The address that Tavus delivers to, with placeholders. */
  readonly url: pulumi.Output<string>;

  /** Whether a value is a PostCallAction, from any copy of this package. `validateResourceOfType` of policy packs uses it. */
  static override isInstance(value: unknown): value is PostCallAction {
    return isOfType(value, TYPE);
  }

  /**
   * @param name the resource's name, and that of its tool
   * @param args the definition, its delivery, and its PALs
   * @param opts Pulumi's options for components
   * @throws RunError if an argument can't reach Tavus, a fixed value is missing, or a definition with `body` is delivered with `hmac`. The
   * message has the path and says what to write instead
   */
  constructor(name: string, args: PostCallActionArgs<A>, opts?: pulumi.ComponentResourceOptions) {
    const resource = `PostCallAction ${name}`;
    const own = checkOptions(resource, opts);
    // From here on, the definition's types don't matter: all actions are treated alike.
    const given = checkGiven(resource, args);
    const pals = palsOf(resource, given.attachTo);
    const naming = nameTool(resource, given);
    const { action, delivery, adopt, secretVersion, tags } = given;
    const { url, receiver, ...rest } = delivery;
    const isSigned = usesHmac(rest.auth);
    // If the auth is an Output, the tool's own check reports this. An error in a callback would also end other stacks of the process.
    if (isSigned === true) assertNoTemplates(name, action, receiver === undefined);
    const parameters = withFixed(name, action, given.fixed ?? {});
    const endpoint = addressOf(`${resource}: delivery.${receiver === undefined ? "url" : "receiver"}`, url ?? receiver);
    // Comes after all code that can throw: a component is registered at once, and the next test with mocks would not know it.
    super(TYPE, name, {}, own);
    this.url = pulumi
      .all([endpoint, isSigned])
      .apply(([known, isSigned]) =>
        receiver === undefined
          ? joinUrl(known, action.pathTemplate, action.queryTemplate)
          : receiverUrl(known, action, { isSigned }),
      );
    this.tool = new Tool(
      name,
      {
        ...naming,
        description: action.description,
        triggerType: "post_call",
        parameters,
        delivery: {
          api: {
            ...rest,
            url: this.url,
            ...(action.bodyTemplate !== undefined && { bodyTemplate: action.bodyTemplate }),
            // The compiler ensures that the auth fits the definition's body, and so does the check at run time.
          } as TemplatedApiDelivery,
        },
        ...(tags !== undefined && { tags }),
        ...(adopt !== undefined && { adopt }),
        ...(secretVersion !== undefined && { secretVersion }),
      },
      // If the stack already has a Tool with this name, the new tool takes over its state.
      { parent: this, aliases: [{ parent: own.parent ?? pulumi.rootStackResource }] },
    );
    this.attachments = Object.fromEntries(
      pals.map(({ key, id }) => [
        key,
        new PalToolAttachment(`${name}-${key}`, { palId: id, toolId: this.tool }, { parent: this }),
      ]),
    );
    this.toolId = this.tool.toolId;
    this.toolName = this.tool.name;
    this.registerOutputs({ toolId: this.toolId, toolName: this.toolName, url: this.url });
  }
}

/** Known at once if the program passes a string. Only the type of a secret auth is read, which isn't secret. */
function usesHmac(auth: pulumi.Input<ToolAuth> | undefined): boolean | pulumi.Output<boolean> {
  if (auth === undefined) return false;
  if (pulumi.Output.isInstance(auth) || auth instanceof Promise)
    return pulumi.unsecret(pulumi.output(auth).apply((known) => known?.type === "hmac"));
  if (typeof auth.type === "string") return auth.type === "hmac";
  return pulumi.unsecret(pulumi.output(auth.type).apply((type: string) => type === "hmac"));
}

/** The address of an endpoint. A value that isn't a string would go unnoticed, because text is appended to it. */
function addressOf(what: string, endpoint: unknown): pulumi.Input<string> {
  const check = (known: unknown): string => {
    if (typeof known === "string" && known !== "") return known;
    const found = known === "" ? "empty" : kindOf(known);
    throw new pulumi.RunError(`${what} is ${found}. Write the whole address, https://host/path.`);
  };
  return isLate(endpoint) ? whenKnown(endpoint, check) : check(endpoint);
}

const isLate = (value: unknown): boolean => pulumi.Output.isInstance(value) || value instanceof Promise;

/** Every state contains this type. */
const TYPE = "tavus:index:PostCallAction";

/** Checks the arguments. Those that become names of properties and resources must be known at once. */
function checkGiven(resource: string, args: object): Given {
  if (!isRecord(args))
    throw new pulumi.RunError(
      `${resource}: the arguments are ${kindOf(args)}. Write an object whose values may be Outputs: { action, delivery, … }.`,
    );
  for (const key of Object.keys(args))
    if (!INPUTS.includes(key))
      throw new pulumi.RunError(`${resource}: ${key} is not an input. ${suggest(key, INPUTS)}`);
  const { action, attachTo, ...others } = args as unknown as Given;
  if (!isAction(action))
    throw new pulumi.RunError(
      `${resource}: action is ${isRecord(action) ? "not a definition" : kindOf(action)}. Write what defineAction returned.`,
    );
  for (const key of ["delivery", "fixed"] as const) {
    const value: unknown = others[key];
    if (isRecord(value) || (key === "fixed" && (value === undefined || value === null))) continue;
    throw new pulumi.RunError(
      `${resource}: ${key} is ${kindOf(value)}. Write an object whose values may be Outputs: ${EXAMPLES[key]}.`,
    );
  }
  const [hasUrl, hasReceiver] = [others.delivery.url, others.delivery.receiver].map(
    (one) => one !== undefined && one !== null,
  );
  if (hasUrl === hasReceiver)
    throw new pulumi.RunError(
      `${resource}: delivery has ${hasUrl ? "both url and receiver" : "neither url nor receiver"}. ` +
        "Write `receiver` for an endpoint made by createReceiver, or `url` for any other.",
    );
  const { delivery, ...rest } = checkArguments(resource, others);
  return { ...rest, delivery: dropNull(delivery), action, ...(attachTo !== undefined && { attachTo }) };
}

const INPUTS: readonly string[] = [
  "action",
  "delivery",
  "fixed",
  "attachTo",
  "name",
  "nameSuffix",
  "adopt",
  "tags",
  "secretVersion",
] satisfies (keyof Given)[];

const EXAMPLES = { delivery: "delivery: { receiver: endpoint, auth }", fixed: "fixed: { channel: id }" } as const;

/** Servers write null for an absent value. */
const dropNull = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null)) as T;

/** Recognizes an action by its members, because the definition can come from another copy of this package. */
function isAction(value: unknown): value is Action {
  return (
    isRecord(value) &&
    typeof value["name"] === "string" &&
    isObject(value["parameters"]) &&
    Array.isArray(value["openFixed"]) &&
    typeof value["pathTemplate"] === "string"
  );
}

/** The JSON Schema with the program's values. They can be Outputs, so each property as a whole is an Output. */
function withFixed(
  name: string,
  { parameters, openFixed }: Action,
  values: Readonly<Record<string, pulumi.Input<FixedValue>>>,
): JsonSchemaObject {
  const properties = isObject(parameters["properties"]) ? parameters["properties"] : {};
  for (const key of openFixed)
    if (values[key] === undefined)
      throw new pulumi.RunError(
        `PostCallAction ${name}: fixed.${key} is missing. The definition leaves it to the program: write fixed: { ${key}: … }.`,
      );
  const fixed: JsonObject = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const isKnown = Object.hasOwn(properties, key);
    if (!isKnown)
      throw new pulumi.RunError(
        `PostCallAction ${name}: fixed.${key} is not a parameter of the action. Declare it with fixed().`,
      );
    const check = (known: unknown): JsonObject => fixedSchema({ value: checkFixed(name, key, known, properties[key]) });
    fixed[key] = isLate(value) ? whenKnown(value, check) : check(value);
  }
  return { ...parameters, properties: { ...properties, ...fixed } };
}

/** Without a value, the AI would fill the parameter. With a value of another type, the receiver would refuse it. */
function checkFixed(name: string, key: string, value: unknown, declared: unknown): FixedValue {
  const refuse = (problem: string): never => {
    throw new pulumi.RunError(`PostCallAction ${name}: fixed.${key} is ${problem}`);
  };
  const types = ["string", "number", "boolean"];
  if (value !== null && !types.includes(typeof value))
    return refuse(`${kindOf(value)}. Write a string, a number, a boolean, or null.`);
  const type = member(declared, "type");
  if (typeof type === "string" && types.includes(type) && typeof value !== type)
    return refuse(`${value === null ? "null" : kindOf(value)}, but the definition says ${NOUNS[type]}. Write one.`);
  return value as FixedValue;
}

const NOUNS: Readonly<Record<string, string>> = { string: "a string", number: "a number", boolean: "a boolean" };
