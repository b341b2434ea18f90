import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { describeNames } from "../contract/known-names.ts";
import { explainError } from "../messages/index.ts";
import { resolveSettings, type Settings } from "../provider/settings.ts";
import { type AccountLists, listsOf } from "./account-lists.ts";
import { isRecord, kindOf } from "./arguments.ts";
import { Provider } from "./provider.ts";

/**
 * Which PAL or tool to look up: its exact name, or its id.
 * @since 0.1.0
 */
export type LookUpArgs =
  | { readonly name: string; readonly id?: undefined }
  | { readonly id: string; readonly name?: undefined };

/**
 * Which PAL or tool to look up: its exact name, or its id. Both can be Outputs or promises.
 * @since 0.1.0
 */
export type LookUpOutputArgs =
  | { readonly name: pulumi.Input<string>; readonly id?: undefined }
  | { readonly id: pulumi.Input<string>; readonly name?: undefined };

/**
 * Where to look.
 * @since 0.1.0
 */
export interface LookUpOptions {
  /** The account to look in. @default the account of the stack's settings, otherwise the account of the environment */
  readonly provider?: Provider | undefined;
}

/**
 * A PAL that a look-up found.
 * @since 0.1.0
 */
export interface GetPalResult {
  /** The PAL's id. */
  readonly palId: string;
  /** The PAL's name. */
  readonly name: string;
}

/**
 * A tool that a look-up found.
 * @since 0.1.0
 */
export interface GetToolResult {
  /** The tool's id. */
  readonly toolId: string;
  /** The tool's name. */
  readonly name: string;
  /** What the tool is for. Empty if it has no description. */
  readonly description: string;
  /** When the tool runs. */
  readonly triggerType: "in_call" | "post_call";
}

/**
 * Looks up a PAL by its exact name, or by its id. All look-ups of a program share one request for each hundred PALs. A preview makes this request,
 * too. In a unit test with Pulumi's mocks, the mock of the call `tavus:index:getPal` answers.
 * @param args the PAL's name or id
 * @param opts the account to look in
 * @throws RunError if no PAL or more than one fits. The message lists the existing names
 * @example const { palId } = await tavus.getPal({ name: "Support" });
 * @since 0.1.0
 */
export function getPal(args: LookUpArgs, opts?: LookUpOptions): Promise<GetPalResult> {
  return lookUpNow(PAL, args, opts);
}

/**
 * Looks up a PAL like {@link getPal}, and returns an Output. The arguments can be Outputs.
 * @param args the PAL's name or id
 * @param opts the account to look in
 * @example
 * ```ts
 * const support = tavus.getPalOutput({ name: "Support" });
 * new tavus.PalToolAttachment("crm-note-on-support", { palId: support.palId, toolId: note });
 * ```
 * @since 0.1.0
 */
export function getPalOutput(args: LookUpOutputArgs, opts?: LookUpOptions): pulumi.Output<GetPalResult> {
  return lookUpLater(PAL, args, opts);
}

/**
 * Looks up a tool by its exact name, or by its id. To read a tool as a resource, use `Tool.get`. All look-ups of a program share one request for each
 * hundred tools. A preview makes this request, too. In a unit test with Pulumi's mocks, the mock of the call `tavus:index:getTool` answers.
 * @param args the tool's name or id
 * @param opts the account to look in
 * @throws RunError if no tool fits. The message lists the existing names
 * @example const { toolId } = await tavus.getTool({ name: "crm_note" });
 * @since 0.1.0
 */
export function getTool(args: LookUpArgs, opts?: LookUpOptions): Promise<GetToolResult> {
  return lookUpNow(TOOL, args, opts);
}

/**
 * Looks up a tool like {@link getTool}, and returns an Output. The arguments can be Outputs.
 * @param args the tool's name or id
 * @param opts the account to look in
 * @example const note = tavus.getToolOutput({ name: "crm_note" });
 * @since 0.1.0
 */
export function getToolOutput(args: LookUpOutputArgs, opts?: LookUpOptions): pulumi.Output<GetToolResult> {
  return lookUpLater(TOOL, args, opts);
}

/** The kinds of objects that can be looked up. */
interface Kind<R> {
  readonly call: "getPal" | "getTool";
  readonly noun: "PAL" | "tool";
  /** The property of the result that contains the id. */
  readonly idKey: string;
  readonly list: (lists: AccountLists) => Promise<readonly R[]>;
  /** The result with mocks that leave properties out. */
  readonly sample: (id: string, name: string) => R;
}

