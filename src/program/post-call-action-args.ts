import type * as pulumi from "@pulumi/pulumi";
import type { Action, FixedArgs, ParametersOfAction, TemplatesOfAction } from "../action/action.ts";
import type { JsonSchemaOf } from "../action/json-schema-type.ts";
import type { StaticApiDelivery, TemplatedApiDelivery, UnsignedToolAuth } from "./tool-args.ts";

/**
 * How an action is delivered: all inputs of a Tool's delivery except the body, which comes from the definition. `hmac` is possible only if the
 * definition has no `body`.
 * @since 0.1.0
 */
export type ActionDelivery<A = Action> = ActionDestination &
  (HasBody<A> extends true
    ? Omit<WithoutBody<TemplatedApiDelivery>, "auth"> & {
        /** @default { type: "none" } */
        auth?: pulumi.Input<UnsignedToolAuth | NotWithBody>;
      }
    : WithoutBody<TemplatedApiDelivery | StaticApiDelivery>);

/** The compiler shows this type if a definition with a `body` is used with `hmac`. No value has this type. */
interface NotWithBody {
  type: pulumi.Input<"hmac">;
  secret: "Not with body: with hmac, Tavus signs an envelope of its own. Remove body from defineAction, or use another auth type. (R-34)";
}

/**
 * The endpoint of an action: `url` or `receiver`, not both. Both are https with a public, fixed host.
 *
 * - `url` is any endpoint. The definition's `path` and `query` are appended.
 * - `receiver` is the address of a receiver made by `createReceiver`. Each action has its own path below it. The conversation's id is in the query
 * or, with `hmac`, in Tavus's envelope.
 * @since 0.1.0
 */
export type ActionDestination =
  | { url: pulumi.Input<string>; receiver?: undefined }
  | { receiver: pulumi.Input<string>; url?: undefined };
type WithoutBody<T> = T extends unknown ? Omit<T, "url" | "bodyTemplate"> : never;
/** False if the compiler doesn't know the definition. Then the check happens when the program runs. */
type HasBody<A> =
  TemplatesOfAction<A> extends { readonly body: infer B }
    ? unknown extends B
      ? false
      : [B] extends [undefined]
        ? false
        : true
    : false;

/** The program's fixed values. Required if the definition leaves a fixed value open. */
type WithFixed<P> = [JsonSchemaOf<P>] extends [never]
  ? Record<never, never> extends FixedArgs<P>
    ? { fixed?: FixedInputs<P> }
    : { fixed: FixedInputs<P> }
  : { fixed?: undefined };
type FixedInputs<P> = { [K in keyof FixedArgs<P>]: pulumi.Input<Exclude<FixedArgs<P>[K], undefined>> };

/**
 * The inputs of a PostCallAction, without `fixed`, which depends on the definition.
 * @since 0.1.0
 */
export interface ActionArgs<A = Action> {
  /** The definition, made by `defineAction`. */
  action: A;
  /** Where and how Tavus delivers it. */
  delivery: ActionDelivery<A>;
  /**
   * The PALs whose calls trigger the action when they end. Pass an object with a name of your choice for each PAL, or a list of plain ids. Use the
   * object if ids are Outputs. The name or the id becomes part of the attachment's name. A PAL can appear only once.
   * @default none
   * @example { support: supportPal, sales: salesPal }
   */
  attachTo?: readonly pulumi.Input<string>[] | Readonly<Record<string, pulumi.Input<string>>>;
  /** The tool's name. If you remove it, the tool gets its default name again. @default the action's name and `nameSuffix` */
  name?: pulumi.Input<string>;
  /**
   * Appended to the action's name after `_`, so that several environments can share an account. Set "" for no suffix.
   * If you remove it, the tool gets its default name again.
   * @default the stack's name when the tool is created. The tool keeps it
   */
  nameSuffix?: pulumi.Input<string>;
  /** Takes over an existing tool of exactly this name instead of failing. @default false */
  adopt?: pulumi.Input<boolean>;
  /** Labels of the tool at Tavus. @default none */
  tags?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Change it to send `delivery` to Tavus again, with its secrets. @default none */
  secretVersion?: pulumi.Input<string | number>;
}

/**
 * The inputs of a PostCallAction: those of {@link ActionArgs}, and `fixed` with a value for each fixed parameter. `fixed` is required if the
 * definition leaves a fixed value open.
 * @example
 * ```ts
 * const args: tavus.PostCallActionArgs<typeof supportSummary> = {
 *   action: supportSummary,
 *   delivery: { receiver: "https://support.acme.dev/hooks", auth: { type: "hmac", secret: hookSecret } },
 *   fixed: { channel: slack.id },
 *   attachTo: { support: "p123" },
 * };
 * ```
 * @since 0.1.0
 */
export type PostCallActionArgs<A extends Action = Action> = ActionArgs<A> & WithFixed<ParametersOfAction<A>>;
