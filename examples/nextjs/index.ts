/** The Pulumi program. Config: `receiver`, such as https://app.acme.dev/hooks, and as secret `hookSecret`. */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { logOrders } from "./actions.ts";

const config = new pulumi.Config();

new tavus.PostCallAction("log-orders", {
  action: logOrders,
  delivery: {
    receiver: config.require("receiver"),
    auth: { type: "hmac", secret: config.requireSecret("hookSecret") },
  },
  attachTo: { support: tavus.getPalOutput({ name: "Support" }).palId },
});
