import type * as pulumi from "@pulumi/pulumi";
import type { ToolApiDelivery } from "../tool/args.ts";
import type { Action, FixedArgs, ParametersOfAction } from "./action.ts";

/** The delivery of an action: everything of a Tool's but the body, which the definition says. */
export type ActionDelivery = Omit<ToolApiDelivery, "url" | "bodyTemplate"> &
  ({ url: Endpoint; receiver?: undefined } | { receiver: Endpoint; url?: undefined });
/**
 * `url`: an endpoint of any kind; the definition's `path` and `query` are appended.
 * `receiver`: where `createReceiver` of `pulumi-tavus/webhook` answers; each action has its own path below it, and the conversation is in the query.
 */
type Endpoint = pulumi.Input<string>;

/** The fixed values of a program: required as soon as the definition leaves one open. */
type WithFixed<P> = P extends { readonly type: "object" }
  ? { fixed?: undefined }
  : Record<never, never> extends FixedArgs<P>
    ? { fixed?: FixedInputs<P> }
    : { fixed: FixedInputs<P> };
type FixedInputs<P> = { [K in keyof FixedArgs<P>]: pulumi.Input<Exclude<FixedArgs<P>[K], undefined>> };

interface CommonArgs<A> {
  /** Made by `defineAction`. */
  action: A;
  /** Where and how it is delivered. */
  delivery: ActionDelivery;
  /**
   * The PALs after whose calls the action runs. By name where ids are Outputs, so that the order does not matter; a list of plain ids
   * names each attachment by its id.
   * @default none
   * @example { support: supportPal, sales: salesPal }
   */
  attachTo?: readonly pulumi.Input<string>[] | Readonly<Record<string, pulumi.Input<string>>>;
  /** The tool's name. @default the definition's, with `nameSuffix` */
  name?: pulumi.Input<string>;
  /** Appended to the definition's name with `_`, where several environments share one account; the stack's name, say. */
  nameSuffix?: pulumi.Input<string>;
  /** Take over an existing tool of exactly this name instead of failing. @default false */
  adopt?: pulumi.Input<boolean>;
  /** Labels of the tool at Tavus. @default none */
  tags?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** A change of it sends the delivery with its secrets again. @default none */
  secretVersion?: pulumi.Input<string | number>;
}

/** The inputs of a PostCallAction. */
export type PostCallActionArgs<A extends Action = Action> = CommonArgs<A> & WithFixed<ParametersOfAction<A>>;
