/** Runs the service on this machine: node examples/automation/serve.ts */
import { serve } from "@hono/node-server";
import { createProvisioner } from "./provisioner.ts";
import { createService } from "./service.ts";

const { fetch } = createService(createProvisioner());
serve({ fetch, port: Number(process.env["PORT"] ?? 3000), hostname: "127.0.0.1" }, ({ port }) =>
  console.log(`Provisioning on http://127.0.0.1:${port}/customers`),
);
