/** The Pulumi program. Config: `receiver`, and as secret `hookSecret`. Optional: `channel`, and `palId` of another PAL than "Support". */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { declareSupport } from "./infrastructure.ts";

const config = new pulumi.Config();
const { summary, orders } = declareSupport({
  receiver: config.require("receiver"),
  auth: { type: "hmac", secret: config.requireSecret("hookSecret") },
  channel: config.get("channel") ?? "C0SUPPORT",
  palId: config.get("palId") ?? tavus.getPalOutput({ name: "Support" }).palId,
  nameSuffix: pulumi.getStack(),
});

export const urls = [summary.url, orders.url];
export const tools = [summary.toolName, orders.toolName];
