/** What Tavus must know: the same definitions, the service's address, and the PALs. */
import type * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { logOrders, supportSummary } from "./actions.ts";

export interface SupportArgs {
  /** The service's address, such as `https://support.acme.dev/hooks`. */
  readonly receiver: pulumi.Input<string>;
  readonly auth: pulumi.Input<tavus.ToolAuth>;
  /** The chat channel of this environment. */
  readonly channel: pulumi.Input<string>;
  readonly palId: pulumi.Input<string>;
  /** Separates environments that share an account. */
  readonly nameSuffix: string;
}

export function declareSupport({ receiver, auth, channel, palId, nameSuffix }: SupportArgs) {
  const delivery = { receiver, auth };
  const attachTo = { support: palId };
  const summary = new tavus.PostCallAction("support-summary", {
    action: supportSummary,
    delivery,
    fixed: { channel },
    attachTo,
    nameSuffix,
  });
  const orders = new tavus.PostCallAction("log-orders", { action: logOrders, delivery, attachTo, nameSuffix });
  return { summary, orders };
}
