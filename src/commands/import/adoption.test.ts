import ts from "typescript";
import { describe, expect, it } from "vitest";
import { formatPath, type JsonObject, MASK, type Tool } from "../../contract/index.ts";
import { compare } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { checkTool } from "../../provider/tool/check.ts";
import { diffTool } from "../../provider/tool/diff.ts";
import { IMPORTED } from "../../state-format/properties.ts";
import { setUp } from "../../tavus-api/testing/harness.ts";
import { listOf, routes } from "../../tavus-api/testing/tool-store.ts";
import { reveal } from "../stack/secret.ts";
import { readAccount } from "./account.ts";
import { toDefinition } from "./definition.ts";
import { toImportFile } from "./import-file.ts";
import { makePlan, type PlanOptions, secretsOf } from "./plan.ts";
import { writeProgram } from "./program.ts";

const tool = (name: string, more: JsonObject = {}): Tool =>
  ({ tool_id: `t_${name}`, name, description: "What it does.", created_at: "2026-01-01T00:00:00", ...more }) as Tool;
const hook = (name: string, api: JsonObject = {}): Tool =>
  tool(name, {
    delivery: { api: { url: "https://crm.acme.dev/n", auth: { type: "bearer", token: "********" }, ...api } },
  });
const OPTIONS: PlanOptions = { allowLocalEndpoints: false };
const planOf = (tools: Tool[], options: Partial<PlanOptions> = {}) =>
  makePlan({ tools, attachments: [] }, { ...OPTIONS, ...options });

describe("a definition", () => {
  it("is what a person would write: no defaults, no nulls, no live fields of an action", () => {
    const { inputs } = toDefinition(
      tool("a", {
        trigger_type: "post_call",
        origin: null,
        on_call: "generate_filler",
        on_resolve: "fire_and_forget",
        static_filler: null,
        parameters: { type: "object", properties: { m: { type: "string", description: "x" } } },
        delivery: {
          app_message: false,
          api: {
            url: "https://a.acme.dev/x",
            method: "POST",
            timeout: 10,
            headers: {},
            query_params: null,
            body_template: null,
            content_type: "application/json",
            auth: { type: "none" },
          },
        },
      }),
      false,
    );
    expect(inputs).toEqual({
      name: "a",
      description: "What it does.",
      triggerType: "post_call",
      parameters: { type: "object", properties: { m: { type: "string", description: "x" } } },
      delivery: { api: { url: "https://a.acme.dev/x" } },
    });
  });

  it("keeps a server's default that differs from ours", () => {
    expect(toDefinition(hook("a", { timeout: 30, method: "PUT" }), false).inputs["delivery"]).toMatchObject({
      api: { timeout: 30, method: "PUT" },
    });
  });
});

it("exports nothing if Pulumi runs the program, because exports would be outputs of the stack", async () => {
  const plan = planOf([tool("a"), tool("b")]);
  for (const layout of ["file", "pal"] as const) {
    const [main] = writeProgram(plan, { layout, extension: "", isMain: true });
    expect(main?.text).toMatch(layout === "file" ? /^const a = new tavus\.Tool/m : /^import "\.\/unattached";/m);
    expect(main?.text).not.toMatch(/^export/m);
    const [part] = writeProgram(plan, { layout, extension: "" });
    expect(part?.text).toMatch(/^export/m);
  }
});

describe("a tool that is older than a rule that it breaks", () => {
  const old = tool("old-name", { delivery: { api: { url: "http://10.0.0.1/x", auth: { type: "none" } } } });

  it("is imported unchanged, and the program names the broken rule", async () => {
    const plan = planOf([old]);
    const [file] = writeProgram(plan, { extension: "" });
    expect(file?.text).toMatch(/\/\/ `name` .*\(T-3\)/);
    expect(file?.text).toMatch(/\/\/ `delivery\.api\.url` .*\(D-10\)/);
    expect(file?.text).toContain("as unknown as tavus.ToolArgs");
  });

  it("isn't refused when it is imported or while the program stays the same, but a change of the broken part is", () => {
    const options = { allowLocalEndpoints: false, isUnknown: () => false };
    const [resource] = toImportFile(planOf([old]), { withSecrets: false }).resources;
    const inputs = resource?.["inputs"] as JsonObject;
    const { __imported: _, ...program } = inputs;
    expect(checkTool({}, program, options).length).toBeGreaterThan(1);
    expect(checkTool({}, inputs, options)).toEqual([]);
    expect(checkTool(inputs, program, options)).toEqual([]);
    expect(checkTool(program, { ...program, description: "Another." }, options)).toEqual([]);
    expect(checkTool(program, { ...program, name: "another-name" }, options)).toEqual([
      expect.stringContaining("(T-3)"),
    ]);
    expect(checkTool(program, { ...program, triggerType: "post_call" }, options)).not.toEqual([]);
  });
});

