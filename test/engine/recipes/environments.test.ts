// @module-tag nightly
import { expect, it } from "vitest";
import { OTHER_API_KEY } from "../support/emulator.ts";
import { useEmulator } from "../support/fixtures.ts";
import { createProject, type TestProject } from "../support/project.ts";
import { blocksOf, filesOf, runShell } from "../support/recipe.ts";

const emulator = useEmulator();
const [stacks = "", output = "", keys = "", accounts = "", ...others] = blocksOf("docs/recipes/environments.md", "sh");

async function runOk(project: TestProject, script: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const result = await runShell(project, script, env);
  expect(result.exitCode, result.output).toBe(0);
  return result.output;
}
const namesOf = async (apiKey?: string) => (await emulator.tools(apiKey)).map((tool) => tool["name"]).sort();

it("environments: dev, staging, and prod exist side by side in one account, and prod is protected", async () => {
  expect(others).toEqual([]);
  const project = await createProject({
    kind: "module",
    stack: undefined,
    files: filesOf("examples/environments/one-account"),
    env: { TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url },
  });
  await runOk(project, stacks, { PAL_ID: await emulator.createPal(), CRM_TOKEN: "t0p-secret" });
  expect(await namesOf()).toEqual(["crm_note_dev", "crm_note_prod", "crm_note_staging"]);
  expect((await emulator.tools()).map((tool) => tool["delivery"])).toMatchObject([
    { api: { url: "https://crm.dev.acme.dev/notes?call={tavus_conversation_id}" } },
    { api: { url: "https://crm.staging.acme.dev/notes?call={tavus_conversation_id}" } },
    { api: { url: "https://crm.acme.dev/notes?call={tavus_conversation_id}" } },
  ]);
  expect((await runOk(project, output)).trim()).toBe("crm_note_prod");

  await runOk(project, "pulumi destroy --yes --skip-preview --stack dev");
  const refused = await runShell(project, "pulumi destroy --yes --skip-preview --stack prod");
  expect(refused.exitCode).not.toBe(0);
  expect(refused.output).toContain("protected");
  expect(await namesOf()).toEqual(["crm_note_prod", "crm_note_staging"]);
  await runOk(project, "pulumi preview --refresh --expect-no-changes --stack prod");

  // The stack's own key has priority over the environment's.
  await runOk(project, keys, { STAGING_API_KEY: emulator.apiKey, PROD_API_KEY: OTHER_API_KEY });
  const elsewhere = await runOk(project, "pulumi preview --refresh --run-program --stack prod");
  expect(elsewhere).toMatch(/tavus:Tool crm-note create/);
  await runOk(project, "pulumi preview --refresh --expect-no-changes --stack staging");
});

it("environments: one stack declares the same in two accounts, each with its own key", async () => {
  const palOf = async (apiKey: string) => {
    const pal = { pal_name: "P", system_prompt: "s", default_face_id: "r1" };
    return String((await emulator.request("POST", "/v2/pals", pal, apiKey)).body["pal_id"]);
  };
  const project = await createProject({
    kind: "module",
    files: filesOf("examples/environments/several-accounts"),
    env: { TAVUS_BASE_URL: emulator.url },
  });
  await runOk(project, accounts, {
    EU_PAL_ID: await palOf(emulator.apiKey),
    US_PAL_ID: await palOf(OTHER_API_KEY),
    EU_API_KEY: emulator.apiKey,
    US_API_KEY: OTHER_API_KEY,
    CRM_TOKEN: "t0p-secret",
  });
  for (const apiKey of [emulator.apiKey, OTHER_API_KEY]) {
    expect(await namesOf(apiKey)).toEqual(["crm_note_dev"]);
  }
  await runOk(project, "pulumi preview --refresh --expect-no-changes");
  await runOk(project, "pulumi destroy --yes --skip-preview");
  for (const apiKey of [emulator.apiKey, OTHER_API_KEY]) expect(await namesOf(apiKey)).toEqual([]);
});
