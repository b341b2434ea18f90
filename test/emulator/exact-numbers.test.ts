import { describe, expect, it, onTestFinished, vi } from "vitest";
import { findDrift } from "../../src/commands/drift/find.ts";
import { readAccount } from "../../src/commands/import/account.ts";
import { inexactNumbersOf } from "../../src/commands/import/definition.ts";
import type { StackState } from "../../src/commands/stack/index.ts";
import { type JsonObject, stringifyExact } from "../../src/contract/index.ts";
import { tryExactJson } from "../../src/contract/json.ts";
import { toWire } from "../../src/contract/wire.ts";
import { readTool, updateTool } from "../../src/provider/tool/lifecycle.ts";
import { TavusClient } from "../../src/tavus-api/client.ts";
import type { Http } from "../../src/tavus-api/transport/http.ts";
import { providerOf } from "../support/account.ts";
import { withApi } from "../support/tools.ts";

const ID = "9007199254740993";
const ROUNDED = 9007199254740992;

const parametersWith = (value: unknown): JsonObject => ({
  type: "object",
  properties: {
    account: { type: "integer", const: value },
    shelf: { type: "integer", enum: [1, value], default: value, description: "Which." },
    message: { type: "string", description: "What." },
  },
});
const declared = (value: unknown, api: JsonObject = {}): JsonObject =>
  withApi(api, { parameters: parametersWith(value) });
const BASE = declared(5);
/** Stands for the number in a definition of the server's. */
const HERE = "\u0000id";

/** A server with one tool that keeps digits, as Tavus's does: it receives and stores text. */
function setUp(inputs: JsonObject) {
  const at = "2026-01-01T00:00:00";
  const text = JSON.stringify({ tool_id: "t1", ...toWire(inputs).wire, created_at: at, updated_at: at })
    .replaceAll(JSON.stringify(HERE), ID)
    .replaceAll('"t0p-secret-token"', '"********"');
  const patches: string[] = [];
  const http: Http = {
    exchange: async ({ method, path, body }) => {
      if (method === "PATCH") patches.push(String(body));
      const isList = path.startsWith("/v2/tools?");
      const isPals = path.startsWith("/v2/pals");
      const answer = isPals ? '{"data":[]}' : isList ? `{"data":[${text}],"total_count":1}` : text;
      return { kind: "answer", status: 200, header: () => undefined, text: answer };
    },
    close: async () => undefined,
  };
  const client = new TavusClient({ apiKey: "k", baseUrl: "http://127.0.0.1:1" }, { http });
  onTestFinished(() => client.close());
  return { client, patches };
}

describe("an integer that JavaScript can't represent exactly", () => {
  it("is sent back with all its digits if somebody put it into a body", async () => {
    const { client, patches } = setUp(declared(5, { bodyTemplate: { account: HERE, text: "{message}" } }));
    const updated = await updateTool(client, "t1", { ...BASE, toolId: "t1" }, declared(5, { timeout: 33 }));
    expect(patches).toHaveLength(1);
    expect(patches[0]).toContain(`"account":${ID}`);
    expect(patches[0]).not.toContain(String(ROUNDED));
    expect(stringifyExact(updated.outputs)).toContain(`"account":${ID}`);
  });

  it("is reported by a refresh, which keeps its digits", async () => {
    const { client } = setUp(declared(HERE));
    const warn = vi.fn();
    const { inputs = {}, props = {} } = await providerOf("tool", client, warn).read("t1", { ...BASE, toolId: "t1" });
    expect(warn.mock.calls.flat().join("\n")).toContain(
      `parameters.properties.account.const of tool log_crm_note is ${ID}, a number that JavaScript can't hold.`,
    );
    for (const state of [inputs, props]) {
      expect(stringifyExact(state)).toContain(`"account":{"type":"integer","const":${ID}}`);
      expect(stringifyExact(state)).toContain(`"enum":[1,${ID}],"default":${ID}`);
    }
  });

  it("is sent back unchanged if the program ignores it and changes something around it", async () => {
    const { client, patches } = setUp(declared(HERE));
    const read = await readTool(client, "t1", { ...BASE, toolId: "t1" });
    const now = read?.inputs["parameters"] as { properties: JsonObject };
    const parameters = { ...now, properties: { ...now.properties, message: { type: "string", description: "New." } } };
    await updateTool(client, "t1", read?.outputs ?? {}, { ...BASE, parameters });
    expect(patches[0]).toContain(`"const":${ID}`);
    expect(patches[0]).toContain(`"enum":[1,${ID}]`);
    expect(patches[0]).not.toContain(String(ROUNDED));
  });

  it("differs in drift from a value that an older version rounded", async () => {
    const { client } = setUp(declared(HERE));
    const inputs = declared(ROUNDED);
    const resource = { urn: "u", name: "note", kind: "tool", id: "t1", inputs, outputs: inputs, secretPaths: [] };
    const state = { stackName: "dev", resources: [resource], secrets: [] } as unknown as StackState;
    const report = await findDrift({ state, steps: [], clientOf: () => client });
    expect(report.resources[0]?.findings).toContainEqual(
      expect.objectContaining({
        class: "changed outside",
        path: "parameters.properties.account.const",
        applied: ROUNDED,
        actual: ID,
        note: expect.stringContaining(`JavaScript can't hold the number ${ID}`),
      }),
    );
  });

  it("is no drift as long as it stays the same", async () => {
    const { client } = setUp(declared(HERE));
    const read = await readTool(client, "t1", { ...BASE, toolId: "t1" });
    const { inputs = {}, outputs = {} } = read ?? {};
    expect(stringifyExact(inputs)).toContain(ID);
    const resource = { urn: "u", name: "note", kind: "tool", id: "t1", inputs, outputs, secretPaths: [] };
    const state = { stackName: "dev", resources: [resource], secrets: [] } as unknown as StackState;
    const report = await findDrift({ state, steps: [], clientOf: () => client });
    expect(report.resources.flatMap(({ findings }) => findings).filter(({ counts }) => counts)).toEqual([]);
  });

  it("is hidden in drift like every other value if the state keeps it secret", async () => {
    const { client } = setUp(declared(HERE));
    const inputs = declared(tryExactJson("9007199254740995"));
    const secretPaths = [["parameters"]];
    const resource = { urn: "u", name: "note", kind: "tool", id: "t1", inputs, outputs: inputs, secretPaths };
    const state = { stackName: "dev", resources: [resource], secrets: [] } as unknown as StackState;
    const report = await findDrift({ state, steps: [], clientOf: () => client });
    const findings = report.resources.flatMap((one) => one.findings);
    expect(findings.map(({ path }) => path)).toContain("parameters.properties.account.const");
    expect(JSON.stringify(findings)).not.toMatch(/900719925474/);
  });

  it("excludes a tool from an import, with the reason", async () => {
    const { client } = setUp(declared(HERE));
    const [tool] = (await readAccount(client)).tools;
    expect(tool && inexactNumbersOf(tool)).toEqual([
      `parameters.properties.account.const is ${ID}`,
      `parameters.properties.shelf.enum[1] is ${ID}`,
      `parameters.properties.shelf.default is ${ID}`,
    ]);
  });
});
