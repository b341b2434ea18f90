import { expect, it } from "vitest";
import { toWire } from "../../src/contract/wire.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { createCommandProject } from "./support/command.ts";
import { useEmulator } from "./support/fixtures.ts";

const emulator = useEmulator();

it("protects what it imports until the program declares it, and leaves no trace in a diff", async () => {
  const palId = await emulator.createPal();
  const { body } = await emulator.request("POST", "/v2/tools", toWire(fullPostCallTool({ name: "crm_note" })).wire);
  await emulator.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: [body["tool_id"]] });
  const project = await createCommandProject(emulator, { files: { "index.ts": "export {};\n" } });
  const imported = await project.command(["import", "--run"]);
  expect(imported.code, imported.stdout + imported.stderr).toBe(0);
  expect(imported.stdout).toContain("protected until the next pulumi up with this program");

  // The program doesn't contain the printed line yet.
  emulator.calls();
  const early = await project.run(["up", "--yes", "--skip-preview"]);
  expect(early.exitCode).not.toBe(0);
  expect(early.stdout + early.stderr).toContain("protected");
  expect(emulator.calls()).toEqual([]);
  expect(await emulator.tools()).toHaveLength(1);

  await project.run(["config", "set", "--secret", "crmNoteToken", "t0p-secret-token"]);
  project.write({ "index.ts": 'import "./tavus/index.ts";\n' });
  const up = await project.run(["up", "--yes", "--skip-preview", "--diff"]);
  expect(up.exitCode, up.stdout + up.stderr).toBe(0);
  // The state only knows the mask, so the secret is sent once. Nothing else changes.
  expect(up.stdout).not.toContain("__");
  expect(up.stdout.match(/^ *[~+-] (?!pulumi)\S+ *:.*$/gm)?.map((line) => line.trim())).toEqual([
    "~ delivery: {",
    "~ api: {",
    "~ auth: {",
    "~ token: [secret] => [secret]",
  ]);
  expect((await project.run(["up", "--yes", "--skip-preview", "--expect-no-changes"])).exitCode).toBe(0);
  const destroyed = await project.run(["destroy", "--yes", "--skip-preview"]);
  expect(destroyed.exitCode, destroyed.stdout + destroyed.stderr).toBe(0);
  expect(await emulator.tools()).toEqual([]);
});
