import { supportSummary } from "@acme/actions";
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";

const config = new pulumi.Config();

new tavus.PostCallAction("support-summary", {
  action: supportSummary,
  delivery: {
    receiver: config.require("receiver"),
    auth: { type: "hmac", secret: config.requireSecret("hookSecret") },
  },
  attachTo: [],
});
