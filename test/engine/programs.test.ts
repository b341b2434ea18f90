import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PROVIDER_TEXTS } from "../../src/dynamic/pin.ts";
import type { Sdk } from "./support/packages.ts";
import { createProject, type ProjectKind, type TestProject } from "./support/project.ts";
import { createScene } from "./support/scene.ts";

const scene = createScene();

/** What a user writes; the same text compiles as CommonJS and as an ES module. */
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

/** Each kind of program and each SDK once; `npm run test:nightly` runs the other pairs, too. */
const PAIRS: [ProjectKind, Sdk][] = [
  ["commonjs", "floor"],
  ["module", "newest"],
];
const OTHER_PAIRS: [ProjectKind, Sdk][] = [
  ["commonjs", "newest"],
  ["module", "floor"],
];

async function projectOf(
  kind: ProjectKind,
  sdk: Sdk,
): Promise<{ project: TestProject; run: (line: string, exitCode?: number) => Promise<string>; palId: string }> {
  const palId = await scene.createPal();
  const project = await createProject({
    files: { "index.ts": program("One.", palId) },
    kind,
    sdk,
    env: { TAVUS_BASE_URL: scene.url, TAVUS_API_KEY: scene.apiKey },
  });
  const run = async (line: string, exitCode = 0): Promise<string> => {
    const { stdout, stderr, exitCode: actual } = await project.run(line.split(" "));
    expect(actual, `pulumi ${line}\n${stdout}${stderr}`).toBe(exitCode);
    return stdout + stderr;
  };
  await run("config set --secret token t0p-secret");
  return { project, run, palId };
}

async function expectLife(kind: ProjectKind, sdk: Sdk): Promise<void> {
  const { project, run, palId } = await projectOf(kind, sdk);
  const setPal = await scene.createPal();
  const set = `new tavus.PalTools("set", { palId: ${JSON.stringify(setPal)}, toolIds: [note] });`;
  const [one, all] = [`/v2/pals/${palId}/tools`, `/v2/pals/${setPal}/tools`];
  project.write({ "index.ts": program("One.", palId, set) });
  await run("up --yes --skip-preview");
  expect(scene.calls().sort()).toEqual(["POST /v2/tools", `POST ${one}`, `GET ${all}`, `POST ${all}`].sort());
  expect(await scene.tools()).toMatchObject([
    { name: "note_dev", delivery: { api: { url: "https://crm.acme.dev/dev?c={tavus_conversation_id}" } } },
  ]);
  await run("preview --expect-no-changes");
  expect(scene.calls()).toEqual([]);

  const state = JSON.parse(await run("stack export")) as {
    deployment: { resources: { inputs?: ProviderText; outputs?: ProviderText }[] };
  };
  for (const side of ["inputs", "outputs"] as const) {
    const texts = state.deployment.resources.flatMap((resource) => resource[side]?.__provider ?? []);
    expect(texts.sort()).toEqual(Object.values(PROVIDER_TEXTS).sort());
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64);
  }

  project.write({ "index.ts": program("Two.", palId, set) });
  expect(await run("up --yes --skip-preview")).not.toContain("t0p-secret");
  const update = scene.calls();
  expect(update).toEqual([expect.stringMatching(/^PATCH \/v2\/tools\/\w+$/)]);
  await run("refresh --yes --skip-preview --expect-no-changes");
  expect(scene.calls().sort()).toEqual([`GET ${one}`, `GET ${all}`, "GET /v2/tools"].sort());
  await run("destroy --yes --skip-preview");
  const toolId = update[0]?.split("/").at(-1);
  // Of the set each tool is detached; the attachment ends with the tool.
  expect(scene.calls()).toEqual([`GET ${all}`, `DELETE ${all}/${toolId}`, `DELETE /v2/tools/${toolId}`]);
  expect(await scene.tools()).toEqual([]);
  await project.dispose();
}

const TITLE = "a %s program with the %s SDK goes up, is left alone, changes, and is destroyed through the command line";
it.each(PAIRS)(TITLE, expectLife);
it.each(OTHER_PAIRS)(TITLE, { tags: "nightly" }, expectLife);

it("loses nothing when the package is missing at destroy time", async () => {
  const { project, run, palId } = await projectOf("module", "newest");
  await run("up --yes --skip-preview");
  const [tool] = await scene.tools();
  const toolId = String(tool?.["tool_id"]);
  scene.calls();
  const installed = join(project.folder, "node_modules", "pulumi-tavus");
  renameSync(installed, `${installed}-away`);
  // The SDK's host prints a stack beside the message; 64 bytes of text in the state leave no room to prevent it.
  const output = await run("destroy --yes", 1);
  expect(output).toContain("error: Cannot find module 'pulumi-tavus/dynamic'");
  expect(output).not.toContain("t0p-secret");
  expect(output).not.toContain(scene.apiKey);
  expect(scene.calls()).toEqual([]);
  // Of the attachment only the record is gone: its end is the tool's (deletedWith), which did not come.
  expect((await scene.request("GET", `/v2/pals/${palId}/tools`)).body["data"]).toMatchObject([{ tool_id: toolId }]);
  const state = JSON.parse(await run("stack export")) as { deployment: { resources: { id?: string }[] } };
  expect(state.deployment.resources.map(({ id }) => id)).toContain(toolId);

  renameSync(`${installed}-away`, installed);
  await run("destroy --yes --skip-preview");
  expect(scene.calls()).toEqual([`DELETE /v2/tools/${toolId}`]);
  expect((await scene.request("GET", `/v2/pals/${palId}/tools`)).body["data"]).toEqual([]);
  await project.dispose();
});
