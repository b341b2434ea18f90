import type * as pulumi from "@pulumi/pulumi";
import type { StaticApiDelivery, TemplatedApiDelivery } from "../tool/args.ts";
import type { Action, FixedArgs, ParametersOfAction, TemplatesOfAction } from "./action.ts";

/** The delivery of an action: everything of a Tool's but the body, which the definition says. `hmac` only where the definition has no `body`. */
export type ActionDelivery<A = Action> = Destination &
  (HasBody<A> extends true ? WithoutBody<TemplatedApiDelivery> : WithoutBody<TemplatedApiDelivery | StaticApiDelivery>);

type Destination = { url: Endpoint; receiver?: undefined } | { receiver: Endpoint; url?: undefined };
/**
 * `url`: an endpoint of any kind; the definition's `path` and `query` are appended.
 * `receiver`: where `createReceiver` of `pulumi-tavus/webhook` answers; each action has its own path below it. The conversation is in the query,
 * or with `hmac` in Tavus's envelope.
 */
type Endpoint = pulumi.Input<string>;
type WithoutBody<T> = T extends unknown ? Omit<T, "url" | "bodyTemplate"> : never;
/** False where the definition is not known to the compiler: then it is looked at when the program runs. */
type HasBody<A> =
  TemplatesOfAction<A> extends { readonly body: infer B }
    ? unknown extends B
      ? false
      : [B] extends [undefined]
        ? false
        : true
    : false;

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
  delivery: ActionDelivery<A>;
  /**
   * The PALs after whose calls the action runs. By name where ids are Outputs, so that the order does not matter; a list of plain ids
   * names each attachment by its id. A PAL may be there once.
   * @default none
   * @example { support: supportPal, sales: salesPal }
   */
  attachTo?: readonly pulumi.Input<string>[] | Readonly<Record<string, pulumi.Input<string>>>;
  /** The tool's name. @default the action's name and `nameSuffix` */
  name?: pulumi.Input<string>;
  /**
   * Appended to the action's name with `_`, so that several environments may share an account. An empty text means no suffix.
   * @default the stack's name when the tool is created, kept for the tool's life
   */
  nameSuffix?: pulumi.Input<string>;
  /** Take over an existing tool of exactly this name instead of failing. @default false */
  adopt?: pulumi.Input<boolean>;
  /** A change of it sends the delivery with its secrets again. @default none */
  secretVersion?: pulumi.Input<string | number>;
}

/** The inputs of a PostCallAction. */
export type PostCallActionArgs<A extends Action = Action> = CommonArgs<A> & WithFixed<ParametersOfAction<A>>;
