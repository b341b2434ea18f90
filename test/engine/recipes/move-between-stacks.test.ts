// @module-tag nightly
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { useEmulator } from "../support/fixtures.ts";
import { installPackages } from "../support/packages.ts";
import { createProject } from "../support/project.ts";
import { blocksOf, runShell } from "../support/recipe.ts";

const emulator = useEmulator();

const head = `
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { defineAction } from "pulumi-tavus/action";
import { z } from "zod";
const config = new pulumi.Config();
const parameters = { type: "object", properties: { message: { type: "string", description: "What the caller wanted." } } } as const;
`;
const note = (name: string) => `
const note = new tavus.Tool("crm-note", {
  ${name}
  description: "After the call, log what the caller wanted.",
  triggerType: "post_call",
  parameters,
  delivery: {
    api: {
      url: "https://crm.acme.dev/notes?call={tavus_conversation_id}",
      auth: { type: "bearer", token: config.requireSecret("crmToken") },
    },
  },
});
new tavus.PalToolAttachment("crm-note-on-support", { palId: config.require("palId"), toolId: note });
new tavus.PostCallAction("follow-up", {
  action: defineAction({ name: "follow_up", description: "Whether to call back.", parameters: { by: z.string().describe("By when.") } }),
  delivery: { receiver: "https://crm.acme.dev/hooks" },
  attachTo: { support: config.require("palId") },
});
`;
const other = `
new tavus.Tool("other", { description: "Stays.", triggerType: "post_call", parameters, delivery: { api: { url: "https://crm.acme.dev/o?c={tavus_conversation_id}" } } });
`;
const manifest = (name: string) => ({
  [`${name}/Pulumi.yaml`]: `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.ts\n`,
  [`${name}/package.json`]: '{"type":"module"}',
});

it("move-between-stacks: the state moves without a write to the API, and neither stack has pending changes", async () => {
  const palId = await emulator.createPal();
  const project = await createProject({
    kind: "module",
    stack: undefined,
    files: {
      ...manifest("calls"),
      ...manifest("support"),
      "calls/index.ts": head + note("") + other,
      "support/index.ts": head,
    },
    env: { TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url },
  });
  // Each project has its own package. The parent of the two folders isn't a project.
  for (const name of ["calls", "support"]) installPackages(join(project.folder, name), "newest", true);
  rmSync(join(project.folder, "node_modules"), { recursive: true });
  const run = async (script: string): Promise<string> => {
    const { exitCode, output } = await runShell(project, script);
    expect(exitCode, output).toBe(0);
    return output;
  };
  await run(`for name in calls support; do
    pulumi stack init prod --cwd $name
    pulumi config set-all --cwd $name --stack prod --plaintext palId=${palId} --secret crmToken=t0p-secret
    pulumi up --yes --skip-preview --cwd $name --stack prod
  done`);
  const before = await emulator.tools();
  expect(before.map((tool) => tool["name"]).sort()).toEqual(["crm_note_prod", "follow_up_prod", "other_prod"]);
  emulator.calls();

  project.write({ "calls/index.ts": head + other, "support/index.ts": head + note('name: "crm_note_prod",') });
  const [move = "", check = "", ...others] = blocksOf("docs/recipes/move-between-stacks.md", "sh");
  expect(others).toEqual([]);
  const moved = await run(move);
  expect(moved).not.toContain("t0p-secret");
  await run(check);
  expect(emulator.calls().filter((call) => !call.startsWith("GET "))).toEqual([]);
  expect(await emulator.tools()).toEqual(before);

  // The new owner really owns it: destroying the old stack keeps it, destroying the new one deletes it.
  await run("pulumi destroy --yes --skip-preview --cwd calls --stack prod");
  expect((await emulator.tools()).map((tool) => tool["name"]).sort()).toEqual(["crm_note_prod", "follow_up_prod"]);
  await run("pulumi destroy --yes --skip-preview --cwd support --stack prod");
  expect(await emulator.tools()).toEqual([]);
});
