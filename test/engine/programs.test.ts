import { renameSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { PROVIDER_TEXTS } from "../../src/state-format/provider-texts.ts";
import { useEmulator } from "./support/fixtures.ts";
import type { Sdk } from "./support/packages.ts";
import { createProject, type ProjectKind } from "./support/project.ts";

const emulator = useEmulator();

/** A user's program. The same text compiles as CommonJS and as an ES module. */
const program = (description: string, palId: string, more = ""): string => `
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";

const note = new tavus.Tool("note", {
  description: ${JSON.stringify(description)},
  triggerType: "post_call",
  parameters: { type: "object", properties: { message: { type: "string", description: "What the caller wanted." } } },
  delivery: {
    api: {
      url: pulumi.interpolate\`https://crm.acme.dev/\${pulumi.getStack()}?c={tavus_conversation_id}\`,
      auth: { type: "bearer", token: new pulumi.Config().requireSecret("token") },
    },
  },
});
new tavus.PalToolAttachment("on-pal", { palId: ${JSON.stringify(palId)}, toolId: note });
${more}

export const toolId = note.toolId;
`;

interface ProviderText {
  readonly __provider?: string;
}

/** Each kind of program and each SDK once. `npm run test:nightly` also runs the other pairs. */
const PAIRS: [ProjectKind, Sdk][] = [
  ["commonjs", "floor"],
  ["module", "newest"],
];
const OTHER_PAIRS: [ProjectKind, Sdk][] = [
  ["commonjs", "newest"],
  ["module", "floor"],
];

const idsIn = (state: string): (string | undefined)[] =>
  (JSON.parse(state) as { deployment: { resources: { id?: string }[] } }).deployment.resources.map(({ id }) => id);

async function lifeOf(kind: ProjectKind, sdk: Sdk) {
  const [palId, setPal] = [await emulator.createPal(), await emulator.createPal()];
  const set = `new tavus.PalTools("set", { palId: ${JSON.stringify(setPal)}, toolIds: [note] });`;
  const project = await createProject({
    files: { "index.ts": program("One.", palId, set) },
    kind,
    sdk,
    env: { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey },
    config: { token: { value: "t0p-secret", secret: true } },
  });
  const run = async (line: string, exitCode = 0) => {
    const { stdout, stderr, exitCode: actual } = await project.run(line.split(" "));
    expect(actual, `pulumi ${line}\n${stdout}${stderr}`).toBe(exitCode);
    return { output: stdout + stderr, calls: emulator.calls(), tools: await emulator.tools() };
  };
  const created = await run("up --yes --skip-preview");
  const state = (await run("stack export")).output;
  project.write({ "index.ts": program("Two.", palId, set) });
  const updated = await run("up --yes --skip-preview");
  const refreshed = await run("refresh --yes --skip-preview --expect-no-changes");

  const installed = join(project.folder, "node_modules", "pulumi-tavus");
  renameSync(installed, `${installed}-away`);
  const missing = await run("destroy --yes --skip-preview", 1);
  const attached = (await emulator.request("GET", `/v2/pals/${palId}/tools`)).body["data"];
  const kept = (await run("stack export")).output;
  renameSync(`${installed}-away`, installed);
  const destroyed = await run("destroy --yes --skip-preview");
  await project.dispose();
  const [one, all] = [`/v2/pals/${palId}/tools`, `/v2/pals/${setPal}/tools`];
  return { created, state, updated, refreshed, missing, attached, kept, destroyed, one, all };
}

describe.each([
  ...PAIRS.map(([kind, sdk]) => ({ kind, sdk, tags: [] })),
  ...OTHER_PAIRS.map(([kind, sdk]) => ({ kind, sdk, tags: ["nightly"] })),
])("a $kind program with the $sdk SDK", ({ kind, sdk, tags }) => {
  let life: Awaited<ReturnType<typeof lifeOf>>;
  beforeAll(async () => {
    life = await lifeOf(kind, sdk);
  });

  it("is deployed through the command line", { tags }, () => {
    const { created, one, all } = life;
    expect(created.calls.sort()).toEqual(["POST /v2/tools", `POST ${one}`, `GET ${all}`, `POST ${all}`].sort());
    expect(created.tools).toMatchObject([
      { name: "note_dev", delivery: { api: { url: "https://crm.acme.dev/dev?c={tavus_conversation_id}" } } },
    ]);
  });

  it("keeps a short text of the provider's code in the state", { tags }, () => {
    const state = JSON.parse(life.state) as {
      deployment: { resources: { inputs?: ProviderText; outputs?: ProviderText }[] };
    };
    for (const side of ["inputs", "outputs"] as const) {
      const texts = state.deployment.resources.flatMap((resource) => resource[side]?.__provider ?? []);
      expect(texts.sort()).toEqual(Object.values(PROVIDER_TEXTS).sort());
      for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64);
    }
  });

  it("changes by one request, without its secret in the output", { tags }, () => {
    expect(life.updated.calls).toEqual([expect.stringMatching(/^PATCH \/v2\/tools\/\w+$/)]);
    expect(life.updated.output).not.toContain("t0p-secret");
  });

  it("is refreshed with one request for each list", { tags }, () => {
    expect(life.refreshed.calls.sort()).toEqual([`GET ${life.one}`, `GET ${life.all}`, "GET /v2/tools"].sort());
  });

  it("loses nothing if the package is missing at destroy time", { tags }, () => {
    const { missing, attached, kept, updated } = life;
    // The SDK's host prints a stack trace after the message. 64 bytes of text in the state leave no room to prevent it.
    expect(missing.output).toContain("error: Cannot find module 'pulumi-tavus/dynamic'");
    expect(missing.output).not.toContain("t0p-secret");
    expect(missing.output).not.toContain(emulator.apiKey);
    expect(missing.calls).toEqual([]);
    const toolId = updated.tools[0]?.["tool_id"];
    // Only the record of the attachment is gone: it ends with the tool (deletedWith), which wasn't deleted.
    expect(attached).toMatchObject([{ tool_id: toolId }]);
    expect(idsIn(kept)).toContain(toolId);
  });

  it("is destroyed, and detaches each tool of a set", { tags }, () => {
    const { destroyed, all, updated } = life;
    const toolId = String(updated.tools[0]?.["tool_id"]);
    // The attachment ends with the tool.
    expect(destroyed.calls).toEqual([`GET ${all}`, `DELETE ${all}/${toolId}`, `DELETE /v2/tools/${toolId}`]);
    expect(destroyed.tools).toEqual([]);
  });
});
