// @module-tag nightly
import { expect, it } from "vitest";
import { useEmulator } from "../support/fixtures.ts";
import { createProject } from "../support/project.ts";
import { blocksOf, filesOf, runShell } from "../support/recipe.ts";

const emulator = useEmulator();
const GIT = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  ...Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((who) => [
      [`GIT_${who}_NAME`, "Ops"],
      [`GIT_${who}_EMAIL`, "ops@acme.dev"],
    ]),
  ),
};

it("rollback: a revert, or the files of an earlier commit, restore the earlier definition with one update", async () => {
  const files = filesOf("examples/environments/one-account");
  const project = await createProject({
    kind: "module",
    files: { ...files, ".gitignore": "node_modules\n" },
    env: { TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url, ...GIT },
  });
  const run = async (script: string): Promise<string> => {
    const { exitCode, output } = await runShell(project, script);
    expect(exitCode, output).toBe(0);
    return output;
  };
  const commit = (message: string) =>
    run(`git add -A && git commit -qm "${message}" && pulumi up --yes --skip-preview`);
  const timeout = async () => {
    const [tool] = (await emulator.tools()) as { delivery?: { api?: { timeout?: number } } }[];
    return tool?.delivery?.api?.timeout;
  };
  const program = files["index.ts"] ?? "";
  const slower = program.replace("bodyTemplate:", "timeout: 45, bodyTemplate:");
  await run("git init -q");
  await run(
    `pulumi config set-all --plaintext crm=https://crm.acme.dev --plaintext palId=${await emulator.createPal()} --secret crmToken=the-first-token`,
  );
  await commit("The action");
  project.write({ "index.ts": slower });
  await commit("Give the CRM more time");
  expect(await timeout()).toBe(45);
  emulator.calls();

  const [revert = "", checkout = "", ...others] = blocksOf("docs/recipes/roll-back.md", "sh");
  expect(others).toEqual([]);
  expect(await run(revert)).toMatch(/timeout: 45|- timeout/);
  expect(emulator.calls().map((call) => call.replace(/\/t\w+$/, ""))).toEqual(["GET /v2/tools", "PATCH /v2/tools"]);
  expect(await timeout()).not.toBe(45);

  // A rotation and a change in one commit: the rollback keeps the current secret.
  await run("pulumi config set --secret crmToken the-second-token");
  project.write({ "index.ts": slower });
  await commit("Another token, and more time again");
  emulator.calls();
  await run(checkout);
  expect(emulator.calls()).toHaveLength(2);
  expect(await timeout()).not.toBe(45);
  expect((await run("pulumi config get crmToken")).trim()).toBe("the-second-token");
});