const PAL: Kind<GetPalResult> = {
  call: "getPal",
  noun: "PAL",
  idKey: "palId",
  list: async (lists) => (await lists.pals()).map(({ id, name }) => ({ palId: id, name })),
  sample: (palId, name) => ({ palId, name }),
};

const TOOL: Kind<GetToolResult> = {
  call: "getTool",
  noun: "tool",
  idKey: "toolId",
  list: async (lists) =>
    (await lists.tools()).map(({ tool_id: toolId, name, description, trigger_type: triggerType }) => ({
      toolId,
      name,
      description: description ?? "",
      triggerType: triggerType === "post_call" ? triggerType : "in_call",
    })),
  sample: (toolId, name) => ({ toolId, name, description: "", triggerType: "post_call" }),
};

type By = "name" | "id";

async function lookUpNow<R extends object>(kind: Kind<R>, args: LookUpArgs, opts?: LookUpOptions): Promise<R> {
  const { by, value, run, provider } = begin(kind, args, opts);
  if (isMocked()) return askMocks(kind, by, checkText(kind, by, value), provider);
  const settings = provider === undefined ? stackSettings(kind.call) : await settingsNow(kind.call, provider);
  return find(kind, by, checkText(kind, by, value), listsOf(run, settings));
}

function lookUpLater<R extends object>(kind: Kind<R>, args: LookUpOutputArgs, opts?: LookUpOptions): pulumi.Output<R> {
  const { by, value, run, provider } = begin(kind, args, opts);
  const wanted = pulumi.output(value).apply((known) => checkText(kind, by, known));
  if (isMocked()) return wanted.apply((known) => askMocks(kind, by, known, provider)) as pulumi.Output<R>;
  // As with Pulumi's own functions, the program doesn't end before they have answered.
  const done = pulumi.runtime.rpcKeepAlive();
  // The key is secret, but the result of a look-up isn't.
  const result = pulumi
    .all([wanted, provider === undefined ? stackSettings(kind.call) : pulumi.unsecret(settingsOf(kind.call, provider))])
    .apply(([known, settings]) => find(kind, by, known, listsOf(run, settings as Settings)));
  void promiseOf(result).finally(done);
  return result as pulumi.Output<R>;
}

interface Wanted {
  readonly by: By;
  /** Not checked yet. */
  readonly value: pulumi.Input<string>;
  /** Reported at the call, because later code can run outside the program's context. */
  readonly run: object;
  readonly provider: Provider | undefined;
}

/** @throws RunError if the arguments of a look-up are wrong */
function begin({ call }: Kind<object>, args: unknown, opts: unknown): Wanted {
  const example = `${call}({ name: "Support" }) or ${call}({ id: "…" })`;
  if (!isRecord(args)) throw new pulumi.RunError(`${call}: the arguments are ${kindOf(args)}. Write ${example}.`);
  const keys = Object.keys(args).filter((key) => args[key] !== undefined);
  const [by, other] = keys;
  if (other !== undefined || (by !== "name" && by !== "id"))
    throw new pulumi.RunError(`${call}: the arguments are ${keys.join(", ") || "empty"}. Write ${example}.`);
  if (opts !== undefined && opts !== null && !isRecord(opts))
    throw new pulumi.RunError(`${call}: the options are ${kindOf(opts)}. Write { provider }, or nothing.`);
  const { provider, ...others } = (opts ?? {}) as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new pulumi.RunError(`${call}: ${unknown} is not an option of a look-up. Remove it; the option is provider.`);
  if (provider !== undefined && provider !== null && !Provider.isInstance(provider))
    throw new pulumi.RunError(`${call}: provider is ${kindOf(provider)}. Write a tavus.Provider, or nothing.`);
  const run = pulumi.runtime.getStackResource() ?? {};
  return {
    by,
    value: args[by] as pulumi.Input<string>,
    run,
    provider: Provider.isInstance(provider) ? provider : undefined,
  };
}

function checkText({ call, noun }: Kind<object>, by: By, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  const found = value === "" ? "empty" : typeof value === "string" ? "blank" : kindOf(value);
  throw new pulumi.RunError(`${call}: ${by} is ${found}. Write the ${noun}'s ${by} as a string.`);
}

