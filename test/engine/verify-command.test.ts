import { expect, it } from "vitest";
import { strict } from "../../src/commands/testing/strict.ts";
import { VerifyReport } from "../../src/commands/verify/report.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { startReceiver } from "../../src/emulator/testing/start.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { createCommandProject } from "./support/command.ts";
import { useEmulator } from "./support/fixtures.ts";

const emulator = useEmulator();
const TOKEN = "t0p-secret-token";

it("verifies a stack's deployment, with its secrets in no output, and reports by exit code", async () => {
  const palId = await emulator.createPal();
  let accepted = TOKEN;
  const endpoint = await startReceiver((request, response) => {
    const isRight = request.headers["authorization"] === `Bearer ${accepted}`;
    response.statusCode = isRight ? 200 : 401;
    response.end(JSON.stringify(isRight ? { probe: "ok" } : { error: "the credentials are wrong" }));
  });
  const { api } = fullPostCallTool()["delivery"] as { api: JsonObject };
  const note = fullPostCallTool({
    name: "note",
    delivery: {
      api: { ...api, url: `${endpoint.url}/n?c={tavus_conversation_id}`, auth: { type: "bearer", token: TOKEN } },
    },
  });
  const project = await createCommandProject(emulator);
  project.declare({ tools: { note }, attachments: [{ palId, tool: "note" }] });
  expect((await project.run(["up", "--yes", "--skip-preview"])).exitCode).toBe(0);

  const fine = await project.command(["verify", "--probe", "--json"]);
  expect(fine.code, fine.stdout + fine.stderr).toBe(0);
  const report = strict(VerifyReport).parse(fine.json);
  expect([report.stack, report.summary]).toEqual(["dev", { pass: 1, warn: 0, fail: 0 }]);
  expect(endpoint.received.map(({ headers }) => headers["pulumi-tavus-probe"])).toEqual(["1"]);

  accepted = "another-token";
  const failing = await project.command(["verify", "--probe", "--since", "24h"]);
  expect(failing.code).toBe(2);
  expect(failing.stdout).toContain("FAIL  note");
  expect(failing.stdout).toContain(
    "FAIL  probe       the endpoint refuses the declared credentials (401: the credentials are wrong)",
  );
  expect(failing.stdout).toContain("WARN  runs        silence: no conversation in 24h");
  expect(failing.stdout).not.toContain(TOKEN);
  const wrong = await project.command(["verify", "--since", "soon"]);
  expect([wrong.code, wrong.stderr]).toEqual([
    1,
    "pulumi-tavus: --since soon: write seconds, minutes, hours or days, such as 30s, 5m, 24h or 7d.\n",
  ]);
});
