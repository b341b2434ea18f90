/** The Pulumi program: pulumi config set receiver https://…/hooks and palId, and --secret hookSecret. */

import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { supportSummary } from "#actions";

const config = new pulumi.Config();

const summary = new tavus.PostCallAction("support-summary", {
  action: supportSummary,
  delivery: {
    receiver: config.require("receiver"),
    auth: { type: "hmac", secret: config.requireSecret("hookSecret") },
  },
  attachTo: { support: config.require("palId") },
});

export const url = summary.url;
