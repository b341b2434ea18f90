import * as pulumi from "@pulumi/pulumi";
import { describeNames } from "../contract/known-names.ts";
import type { Settings } from "../provider/settings.ts";
import { type AccountLists, listsOf } from "./account-lists.ts";
import { isRecord, kindOf } from "./arguments.ts";
import { asRunError, promiseOf, settingsNow, settingsOf, stackSettings } from "./look-up-account.ts";
import { type By, type GetPalResult, type GetToolResult, type Kind, PAL, TOOL } from "./look-up-kinds.ts";
import { askMocks, isMocked } from "./look-up-mocks.ts";
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
 * Looks up a PAL by its exact name, or by its id. All look-ups of a program share one request for each hundred PALs. A preview makes these requests,
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
 * hundred tools. A preview makes these requests, too. In a unit test with Pulumi's mocks, the mock of the call `tavus:index:getTool` answers.
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
  // Keeps the program running until the look-up has an answer, as Pulumi's own functions do.
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
  /** The program's run. It is read during the call, because later code can run outside the program's context. */
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