describe("500 tools on 40 PALs", () => {
  it("have unique names, with any tool names, in files that TypeScript can read", async () => {
    const names = ["note", "Note", "n-o-t-e", "class", "config", "24h", "日本", "a::b", "index", "Support line"];
    const tools = Array.from(
      { length: 500 },
      (_, i) => ({ ...hook(`${names[i % 10]}${i < 10 ? "" : ` ${i % 50}`}`), tool_id: `t${i}` }) as Tool,
    );
    const pals = Array.from({ length: 40 }, (_, i) => ({ id: `p${i}`, name: i % 2 === 0 ? "Support" : `PAL ${i}` }));
    const attachments = tools.flatMap((one, i) =>
      i % 5 === 0 ? [] : [0, i % 7].map((n) => ({ pal: pals[(i + n) % 40] as (typeof pals)[0], tool: one })),
    );
    const once = [...new Map(attachments.map((one) => [`${one.pal.id}/${one.tool.tool_id}`, one])).values()];
    const plan = makePlan({ tools, attachments: once }, OPTIONS);
    const unique = (values: string[]): number => new Set(values.map((value) => value.toLowerCase())).size;
    expect(unique(plan.tools.map(({ constant }) => constant))).toBe(500);
    expect(unique([...plan.tools, ...plan.attachments].map(({ resource }) => resource))).toBe(500 + once.length);
    expect(unique(secretsOf(plan).map(({ key }) => key))).toBe(500);
    for (const layout of ["file", "pal"] as const) {
      const files = writeProgram(plan, { layout, extension: ".ts" });
      expect(unique(files.map(({ name }) => name))).toBe(layout === "file" ? 1 : 40 + 3);
      const text = files.map((file) => file.text).join("\n");
      expect([...text.matchAll(/new tavus\.Tool\(/g)]).toHaveLength(500);
      expect([...text.matchAll(/new tavus\.PalToolAttachment\(/g)]).toHaveLength(once.length);
      for (const file of files)
        expect(ts.transpileModule(file.text, { reportDiagnostics: true }).diagnostics, file.name).toEqual([]);
    }
  });
});

describe("secrets", () => {
  it("come from the config, with one key for each, or one for all that share a variable", async () => {
    const tools = [hook("a"), hook("b"), hook("hook", { auth: { type: "hmac", secret: "********" } })];
    expect(secretsOf(planOf(tools)).map(({ key }) => key)).toEqual(["aToken", "bToken", "hookSecret"]);
    const given = planOf(tools, {
      givenKeys: ["hookSecret"],
      given: (name) => (name === "hook" ? undefined : { key: "hookSecret", value: "s" }),
    });
    // No other secret uses the config key of a secret that the user gave.
    expect(secretsOf(given).map(({ key, value }) => [key, value])).toEqual([
      ["hookSecret", "s"],
      ["hookSecret", "s"],
      ["hookSecret2", undefined],
    ]);
  });

  it("are in the import file only if it is deleted after use, and never in a program", async () => {
    const leaky = hook("a", {
      url: "https://crm.acme.dev/n?api_key=c4nary&x={m}",
      headers: { Authorization: "Bearer c4nary", "X-Team": "s" },
      query_params: { token: "{m}" },
    });
    const plan = planOf([leaky]);
    const [program] = writeProgram(plan, { extension: "" });
    expect(program?.text).not.toContain("c4nary");
    expect(program?.text).toContain(
      "pulumi.interpolate`https://crm.acme.dev/n?api_key=$" + '{config.requireSecret("aUrlApiKey")}&x={m}`',
    );
    expect(program?.text).toContain('Authorization: config.requireSecret("aAuthorization"), "X-Team": "s"');
    expect(program?.text).toContain('token: "{m}"');
    expect(JSON.stringify(toImportFile(plan, { withSecrets: false }))).not.toContain("c4nary");
    expect(JSON.stringify(toImportFile(plan, { withSecrets: true }))).toContain("c4nary");
  });
});

describe("the first preview after an import", () => {
  const isUnknown = (): boolean => false;
  const imported = (token: string | undefined, given: Tool): { olds: JsonObject; news: JsonObject } => {
    const plan = planOf([given], { config: () => token });
    const file = toImportFile(plan, { withSecrets: token !== undefined });
    const { inputs, outputs } = reveal(file.resources[0]).value as { inputs: JsonObject; outputs: JsonObject };
    const { [IMPORTED]: _, ...program } = structuredClone(inputs);
    return { olds: outputs, news: program };
  };

  it("updates the secret that the import didn't have, and nothing else", () => {
    const { olds, news } = imported(undefined, hook("a"));
    expect(diffTool(olds, news, isUnknown)).toEqual({ changed: false, replaces: [] });
    const set = JSON.parse(JSON.stringify(news).replace(`"${MASK}"`, '"c4nary"')) as JsonObject;
    expect(diffTool(olds, set, isUnknown)).toEqual({ changed: true, replaces: [] });
    const [before, after] = [Definition.said(olds), Definition.said(set)];
    expect(compare(before, after).fields.map(formatPath)).toEqual(["delivery.api.auth.token"]);
  });

  it("proposes nothing if the import had the secret, or if there is none", () => {
    for (const { olds, news } of [imported("c4nary", hook("a")), imported(undefined, tool("b"))])
      expect(diffTool(olds, news, isUnknown)).toEqual({ changed: false, replaces: [] });
  });
});

describe("credentials that Tavus doesn't mask", () => {
  it("come from the config at any position, and placeholders stay", async () => {
    const leaky = hook("a", {
      url: "https://tavus:c4nary@crm.acme.dev/n",
      headers: { Cookie: "sid=c4nary", "X-Api-Key": "{m}" },
      body_template: { api_key: "c4nary", issue: { key: "SUP" }, list: [{ password: "c4nary" }], token: "{m}" },
    });
    const fixed = { type: "object", properties: { token: { type: "string", const: "c4nary" } } };
    const plan = planOf([{ ...leaky, parameters: fixed } as Tool]);
    expect(secretsOf(plan).map(({ key, value }) => [key, value])).toEqual([
      ["aToken", "c4nary"],
      ["aUrlPassword", "c4nary"],
      ["aCookie", "sid=c4nary"],
      ["aApiKey", "c4nary"],
      ["aPassword", "c4nary"],
      ["aToken2", undefined],
    ]);
    const [program] = writeProgram(plan, { extension: "" });
    expect(program?.text).not.toContain("c4nary");
    expect(program?.text).toContain('issue: { key: "SUP" }');
    expect(program?.text).toContain(
      "pulumi.interpolate`https://tavus:$" + '{config.requireSecret("aUrlPassword")}@crm',
    );
    const fileText = JSON.stringify(toImportFile(plan, { withSecrets: true }));
    expect(fileText).toContain("https://tavus:c4nary@crm.acme.dev/n");
  });
});

describe("readAccount", () => {
  const tools = ["crm_note", "crm_lead", "other"].map((name) => ({ tool_id: `t_${name}`, name, description: "d" }));
  const setUpAccount = () =>
    setUp(
      routes({
        "GET /v2/tools": listOf([...tools, { tool_id: "end_call", name: "end_call", is_system_tool: true }]),
        "GET /v2/pals": () => ({
          status: 200,
          body: {
            data: [
              { pal_id: "p1", pal_name: "One" },
              { persona_id: "p2", persona_name: "Two" },
            ],
            total_count: 2,
          },
        }),
        "GET /v2/pals/*/tools": ({ path }) => ({
          status: 200,
          body: { data: path.includes("p1") ? tools.slice(0, 2) : tools.slice(1) },
        }),
      }),
    );
  const names = async (selection: Parameters<typeof readAccount>[1]) => {
    const { client, server } = await setUpAccount();
    const account = await readAccount(client, selection);
    return [
      account.tools.map(({ name }) => name),
      account.attachments.map(({ pal, tool: one }) => `${one.name} on ${pal.name}`),
      server.requests.length,
    ];
  };

  it("costs one list of tools, one of PALs, and one request for each relevant PAL", async () => {
    expect(await names({})).toEqual([
      ["crm_note", "crm_lead", "other"],
      ["crm_note on One", "crm_lead on One", "crm_lead on Two", "other on Two"],
      4,
    ]);
    expect(await names({ pals: ["p1"] })).toEqual([
      ["crm_note", "crm_lead"],
      ["crm_note on One", "crm_lead on One"],
      3,
    ]);
    expect((await names({ names: ["crm_*"] }))[0]).toEqual(["crm_note", "crm_lead"]);
    expect((await names({ names: ["crm_????"], tools: ["t_other"] }))[0]).toEqual(["crm_note", "crm_lead", "other"]);
  });

  it.each([
    [{ tools: ["x"] }, "--tool x: there is no such tool. There are: crm_lead, crm_note, other."],
    [
      { tools: ["crm_nte"] },
      "--tool crm_nte: there is no such tool. Did you mean crm_note? There are: crm_lead, crm_note, other.",
    ],
    [{ pals: ["x"] }, "--pal x: there is no such PAL. There are: p1 (One), p2 (Two)."],
    [{ names: ["x*"] }, "--name x*: no tool has such a name."],
    [{ tools: ["end_call"] }, "--tool end_call: that tool is Tavus's own (T-14)."],
  ])("%j is refused with a list of existing names", async (selection, message) => {
    const { client } = await setUpAccount();
    await expect(readAccount(client, selection)).rejects.toThrow(message);
  });
});
