// @module-tag nightly
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { useEmulator } from "../support/fixtures.ts";
import { REPOSITORY } from "../support/packages.ts";
import { createProject, type TestProject } from "../support/project.ts";
import { blocksOf, runShell } from "../support/recipe.ts";

const emulator = useEmulator();

/** A user's program next to the pack. The account is the emulator's, but endpoints are as in production. */
const program = (apis: Record<string, string>): string => `
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
// Other tools are none of the rules' business.
const chat = new tavus.Tool("chat", { description: "Says something in the call's window." });
const auth = { type: "bearer", token: "t0p-secret" };
${Object.entries(apis)
  .map(
    ([name, api]) => `new tavus.Tool("${name}", {
  description: "After the call, log what the caller wanted.",
  triggerType: "post_call",
  parameters: { type: "object", properties: { message: { type: "string", description: "What the caller wanted." } } },
  delivery: { api: ${api} },
});`,
  )
  .join("\n")}
`;
const GOOD = {
  note: `{ url: "https://crm.acme.dev/n?c={tavus_conversation_id}", auth }`,
  later: `{ url: pulumi.concat("https://crm.acme.dev/", chat.toolId), auth }`,
};
const BAD: Record<string, [api: string, said: string[]]> = {
  open: [
    `{ url: "https://crm.acme.dev/n" }`,
    [`delivery.api.auth is "none". Choose bearer, api_key, basic, oauth2_client_credentials or hmac.`],
  ],
  local: [
    `{ url: "http://127.0.0.1:9/n", auth }`,
    [
      "delivery.api.url is not https.",
      `delivery.api.url has the host "127.0.0.1", which is in none of our domains: acme.dev.`,
    ],
  ],
  foreign: [`{ url: "https://notacme.dev/n", auth }`, [`delivery.api.url has the host "notacme.dev"`]],
  tokens: [
    `{ url: "https://crm.acme.dev/n", auth: { type: "oauth2_client_credentials", clientId: "i", clientSecret: "t0p-secret", tokenUrl: "https://id.example.net/t" } }`,
    [`delivery.api.auth.tokenUrl has the host "id.example.net"`],
  ],
};

/** The pack next to the project, with the packages that \`npm install\` would install. */
function installPack(project: TestProject): void {
  const pack = join(project.folder, "policy");
  cpSync(join(REPOSITORY, "examples/policy"), pack, { recursive: true });
  const modules = join(pack, "node_modules");
  mkdirSync(join(modules, "@pulumi"), { recursive: true });
  mkdirSync(join(modules, "@types"));
  for (const name of ["@pulumi/policy", "@pulumi/pulumi", "typescript", "ts-node", "@types/node"])
    symlinkSync(join(REPOSITORY, "node_modules", name), join(modules, name));
}

it("policy: the pack accepts good tools and refuses each bad one in the preview, before any request", async () => {
  const project = await createProject({
    kind: "module",
    files: { "index.ts": program(GOOD) },
    env: { TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url },
  });
  installPack(project);
  const [command = "", ...others] = blocksOf("docs/recipes/policy.md", "sh");
  expect(others).toEqual([]);
  const good = await runShell(project, command);
  expect(good.exitCode, good.output).toBe(0);
  expect(good.output).toContain("tavus@v1.0.0");
  expect(good.output).toContain("string value at .delivery.api.url can't be known during preview");

  project.write({ "index.ts": program(Object.fromEntries(Object.entries(BAD).map(([name, [api]]) => [name, api]))) });
  const bad = await runShell(project, command);
  expect(bad.exitCode, bad.output).not.toBe(0);
  const said = Object.values(BAD).flatMap(([, texts]) => texts);
  for (const text of said) expect(bad.output).toContain(text);
  expect(bad.output.match(/\[mandatory\]/g)).toHaveLength(said.length);
  expect(good.output + bad.output).not.toContain("t0p-secret");
  expect(emulator.calls()).toEqual([]);
});
