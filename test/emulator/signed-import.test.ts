import { describe, expect, it } from "vitest";
import { compareTool } from "../../src/commands/drift/tool.ts";
import { toImportFile } from "../../src/commands/import/import-file.ts";
import { makePlan } from "../../src/commands/import/plan.ts";
import { writeProgram } from "../../src/commands/import/program.ts";
import type { StackResource } from "../../src/commands/stack/index.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { createTool, postCall, TOKEN } from "../../src/emulator/testing/start.ts";
import { providerOf, startAccount } from "../support/account.ts";
import { plaintexts } from "../support/plaintexts.ts";

const auth = { type: "hmac", secret: TOKEN };
const url = "https://crm.acme.dev/n";
const FORMS: readonly [string, JsonObject][] = [
  ["bodyTemplate", { body_template: { text: "{message}" } }],
  ["queryParams", { query_params: { source: "call" } }],
  ["url", { url: `${url}?c={tavus_conversation_id}` }],
];

/** An account in which somebody has created a signed tool with a template, and the result of an import. */
async function setUp(fields: JsonObject) {
  const { client, call } = await startAccount();
  await createTool(call, postCall({ delivery: { api: { url, auth, ...fields } } }));
  const plan = makePlan({ tools: await client.listTools(), attachments: [] }, { allowLocalEndpoints: true });
  const [entry] = toImportFile(plan, { withSecrets: false }).resources;
  const { __imported: _, __provider: _provider, ...masked } = plain(entry?.["inputs"]) as JsonObject;
  const provider = providerOf("tool", client);
  const failures = async (olds: JsonObject, news: JsonObject): Promise<string[]> =>
    (await provider.check(olds, news)).failures.map(({ reason }) => reason);
  const imported = { ...masked, __imported: true };
  return { call, client, plan, provider, failures, id: String(entry?.id), masked, imported };
}

/** With secrets unwrapped, as the engine does with those of an import and of a provider. */
const plain = (value: unknown): unknown =>
  plaintexts(
    JSON.parse(JSON.stringify(value), (_key, item) =>
      "plaintext" in Object(item) ? JSON.parse(item.plaintext) : item,
    ),
  );

const withApi = (inputs: JsonObject, fields: JsonObject): JsonObject => {
  const { api } = inputs["delivery"] as { api: JsonObject };
  return { ...inputs, delivery: { api: { ...api, ...fields } } };
};
const without = (inputs: JsonObject, field: string): JsonObject =>
  withApi(inputs, { [field]: field === "url" ? url : undefined });

describe.each(FORMS)("a signed tool with a template that exists in an account: %s (R-34, U-28)", (field, fields) => {
  const refused = [expect.stringContaining(`delivery.api.${field}\` `)];

  it("is imported unchanged, with a program that names the parts without effect", async () => {
    const { plan, failures, imported } = await setUp(fields);
    const [file] = writeProgram(plan, { extension: "" });
    expect(file?.text).toMatch(new RegExp(`^// .delivery\\.api\\.${field}. .*Remove it.*\\(R-34\\)$`, "m"));
    expect(file?.text).toContain("as unknown as tavus.ToolArgs");
    expect(await failures({}, imported)).toEqual([]);
  });

  it("is kept by an up that changes nothing, also after a refresh, and by drift", async () => {
    const { client, provider, failures, id, masked, imported } = await setUp(fields);
    const program = withApi(masked, { auth });
    // First with the mask that the import knows, then with the secret in the config.
    expect(await failures(imported, masked)).toEqual([]);
    expect(await failures(imported, program)).toEqual([]);
    const outs = plain((await provider.update(id, masked, program)).outs) as JsonObject;
    expect(await failures(program, program)).toEqual([]);
    expect(await provider.diff(id, outs, program)).toEqual({ changes: false });
    const read = await provider.read(id, outs);
    expect(await failures(plain(read.inputs) as JsonObject, program)).toEqual([]);
    expect(await provider.diff(id, plain(read.props), program)).toEqual({ changes: false });
    const actual = await client.readTool(id);
    if (actual === undefined) throw new Error("gone");
    const resource = { id, inputs: program, outputs: { ...program, updatedAt: actual.updated_at }, secretPaths: [] };
    const findings = compareTool(resource as unknown as StackResource, actual, undefined);
    expect(findings.filter(({ counts }) => counts)).toEqual([]);
    await provider.delete(id, outs);
  });

  it("must be fixed by the first change, and can be", async () => {
    const { call, provider, failures, id, masked } = await setUp(fields);
    const program = withApi(masked, { auth });
    expect(await failures(program, { ...program, description: "Another." })).toEqual(refused);
    expect(await failures(program, withApi(program, { timeout: 30 }))).toEqual(refused);
    expect(await failures(program, withApi(program, { auth: { ...auth, secret: "another-secret" } }))).toEqual(refused);
    const fixed = { ...without(program, field), description: "Another." };
    expect(await failures(program, fixed)).toEqual([]);
    await provider.update(id, program, fixed);
    const { body } = await call("GET", `/v2/tools/${id}`);
    expect(body).toMatchObject({ description: "Another.", delivery: { api: { url } } });
    const { api } = body["delivery"] as { api: JsonObject };
    expect(api["body_template"] ?? {}).toEqual({});
    expect(api["query_params"] ?? {}).toEqual({});
  });

  it("is read unchanged by Tool.get", async () => {
    const { provider, id, masked } = await setUp(fields);
    const read = await provider.read(id, {});
    expect(read.props).toMatchObject({ toolId: id, name: masked["name"] });
  });
});
