// @module-tag nightly
import { expect, it } from "vitest";
import { startReceiver } from "../../../src/emulator/testing/start.ts";
import { useEmulator } from "../support/fixtures.ts";
import { createProject } from "../support/project.ts";
import { filesOf } from "../support/recipe.ts";
import { ghCalls, runWorkflow } from "../support/workflow.ts";

const emulator = useEmulator();
const FOLDER = "examples/gitops/.github/workflows";
const PREPARATION = ["actions/checkout@v4", "actions/setup-node@v4", "pulumi/actions@v6", "npm ci"];

it("github-actions: previews a pull request, deploys the main branch, and reports drift at night", async () => {
  const [files, crm] = [filesOf("examples/gitops"), await startReceiver()];
  const project = await createProject({
    kind: "module",
    stack: "prod",
    files,
    env: { TAVUS_BASE_URL: emulator.url },
  });
  await project.run([
    ...["config", "set-all", "--plaintext", `crm=${crm.url}`, "--plaintext", `palId=${await emulator.createPal()}`],
    ...["--secret", "crmToken=t0p-secret"],
  ]);
  const context = {
    "secrets.PULUMI_ACCESS_TOKEN": "pul-token",
    "secrets.TAVUS_API_KEY": emulator.apiKey,
    "github.token": "gh-token",
    "github.event.pull_request.number": "17",
    "github.server_url": "https://github.com",
    "github.repository": "acme/tavus-gitops",
    "github.run_id": "99",
  };
  const run = (name: string, env: NodeJS.ProcessEnv = {}) =>
    runWorkflow(project, `${FOLDER}/${name}.yml`, context, env);

  // A pull request: no request to Tavus, and the comment shows the changes.
  const preview = await run("preview");
  expect(preview, preview.output).toMatchObject({ conclusion: "success", skipped: PREPARATION });
  expect(emulator.calls()).toEqual([]);
  const [comment] = ghCalls(project);
  expect(comment).toMatchObject({
    args: ["pr", "comment", "17", "--edit-last", "--create-if-none", "--body-file", "comment.md"],
    token: "gh-token",
  });
  expect(comment?.body).toMatch(/^Pulumi preview of `prod`:\n\n {4}Previewing update \(prod\)/);
  expect(comment?.body).toContain('name       : "crm_note_prod"');
  expect(comment?.body).not.toContain("t0p-secret");

  // A pull request that breaks a rule: the check fails, and the comment says why.
  project.write({ "index.ts": (files["index.ts"] ?? "").replace('"{message}"', '"{mesage}"') });
  const broken = await run("preview");
  expect(broken).toMatchObject({ conclusion: "failure", steps: { Preview: "failure", Comment: "success" } });
  expect(ghCalls(project)[0]?.body).toContain("has the placeholder {mesage}, but no parameter has that name");

  // The main branch.
  project.write({ "index.ts": files["index.ts"] ?? "" });
  const deploy = await run("deploy", { GITHUB_SHA: "0123abc" });
  expect(deploy, deploy.output).toMatchObject({ conclusion: "success", skipped: PREPARATION });
  expect(deploy.steps).toEqual({ "Roll out": "success", "Nothing is left to do": "success", "It works": "success" });
  const [tool] = await emulator.tools();
  expect(tool).toMatchObject({ name: "crm_note_prod" });

  // Somebody wants to see it run.
  const live = await run("live");
  expect(live, live.output).toMatchObject({ conclusion: "success", steps: { "The actions run": "success" } });
  expect(crm.received).toHaveLength(1);

  // A night without changes, one after an edit in the console, the next one, and one in which Tavus doesn't answer.
  const quiet = await run("drift");
  expect(quiet, quiet.output).toMatchObject({ conclusion: "success", steps: { Look: "success", Tell: "skipped" } });
  expect(ghCalls(project)).toEqual([]);
  await emulator.request("PATCH", `/v2/tools/${String(tool?.["tool_id"])}`, { description: "Made by hand." });
  emulator.calls();
  const drifted = await run("drift");
  expect(drifted).toMatchObject({ conclusion: "failure", skipped: PREPARATION, steps: { Tell: "success" } });
  expect(emulator.calls().filter((call) => !call.startsWith("GET "))).toEqual([]);
  const [label, list, create] = ghCalls(project);
  expect(label?.args).toEqual(["label", "create", "drift", "--force"]);
  expect(list?.args.slice(0, 2)).toEqual(["issue", "list"]);
  expect(create?.args.slice(0, 4)).toEqual(["issue", "create", "--title", "Tavus is not as declared in prod"]);
  expect(create?.body).toContain("Made by hand.");
  await run("drift", { OPEN_ISSUE: "5" });
  expect(ghCalls(project)[2]?.args.slice(0, 3)).toEqual(["issue", "comment", "5"]);
  await run("drift", { TAVUS_BASE_URL: "http://127.0.0.1:9" });
  expect(ghCalls(project)[2]?.body).toContain(
    "The check could not look: https://github.com/acme/tavus-gitops/actions/runs/99",
  );

  // A deployment that succeeds for Pulumi, with an endpoint that doesn't exist.
  await emulator.request("PATCH", `/v2/tools/${String(tool?.["tool_id"])}`, { description: tool?.["description"] });
  crm.server.closeAllConnections();
  await new Promise((resolve) => crm.server.close(resolve));
  const silent = await run("deploy", { GITHUB_SHA: "0123abd" });
  expect(silent, silent.output).toMatchObject({
    conclusion: "failure",
    steps: { "Roll out": "success", "It works": "failure" },
  });
});
