/** Config: `receiver`, the address of service.ts (https://…/hooks), and as secret `hookSecret`. */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { crmNote } from "./actions.ts";

const config = new pulumi.Config();

new tavus.PostCallAction("crm-note", {
  action: crmNote,
  delivery: {
    receiver: config.require("receiver"),
    auth: { type: "hmac", secret: config.requireSecret("hookSecret") },
  },
  attachTo: { support: tavus.getPalOutput({ name: "Support" }).palId },
});
