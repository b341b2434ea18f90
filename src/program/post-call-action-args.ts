import type * as pulumi from "@pulumi/pulumi";
import type { Action, FixedArgs, ParametersOfAction, TemplatesOfAction } from "../action/action.ts";
import type { JsonSchemaOf } from "../action/json-schema-type.ts";
import type { StaticApiDelivery, TemplatedApiDelivery, UnsignedToolAuth } from "./tool-args.ts";

/** The delivery of an action: everything of a Tool's but the body, which the definition says. `hmac` only where the definition has no `body`. */
export type ActionDelivery<A = Action> = Destination &
  (HasBody<A> extends true
    ? Omit<WithoutBody<TemplatedApiDelivery>, "auth"> & {
        /** @default { type: "none" } */
        auth?: pulumi.Input<UnsignedToolAuth | NotWithBody>;
      }
    : WithoutBody<TemplatedApiDelivery | StaticApiDelivery>);

/** Nothing has this type: it is what the compiler shows for `hmac` next to a definition with `body`. */
interface NotWithBody {
  type: pulumi.Input<"hmac">;
  secret: "Not with body: with hmac, Tavus signs an envelope of its own. Remove body from defineAction, or use another auth type. (R-34)";
}

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
type WithFixed<P> = [JsonSchemaOf<P>] extends [never]
  ? Record<never, never> extends FixedArgs<P>
    ? { fixed?: FixedInputs<P> }
    : { fixed: FixedInputs<P> }
  : { fixed?: undefined };
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
  /** Labels of the tool at Tavus. @default none */
  tags?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** A change of it sends the delivery with its secrets again. @default none */
  secretVersion?: pulumi.Input<string | number>;
}

/** The inputs of a PostCallAction. */
export type PostCallActionArgs<A extends Action = Action> = CommonArgs<A> & WithFixed<ParametersOfAction<A>>;
