/** The Pulumi program: pulumi config set receiver https://…/hooks, palId, channel; --secret hookSecret. */
import * as pulumi from "@pulumi/pulumi";
import { declareSupport } from "./infrastructure.ts";

const config = new pulumi.Config();
const { summary, orders } = declareSupport({
  receiver: config.require("receiver"),
  auth: { type: "hmac", secret: config.requireSecret("hookSecret") },
  channel: config.get("channel") ?? "C0SUPPORT",
  palId: config.require("palId"),
  nameSuffix: pulumi.getStack(),
});

export const urls = [summary.url, orders.url];
export const tools = [summary.toolName, orders.toolName];