/** The account of resources without a provider: the stack's settings, then the environment's. */
function stackSettings(call: string): Settings {
  const stack = pulumi.runtime.allConfig();
  return resolve(call, (key) => stack[key]);
}

/** The account of resources with this provider: its settings, then the environment's. */
function settingsOf(call: string, provider: Provider): pulumi.Output<Settings> {
  const given = Object.fromEntries(KEYS.map((key) => [key, Reflect.get(provider, key) as pulumi.Input<string>]));
  return pulumi.output(given).apply((config) => resolve(call, (key) => config[key]));
}

/** @throws RunError if they aren't known, because waiting for them would never end */
async function settingsNow(call: string, provider: Provider): Promise<Settings> {
  const settings = settingsOf(call, provider);
  if (await isKnown(settings)) return promiseOf(settings);
  throw new pulumi.RunError(
    `${call}: the settings of its provider aren't known yet in this preview. Use ${call}Output, which waits for them.`,
  );
}

function resolve(call: string, get: (key: string) => string | undefined): Settings {
  try {
    return resolveSettings({ get }, process.env);
  } catch (error) {
    throw asRunError(call, error);
  }
}

/** Without a stack trace, as Pulumi shows errors that the user must fix. */
const asRunError = (call: string, error: unknown): pulumi.RunError =>
  new pulumi.RunError(`${call}: ${explainError(error)}`);

const KEYS = ["tavus:apiKey", "tavus:baseUrl", "tavus:allowInsecureBaseUrl"];

async function find<R extends object>(kind: Kind<R>, by: By, wanted: string, lists: AccountLists): Promise<R> {
  const { call, noun, idKey } = kind;
  const all = await kind.list(lists).catch((error: unknown) => {
    throw asRunError(call, error);
  });
  const textOf = (one: R): string => String(Reflect.get(one, by === "id" ? idKey : "name"));
  const found = all.filter((one) => textOf(one) === wanted);
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) {
    const ids = found.map((one) => String(Reflect.get(one, idKey))).sort();
    throw new pulumi.RunError(
      `${call}: ${ids.length} ${noun}s are named ${JSON.stringify(wanted)}: ${ids.join(", ")}. ` +
        `Look one up by its id, ${call}({ id: "${ids[0]}" }), or rename the others.`,
    );
  }
  const known = describeNames(wanted, all.map(textOf));
  throw new pulumi.RunError(
    `${call}: the account has no ${noun} with the ${by} ${JSON.stringify(wanted)}. ${known} Only your own ${noun}s count, not those of Tavus.`,
  );
}

/** Whether a unit test runs the program: `setMocks` replaces the engine with its own monitor. */
function isMocked(): boolean {
  const monitor: object | undefined = pulumi.runtime.getMonitor();
  return monitor !== undefined && "mocks" in monitor;
}

/**
 * As with Pulumi's other functions, the mock `call` of a unit test answers. Properties that it leaves out are made up, always the same for the same
 * arguments.
 */
async function askMocks<R extends object>(
  { call, idKey, sample }: Kind<R>,
  by: By,
  wanted: string,
  provider: Provider | undefined,
): Promise<R> {
  const token = `tavus:index:${call}`;
  const answer: unknown = await pulumi.runtime.invoke(token, { [by]: wanted }, provider && { provider });
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const made = sample(by === "id" ? wanted : `${call === "getPal" ? "p" : "t"}${hash}`, wanted);
  const given = isRecord(answer) ? answer : {};
  // The usual mock returns the arguments.
  const wrong = Object.keys(given).find((key) => key !== by && !(key in made));
  if (wrong !== undefined)
    throw new pulumi.RunError(
      `${call}: the mock of ${token} answers ${wrong}, which is not in its result. Answer ${Object.keys(made).join(", ")}, of which ${idKey} is the id.`,
    );
  const known = Object.entries(given).filter(([key, value]) => key in made && value !== undefined);
  return { ...made, ...Object.fromEntries(known) };
}

/** Members of every Output that Pulumi's declarations leave out. */
interface Inner<T> {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<T>;
}
const isKnown = (output: pulumi.Output<unknown>): Promise<boolean> => (output as unknown as Inner<unknown>).isKnown;
const promiseOf = <T>(output: pulumi.Output<T>): Promise<T> => (output as unknown as Inner<T>).promise();
