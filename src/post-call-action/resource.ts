import * as pulumi from "@pulumi/pulumi";
import { PalToolAttachment } from "../pal-tool-attachment/resource.ts";
import type { JsonObject } from "../tavus-api/contract/index.ts";
import { isObject } from "../tavus-api/contract/value.ts";
import type { JsonSchemaObject } from "../tool/args.ts";
import { Tool } from "../tool/resource.ts";
import type { Action } from "./action.ts";
import type { PostCallActionArgs } from "./args.ts";
import type { FixedValue } from "./fixed.ts";
import { fixedSchema } from "./parameters.ts";
import { suffixed } from "./route.ts";
import { joinUrl, receiverUrl } from "./url.ts";

/** What the component reads of its arguments, whatever the definition's types. */
interface Given extends Omit<PostCallActionArgs, "fixed" | "action"> {
  action: Action;
  fixed?: Readonly<Record<string, pulumi.Input<FixedValue>>>;
}

/**
 * An action from one typed definition: its Tool, and an attachment for each PAL. As many requests as these have: one POST for the tool and
 * one for each PAL to create, one DELETE to destroy all of it.
 *
 * The tool has the component's name, and takes over the state of a Tool of this name that stood in the component's place before;
 * attachments are `<name>-<key of attachTo>`, or `<name>-<PAL id>`.
 * @example
 * ```ts
 * new tavus.PostCallAction("support-summary", {
 *   action: supportSummary,
 *   delivery: { receiver: pulumi.interpolate`${app.url}/hooks`, auth: { type: "hmac", secret: hookSecret.result } },
 *   fixed: { channel: slack.id },
 *   attachTo: { support: "p123" },
 *   nameSuffix: pulumi.getStack(),
 * });
 * ```
 */
export class PostCallAction<A extends Action = Action> extends pulumi.ComponentResource {
  readonly tool: Tool;
  /** By the keys of `attachTo`. */
  readonly attachments: Readonly<Record<string, PalToolAttachment>>;
  readonly toolId: pulumi.Output<string>;
  /** The tool's name, as a delivery with hmac gives it. */
  readonly toolName: pulumi.Output<string>;
  /** Where Tavus delivers, with placeholders. */
  readonly url: pulumi.Output<string>;

  /**
   * @param name the resource's name, and its tool's
   * @throws Error where a fixed value is missing, for programs in JavaScript
   */
  constructor(name: string, args: PostCallActionArgs<A>, opts?: pulumi.ComponentResourceOptions) {
    super("tavus:index:PostCallAction", name, {}, opts);
    // The types of the definition have done their work; inside, every action is alike.
    const given = args as unknown as Given;
    const { action, delivery, adopt, secretVersion, tags } = given;
    const { url, receiver, ...rest } = delivery;
    this.url = pulumi
      .output(url ?? receiver)
      .apply((endpoint) =>
        receiver === undefined
          ? joinUrl(String(endpoint), action.pathTemplate, action.queryTemplate)
          : receiverUrl(String(endpoint), action),
      );
    this.tool = new Tool(
      name,
      {
        name: toolName(given),
        description: action.description,
        triggerType: "post_call",
        parameters: withFixed(name, action, given.fixed ?? {}),
        delivery: {
          api: {
            ...rest,
            url: this.url,
            ...(action.bodyTemplate !== undefined && { bodyTemplate: action.bodyTemplate }),
          },
        },
        ...(tags !== undefined && { tags }),
        ...(adopt !== undefined && { adopt }),
        ...(secretVersion !== undefined && { secretVersion }),
      },
      // A Tool that stood where the component stands now keeps its state.
      { parent: this, aliases: [{ parent: opts?.parent ?? pulumi.rootStackResource }] },
    );
    this.attachments = Object.fromEntries(
      namedPals(given.attachTo).map(([key, palId]) => [
        key,
        new PalToolAttachment(`${name}-${key}`, { palId, toolId: this.tool }, { parent: this }),
      ]),
    );
    this.toolId = this.tool.toolId;
    this.toolName = this.tool.name;
    this.registerOutputs({ toolId: this.toolId, toolName: this.toolName, url: this.url });
  }
}

function toolName({ name, nameSuffix, action }: Given): pulumi.Input<string> {
  if (name !== undefined) return name;
  if (nameSuffix === undefined) return action.name;
  return pulumi.output(nameSuffix).apply((suffix) => suffixed(action.name, suffix));
}

/** The JSON Schema with the program's values in it. They may be Outputs, so each whole property is one. */
function withFixed(
  name: string,
  { parameters, openFixed }: Action,
  values: Readonly<Record<string, pulumi.Input<FixedValue>>>,
): JsonSchemaObject {
  const properties = isObject(parameters["properties"]) ? parameters["properties"] : {};
  for (const key of openFixed)
    if (values[key] === undefined)
      throw new Error(
        `PostCallAction ${name}: fixed.${key} is missing. The definition leaves it to the program: write fixed: { ${key}: … }.`,
      );
  const fixed: JsonObject = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const isKnown = Object.hasOwn(properties, key);
    if (!isKnown)
      throw new Error(`PostCallAction ${name}: fixed.${key} is no parameter of the action. Declare it with fixed().`);
    fixed[key] = pulumi.output(value).apply((known) => fixedSchema({ value: known }));
  }
  return { ...parameters, properties: { ...properties, ...fixed } };
}

function namedPals(pals: Given["attachTo"]): [string, pulumi.Input<string>][] {
  if (pals === undefined) return [];
  if (!Array.isArray(pals)) return Object.entries(pals as Readonly<Record<string, pulumi.Input<string>>>);
  // The names of resources have to be known; an id that is an Output goes by its place.
  return pals.map((palId: pulumi.Input<string>, i) => [typeof palId === "string" ? palId : String(i), palId]);
}
