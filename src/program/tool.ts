import * as pulumi from "@pulumi/pulumi";
import { OWN_INPUTS } from "../contract/fields.ts";
import { isUnset } from "../contract/value.ts";
import { DEFINITION_INPUTS } from "../contract/wire.ts";
import { checkTool, warnTool } from "../provider/tool/check.ts";
import { defaultToolName } from "../state-format/default-name.ts";
import { isDefaultName, type Naming, type NamingInput } from "../state-format/naming.ts";
import { NAMING } from "../state-format/properties.ts";
import { TYPE_TOKENS } from "../state-format/type-tokens.ts";
import { checkArguments } from "./arguments.ts";
import { isOfType } from "./identity.ts";
import { checkId, checkOptions } from "./options.ts";
import { PinnedResource } from "./pinned-resource.ts";
import { refuseSameName } from "./same-name.ts";
import type { ToolArgs, ToolOutputs } from "./tool-args.ts";

/**
 * The outputs of a Tool.
 * @since 0.1.0
 */
export interface Tool extends ToolOutputs {}

/**
 * A tool of a Tavus account. Creating, updating, or deleting it costs one POST, PATCH, or DELETE. Deleting it detaches it from every PAL.
 *
 * Changing `triggerType` or `origin` replaces the tool. Tavus updates everything else in place. A preview checks all rules of Tavus at once, before
 * any request. To read a tool that is managed elsewhere, use {@link Tool.get}.
 * @example
 * ```ts
 * const note = new tavus.Tool("crm-note", {
 *   description: "After the call, log what the caller wanted.",
 *   triggerType: "post_call",
 *   parameters: {
 *     type: "object",
 *     properties: { message: { type: "string", description: "One sentence: what the caller wanted." } },
 *     required: ["message"],
 *   },
 *   delivery: { api: { url: pulumi.interpolate`${crm.url}/notes?call={tavus_conversation_id}`, auth: { type: "bearer", token } } },
 * });
 * ```
 * @see https://docs.tavus.io/api-reference/tools/create-tool
 * @since 0.1.0
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi sets the properties, so there is nothing to initialize
export class Tool extends PinnedResource {
  /**
   * Reads an existing tool without managing it. Its secrets read `********`.
   * @param name the resource's name
   * @param id the tool's id, such as `tabc123def456`
   * @param opts Pulumi's resource options
   * @example const note = tavus.Tool.get("crm-note", "tabc123def456");
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Tool {
    const read = { ...checkOptions(`Tool ${name}`, opts), id: checkId(`Tool ${name}`, id, "tabc123def456") };
    return new Tool(name, READ, read);
  }

  /** Whether a value is a Tool, from any copy of this package. `validateResourceOfType` of policy packs uses it. */
  static override isInstance(value: unknown): value is Tool {
    return isOfType(value, TYPE_TOKENS.tool);
  }

  /**
   * @param name the resource's name. Without `args.name`, the tool's name consists of the resource's name and the stack's name
   * @param args the tool's definition
   * @param opts Pulumi's resource options. `provider` takes a `tavus.Provider`
   * @throws RunError with every argument that can't reach Tavus, its path, and what to write instead
   */
  constructor(name: string, args: ToolArgs, opts?: pulumi.CustomResourceOptions) {
    const own = checkOptions(`Tool ${name}`, opts);
    const isRead = args === READ;
    const given = isRead ? undefined : checkArguments(`Tool ${name}`, args);
    const standard = defaultToolName(name, pulumi.getStack());
    const toolName = isLate(given?.name)
      ? pulumi.output(given.name).apply((known) => known ?? standard)
      : (given?.name ?? standard);
    const byDefault: Naming = { name: standard };
    const naming: NamingInput = isLate(given?.name)
      ? {
          [NAMING]: pulumi.unsecret(
            pulumi.output(given.name).apply((known) => (isUnset(known) ? byDefault : undefined)),
          ),
        }
      : isUnset(given?.name)
        ? { [NAMING]: byDefault }
        : {};
    const inputs = given === undefined ? {} : { ...naming, ...given, name: toolName };
    super("tool", name, { ...OUTPUTS, ...inputs }, own);
    // The same value, but known in the preview of an update, where other outputs aren't known. So resources that depend on it don't show a change.
    Object.assign(this, { toolId: this.id });
    if (own.id !== undefined || own.retainOnDelete === true) outliving().add(this);
    if (isRead) return;
    warnWhenKnown(this, inputs);
    refuseSameName(this, isDefaultName(inputs) ? this.name : toolName);
  }
}

/** Whether a name is known later. It may turn out to be undefined, which means the default name. */
const isLate = (name: unknown): name is pulumi.Output<string | undefined> | Promise<string | undefined> =>
  typeof name === "object" && name !== null;

/** Passed instead of arguments to read an existing tool. */
const READ = {} as ToolArgs;

/**
 * Tools that stay at Tavus when they leave the stack. Not a field of the class, because a program may capture a Tool in a function. All copies of
 * this package in a process share the list.
 */
function outliving(): WeakSet<pulumi.Resource> {
  const shared = globalThis as { [OUTLIVING]?: WeakSet<pulumi.Resource> };
  shared[OUTLIVING] ??= new WeakSet();
  return shared[OUTLIVING];
}
const OUTLIVING = Symbol.for("pulumi-tavus.outliving");

/** Whether the tool stays at Tavus when it leaves the stack, because it is only read (`Tool.get`) or retained. */
export function outlivesStack(tool: Tool): boolean {
  return outliving().has(tool);
}

/** These properties must exist on the object even if the program leaves them out, because `ignoreChanges` and transforms can set them. */
const OUTPUTS = Object.fromEntries(
  [...DEFINITION_INPUTS, ...Object.keys(OWN_INPUTS), "createdAt", "updatedAt"].map((key) => [key, undefined]),
);

/**
 * The program sends the warnings, because only it can attach a message to a resource. It waits until every value and the URN are known. If the
 * registration of a resource fails, a message for it would wait forever, and block every later message of the process.
 */
function warnWhenKnown(resource: pulumi.Resource, inputs: object): void {
  pulumi.all([resource.urn, inputs as Record<string, unknown>]).apply(([, known]) => {
    // If the tool is refused, it needs no warning.
    const refused = checkTool({}, known, { allowLocalEndpoints: true, isUnknown: () => false });
    for (const warning of warnTool(known)) if (!refused.includes(warning)) void pulumi.log.warn(warning, resource);
  });
}
