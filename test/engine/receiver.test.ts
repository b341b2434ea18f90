import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createExpressApp } from "../../examples/receiver/express.ts";
import { actionsOf } from "../../src/emulator/testing/start.ts";
import { holdCall, startService } from "../support/example-service.ts";
import { serve } from "../support/serve.ts";
import { useEmulator } from "./support/fixtures.ts";
import { REPOSITORY } from "./support/packages.ts";
import { createProject } from "./support/project.ts";

const SECRET = "c4nary-hook-secret-0123456789";

// test/emulator/example-receiver.test.ts tests each authentication type without the engine.
describe("examples/receiver", () => {
  const emulator = useEmulator();

  it("is a project that `pulumi up` deploys unchanged, and a wrong secret is a 401 in the event", async () => {
    const palId = await emulator.createPal();
    const folder = join(REPOSITORY, "examples/receiver");
    const files = Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );
    let accepted = "another-secret";
    const service = await startService({ type: "hmac", secret: () => accepted });
    const project = await createProject({
      kind: "module",
      files: { ...files, "package.json": JSON.stringify({ name: "receiver", type: "module", main: "index.ts" }) },
      env: { TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url },
      config: { receiver: `${service.url}/hooks`, palId, hookSecret: { value: SECRET, secret: true } },
    });
    const { exitCode, stdout, stderr } = await project.run(["up", "--yes", "--skip-preview"]);
    expect(exitCode, stdout + stderr).toBe(0);
    expect(stdout).toContain(`${service.url}/hooks/support_summary`);
    expect(stdout).toContain("support_summary_dev");
    expect(stdout).not.toContain("{tavus_conversation_id}");
    expect(stdout).not.toContain(SECRET);

    const { events } = await holdCall(emulator.server, palId, "");
    expect(actionsOf(events)).toMatchObject([{ response: { http_status: 401 } }, { response: { http_status: 401 } }]);
    expect(service.notes).toEqual([]);
    accepted = SECRET;
    const { id, events: later } = await holdCall(emulator.server, palId, `${service.url}/hooks/events`);
    expect(actionsOf(later)).toMatchObject([{ status: "success" }, { status: "success" }]);
    expect(service.notes.map(({ conversation }) => conversation)).toEqual([id, id]);
  });

  it("works in the same way with Express", async () => {
    const logged: (readonly string[])[] = [];
    const app = createExpressApp({ type: "bearer", token: SECRET }, (orders) => void logged.push(orders));
    const url = await serve(app);
    const headers = { authorization: `Bearer ${SECRET}`, "content-type": "application/json" };
    const body = JSON.stringify({ source: "call", orders: '["4711"]', resolved: "true" });
    expect((await fetch(`${url}/hooks/log_orders`, { method: "POST", headers, body })).status).toBe(200);
    expect(logged).toEqual([["4711"]]);
  });
});
