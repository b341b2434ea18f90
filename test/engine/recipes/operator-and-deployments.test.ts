// @module-tag nightly
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { startReceiver } from "../../../src/emulator/testing/start.ts";
import { REPOSITORY } from "../support/packages.ts";
import { createProject } from "../support/project.ts";
import { blocksOf, filesOf, runShell } from "../support/recipe.ts";

const GITOPS = join(REPOSITORY, "examples/gitops");
const text = (name: string): string => readFileSync(join(GITOPS, name), "utf8");

const Metadata = z.strictObject({ name: z.string(), namespace: z.string() });
// Version 2 of the operator only accepts literals and secrets from the object's own namespace.
const EnvRef = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("Secret"), secret: z.strictObject({ name: z.string(), key: z.string() }) }),
  z.strictObject({ type: z.literal("Literal"), literal: z.strictObject({ value: z.string() }) }),
]);
/** The fields of the operator's Stack (pulumi.com/v1) that our manifest uses. */
const Stack = z.strictObject({
  apiVersion: z.literal("pulumi.com/v1"),
  kind: z.literal("Stack"),
  metadata: Metadata,
  spec: z.strictObject({
    serviceAccountName: z.string(),
    stack: z.string().regex(/^[\w-]+\/[\w-]+\/[\w-]+$/),
    projectRepo: z.url(),
    branch: z.string(),
    resyncFrequencySeconds: z.int().min(60),
    continueResyncOnCommitMatch: z.boolean(),
    refresh: z.boolean(),
    destroyOnFinalize: z.literal(false),
    envRefs: z.record(z.string(), EnvRef),
    workspaceTemplate: z.strictObject({ spec: z.strictObject({ image: z.string() }) }),
  }),
});

describe("operator-and-deployments", () => {
  it("has a manifest whose objects fit together", () => {
    const [account, binding, stack, ...others] = parseAllDocuments(text("kubernetes/stack.yaml")).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Record<string, unknown>;
    });
    expect(others).toEqual([]);
    const { metadata, spec } = Stack.parse(stack);
    const subject = { name: spec.serviceAccountName, namespace: metadata.namespace };
    expect(account).toEqual({ apiVersion: "v1", kind: "ServiceAccount", metadata: subject });
    expect(binding).toMatchObject({
      kind: "ClusterRoleBinding",
      roleRef: { kind: "ClusterRole", name: "system:auth-delegator" },
      subjects: [{ kind: "ServiceAccount", ...subject }],
    });
    // The objects in the page's commands are those that the manifest reads.
    const [page = ""] = blocksOf("docs/recipes/operator-and-deployments.md", "bash");
    for (const reference of Object.values(spec.envRefs)) {
      if (reference.type !== "Secret") continue;
      expect(page).toContain(`--namespace ${metadata.namespace} create secret generic ${reference.secret.name} `);
      expect(page).toContain(`--from-literal=${reference.secret.key}=`);
    }
    expect(Object.keys(spec.envRefs)).toEqual(["PULUMI_ACCESS_TOKEN", "TAVUS_API_KEY"]);
    expect(text("Pulumi.yaml")).toContain(`name: ${spec.stack.split("/")[1]}\n`);
  });

  it("sends the deployment settings with the key, and their own commands run in the project", async () => {
    const project = await createProject({ kind: "module", stack: undefined, files: filesOf("examples/gitops") });
    const cloud = await startReceiver((_request, response) => response.end("{}"));
    const [command = "", ...others] = blocksOf("docs/recipes/operator-and-deployments.md", "sh");
    expect(others).toEqual([]);
    const env = { PULUMI_API: cloud.url, PULUMI_ACCESS_TOKEN: "pul-token", TAVUS_API_KEY: "the-key" };
    const sent = await runShell(project, command, env);
    expect(sent.exitCode, sent.output).toBe(0);
    const [request] = cloud.received;
    expect(request).toMatchObject({
      method: "POST",
      url: "/api/stacks/acme/tavus-gitops/prod/deployments/settings",
      headers: { authorization: "token pul-token", "content-type": "application/json" },
    });
    const settings = JSON.parse(request?.body ?? "");
    expect(settings).toMatchObject({
      sourceContext: { git: { branch: "refs/heads/main" } },
      gitHub: { repository: "acme/tavus-gitops", deployCommits: true, previewPullRequests: true },
      operationContext: { environmentVariables: { TAVUS_API_KEY: { secret: "the-key" } } },
    });

    const [install, check] = settings.operationContext.preRunCommands as string[];
    // The test's project is already installed.
    expect(install).toBe("npm ci");
    expect((await runShell(project, check ?? "")).exitCode).toBe(0);
    const missing = await runShell(project, (check ?? "").replace("pulumi-tavus", "pulumi-tavus-missing"));
    expect(missing.exitCode).not.toBe(0);
    expect(missing.output).toContain("Cannot find module 'pulumi-tavus-missing/dynamic'");
  });
});
