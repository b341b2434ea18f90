import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { startReceiver } from "../../src/emulator/testing/start.ts";
import { run } from "../../tools/process.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const GITOPS = join(ROOT, "examples/gitops");
const text = (name: string): string => readFileSync(join(GITOPS, name), "utf8");
const hasCurl = spawnSync("curl", ["--version"]).status === 0;
const page = readFileSync(join(ROOT, "docs/recipes/operator-and-deployments.md"), "utf8");
/** The only block of the page in a language. */
const blockIn = (language: string): string => page.split(`\n\`\`\`${language}\n`)[1]?.split("\n```")[0] ?? "";
const bash = (script: string, env: NodeJS.ProcessEnv = {}) =>
  run("bash", ["-eo", "pipefail", "-c", script], { cwd: GITOPS, env: { PATH: process.env["PATH"], ...env } });

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
    const create = blockIn("bash");
    const secrets = Object.values(spec.envRefs).filter((reference) => reference.type === "Secret");
    expect(secrets).toHaveLength(2);
    for (const reference of secrets) {
      expect(create).toContain(`--namespace ${metadata.namespace} create secret generic ${reference.secret.name} `);
      expect(create).toContain(`--from-literal=${reference.secret.key}=`);
    }
    expect(Object.keys(spec.envRefs)).toEqual(["PULUMI_ACCESS_TOKEN", "TAVUS_API_KEY"]);
    expect(text("Pulumi.yaml")).toContain(`name: ${spec.stack.split("/")[1]}\n`);
  });

  it.skipIf(!hasCurl)(
    "sends the deployment settings with the key, and their own commands run in the project",
    async () => {
      const cloud = await startReceiver((_request, response) => response.end("{}"));
      const env = { PULUMI_API: cloud.url, PULUMI_ACCESS_TOKEN: "pul-token", TAVUS_API_KEY: "the-key" };
      const sent = await bash(blockIn("sh"), env);
      expect(sent.exitCode, sent.stderr).toBe(0);
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
      expect(install).toBe("npm ci");
      expect((await bash(check ?? "")).exitCode).toBe(0);
      const missing = await bash((check ?? "").replace("pulumi-tavus", "pulumi-tavus-missing"));
      expect(missing.exitCode).not.toBe(0);
      expect(missing.stderr).toContain("Cannot find module 'pulumi-tavus-missing/dynamic'");
    },
  );
});
