import { describe, expect, it } from "vitest";
import type { JsonObject, Tool } from "../../contract/index.ts";
import { toInputs } from "../../contract/wire.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { redactReport } from "../redact.ts";
import type { PreviewStep, StackResource, StackState } from "../stack/index.ts";
import { strict } from "../testing/strict.ts";
import { allowClasses, findDrift } from "./find.ts";
import { DriftReport } from "./report.ts";
import { toMarkdown, toText } from "./text.ts";

const WIRE = {
  tool_id: "t1",
  name: "note",
  description: "Log.",
  trigger_type: "post_call",
  parameters: { type: "object", properties: { message: { type: "string", description: "x" } } },
  delivery: {
    api: { url: "https://crm.acme.dev/n", headers: { "X-Team": "s" }, auth: { type: "bearer", token: "********" } },
  },
  updated_at: "2026-01-01T00:00:00",
};
const TOKEN = "c4nary-token";

const withToken = (inputs: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify(inputs).replace("********", TOKEN)) as JsonObject;
const INPUTS = withToken(toInputs(WIRE as Tool));

function resource(
  kind: StackResource["kind"],
  id: string,
  inputs: JsonObject,
  more: Partial<StackResource> = {},
): StackResource {
  return {
    urn: `urn:pulumi:dev::p::${kind}::${id}`,
    name: id,
    kind,
    id,
    inputs,
    outputs: { ...inputs, updatedAt: WIRE.updated_at },
    secretPaths: [["delivery", "api", "auth", "token"]],
    external: false,
    provider: "default",
    providerName: undefined,
    ...more,
  };
}

const note = resource("tool", "t1", INPUTS);
const step = (of: StackResource, op: string, inputs: JsonObject, changed: string[] = []): PreviewStep => ({
  urn: of.urn,
  formerUrn: of.urn,
  name: of.name,
  kind: of.kind,
  op,
  inputs: JSON.parse(JSON.stringify(inputs).replaceAll(TOKEN, "[secret]")) as JsonObject,
  changed,
  dependencies: {},
});

interface World {
  readonly tools?: Tool[];
  readonly pals?: Readonly<Record<string, string[] | undefined>>;
}

/** Each account, by its provider. */
async function driftOf(
  resources: StackResource[],
  steps: PreviewStep[],
  worlds: Readonly<Record<string, World>>,
): Promise<DriftReport> {
  const state = { stackName: "dev", resources, secrets: [TOKEN], accountOf: () => ({}) } as unknown as StackState;
  const clientOf = ({ provider }: StackResource): TavusClient => {
    const { tools = [WIRE as Tool], pals = {} } = worlds[provider] ?? {};
    const named = (id: string): Tool => ({ ...WIRE, tool_id: id, name: `name_of_${id}` }) as Tool;
    return {
      readTool: async (id: string) => tools.find((tool) => tool.tool_id === id),
      readPalTools: async (id: string) => pals[id]?.map(named),
    } as unknown as TavusClient;
  };
  const report = strict(DriftReport).parse(await findDrift({ state, steps, clientOf }));
  expect(JSON.stringify(report) + toText(report) + toMarkdown(report)).not.toContain("c4nary");
  return report;
}

const told = ({ resources }: DriftReport): string[] =>
  resources.flatMap(({ name, findings }) =>
    findings.filter(({ counts }) => counts).map(({ class: kind, path }) => `${name}: ${kind} ${path}`.trim()),
  );
const actual = (fields: JsonObject): World => ({ tools: [{ ...WIRE, ...fields } as Tool] });
const api = (fields: JsonObject): JsonObject => ({ delivery: { api: { ...WIRE.delivery.api, ...fields } } });

describe("a tool", () => {
  it("is clean if nothing differs in meaning", async () => {
    const report = await driftOf([note], [], {
      default: actual({ ...api({ headers: { "x-team": "s" }, method: "post", timeout: 10 }), on_call: "silent" }),
    });
    expect(told(report)).toEqual([]);
    expect(report.resources[0]?.findings).toMatchObject([{ class: "cannot be known (masked)", counts: false }]);
    expect(toText(report)).toContain("no drift, 1 resource clean");
    expect(toText(report)).toContain("1 secret: cannot be known (masked); not touched since the last up.");
  });

  it("marks values that are defaults because nobody has set them", async () => {
    const report = await driftOf([note], [], { default: actual(api({ timeout: 20 })) });
    expect(report.resources[0]?.findings).toMatchObject([
      { path: "delivery.api.timeout", applied: 10, actual: 20, defaults: ["wanted", "applied"] },
      { class: "cannot be known (masked)" },
    ]);
    expect(toText(report)).toContain(
      "  changed outside  delivery.api.timeout\n    applied  10 (default)\n    account  20\n",
    );
    expect(toMarkdown(report)).toContain("| `delivery.api.timeout` | `10` (default) | `10` (default) | `20` |");

    const said = withToken(toInputs({ ...WIRE, ...api({ timeout: 20 }) } as unknown as Tool));
    const reset = await driftOf([resource("tool", "t1", said)], [], { default: actual({}) });
    expect(toText(reset)).toContain("\n    applied  20\n    account  10 (default)\n");

    const pending = await driftOf([note], [step(note, "update", said, ["delivery.api.timeout"])], {});
    expect(toText(pending)).toContain("\n    program  20\n    applied  10 (default)\n");
  });

  it("isn't called untouched if somebody changed it in the second in which it was applied", async () => {
    const report = await driftOf([note], [], { default: actual({ description: "By hand." }) });
    expect(toText(report)).toContain(
      "1 secret: cannot be known (masked); other fields of the tool were changed outside",
    );
    expect(toText(report)).not.toContain("not touched");
  });

  it("shows no credential, at any position", async () => {
    const leaks = api({
      url: "https://crm.acme.dev/n?api_key=c4nary",
      headers: { "X-Team": "s", "X-Api-Key": "c4nary" },
      query_params: { token: "c4nary" },
    });
    const report = await driftOf([note], [], { default: actual(leaks) });
    expect(report.resources[0]?.findings.filter(({ counts }) => counts)).toMatchObject([
      { path: "delivery.api.url", actual: "https://crm.acme.dev/n?api_key=[secret]" },
      { path: "delivery.api.headers.X-Api-Key", actual: "[secret]" },
      { path: "delivery.api.queryParams.token", actual: "[secret]" },
    ]);
  });

  it("shows none of a channel that was added by hand, or in body and constants", async () => {
    const api_ = {
      url: "https://tavus:c4@nary@crm.acme.dev/n?api%5Fkey=c4nary;token=c4nary&code=c4nary-of-an-azure-function==&page=1#sig=c4nary",
      headers: {
        Cookie: "sid=c4nary",
        Authorization: "Basic {x}",
        "X-Key": "Bearer c4nary{x}",
        "X-Hook": "Basic c4nary",
      },
      query_params: { api_key: "c4nary" },
      body_template: { auth: { api_key: "c4nary" }, tokens: ["c4nary"], project: { key: "SUP" }, token: "{message}" },
      auth: { type: "oauth2_client_credentials", token_url: "https://id.acme.dev/t?key=c4nary", client_id: "c" },
    };
    const parameters = { type: "object", properties: { access_token: { type: "string", const: "c4nary" } } };
    const onlyApp = resource("tool", "t1", { ...INPUTS, delivery: { appMessage: true } }, { secretPaths: [] });
    const report = await driftOf([onlyApp], [], { default: actual({ parameters, delivery: { api: api_ } }) });
    expect(told(report)).toEqual(
      expect.arrayContaining([
        "t1: changed outside delivery.api",
        "t1: changed outside parameters.properties.access_token",
      ]),
    );
    const shown = report.resources[0]?.findings.find(({ path }) => path === "delivery.api")?.actual;
    expect(shown).toMatchObject({
      url: "https://tavus:[secret]@crm.acme.dev/n?api%5Fkey=[secret];token=[secret]&code=[secret]&page=1#sig=[secret]",
      headers: { authorization: "Basic {x}", cookie: "[secret]", "x-key": "[secret]", "x-hook": "[secret]" },
      queryParams: { api_key: "[secret]" },
      bodyTemplate: { tokens: ["[secret]"], project: { key: "SUP" }, token: "{message}" },
      auth: { tokenUrl: "https://id.acme.dev/t?key=[secret]", clientId: "c" },
    });
  });

  it("with secrets in a list isn't pending because of them", async () => {
    const inputs = (second: string): JsonObject => ({
      ...INPUTS,
      parameters: {
        type: "object",
        properties: { message: { type: "string", description: "x", enum: ["open", second] } },
      },
    });
    const listed = resource("tool", "t1", inputs(TOKEN));
    const same = step(listed, "update", { ...inputs(TOKEN), description: "New." }, ["description"]);
    const there = actual({ parameters: inputs(TOKEN)["parameters"] });
    expect(told(await driftOf([listed], [same], { default: there }))).toEqual(["t1: pending in program description"]);
  });

  it("with another authentication type in the console differs in it, without its values", async () => {
    const report = await driftOf([note], [], {
      default: actual(api({ auth: { type: "basic", username: "u", password: "********" } })),
    });
    expect(told(report)).toEqual(
      expect.arrayContaining([
        "t1: changed outside delivery.api.auth.type",
        "t1: changed outside delivery.api.auth.username",
      ]),
    );
  });

  it("with a new secret in the program is pending, even if the whole delivery is secret", async () => {
    const inputs = { ...INPUTS, delivery: "[secret]" };
    const hidden = await driftOf([note], [step(note, "update", { ...inputs, description: "New." }, ["description"])], {
      default: {},
    });
    expect(told(hidden)).toEqual(["t1: pending in program description"]);
    const changed = await driftOf([note], [step(note, "update", INPUTS, ["delivery.api.auth.token"])], { default: {} });
    expect(told(changed)).toEqual(["t1: pending in program delivery.api.auth.token"]);
  });

  it("reports an update that doesn't change the definition", async () => {
    const steps = [step(note, "update", { ...INPUTS, secretVersion: 2 }, ["secretVersion"])];
    const report = await driftOf([note], steps, { default: {} });
    expect(told(report)).toEqual(["t1: pending in program secretVersion"]);
    expect(report.resources[0]?.findings.at(-1)).toMatchObject({ wanted: 2 });
  });

  it("shows text from the console without markup and control characters", async () => {
    const description = "a | b ``` `x` \u001b[31m @team <b>\n# title";
    const report = await driftOf([note], [], { default: actual({ description }) });
    expect(toText(report)).not.toContain("\u001b");
    const row =
      toMarkdown(report)
        .split("\n")
        .find((line) => line.includes("changed outside")) ?? "";
    expect(row.split(/(?<!\\)\|/)).toHaveLength(8);
    expect(row).toContain("```` ");
  });
});

describe("a tool that is only read", () => {
  it("can change elsewhere, but must exist", async () => {
    const external = resource("tool", "t1", {}, { external: true, outputs: INPUTS });
    expect(told(await driftOf([external], [], { default: actual({ description: "Changed." }) }))).toEqual([]);
    expect(told(await driftOf([external], [], { default: { tools: [] } }))).toEqual(["t1: deleted outside"]);
  });
});

describe("a report without secrets", () => {
  it("keeps its structure, even if a secret equals one of its words", async () => {
    const report = await driftOf([note], [], { default: actual({ description: "name true t1 both" }) });
    const redacted = strict(DriftReport).parse(
      redactReport(report, ["true", "name", "c4nary-token", "changed outside", "both"]),
    );
    expect(redacted.resources[0]?.findings[0]).toMatchObject({ class: "changed outside", counts: true });
    expect(JSON.stringify(redacted.resources[0]?.findings[0]?.actual)).not.toContain("true");
  });
});

describe("a set of tools", () => {
  const set = resource("palTools", "p1", { palId: "p1", toolIds: ["t1", "t2", "t3"] });

  it("says for each tool whether the program or the console moved it", async () => {
    const steps = [step(set, "update", { palId: "p1", toolIds: ["t1", "t3", "t4"] }, ["toolIds[1]"])];
    const report = await driftOf([set], steps, { default: { pals: { p1: ["t1", "t2", "t9"] } } });
    const findings = report.resources[0]?.findings.map(({ class: kind, wanted, applied, actual: now }) => [
      kind,
      wanted,
      applied,
      now,
    ]);
    expect(findings).toEqual([
      ["pending in program", undefined, "t2", "t2"],
      ["detached outside", "t3", "t3", undefined],
      ["pending in program", "t4", undefined, undefined],
      ["created outside", undefined, undefined, "t9"],
    ]);
    // The set's findings include t9, so no other finding does.
    expect(report.resources).toHaveLength(1);
  });

  it("that is only read can change elsewhere, but its PAL must exist", async () => {
    const external = { ...set, external: true };
    expect(told(await driftOf([external], [], { default: { pals: { p1: ["t9"] } } }))).toEqual([]);
    expect(told(await driftOf([external], [], { default: { pals: {} } }))).toEqual(["p1: deleted outside"]);
  });

  it("ignores order and duplicates, and reports that a PAL is gone", async () => {
    expect(told(await driftOf([set], [], { default: { pals: { p1: ["t3", "t1", "t2"] } } }))).toEqual([]);
    expect(told(await driftOf([set], [], { default: { pals: {} } }))).toEqual(["p1: deleted outside"]);
  });
});

describe("accounts", () => {
  it("are each read with their own provider, and their PALs aren't mixed up", async () => {
    const [here, there] = ["default", "eu"].map((provider) =>
      resource(
        "palToolAttachment",
        "p1/t1",
        { palId: "p1", toolId: "t1" },
        { provider, urn: `urn:${provider}`, name: provider },
      ),
    ) as [StackResource, StackResource];
    const report = await driftOf([here, there], [], {
      default: { pals: { p1: ["t1"] } },
      eu: { pals: { p1: ["t5"] } },
    });
    expect(told(report)).toEqual(["eu: detached outside", "name_of_t5: created outside"]);
    expect(allowClasses(report, ["created outside", "detached outside"])).toMatchObject({
      differs: false,
      summary: { clean: 2, differing: 0, findings: {} },
    });
  });

  it("reports both if a tool is gone and the program deletes it as well", async () => {
    const report = await driftOf([note], [step(note, "delete", {})], { default: { tools: [] } });
    expect(told(report)).toEqual(["t1: both"]);
  });
});

describe("a property in ignoreChanges", () => {
  const edited = actual({
    description: "By hand.",
    ...api({ timeout: 45, headers: { "X-Team": "ops" } }),
    updated_at: "2026-01-02T00:00:00",
  });
  const ignoring = (...ignoreChanges: string[]): StackResource => ({ ...note, ignoreChanges });

  it("is reported but doesn't count, and neither does a secret because of it", async () => {
    const all = ignoring("description", "delivery.api.timeout", 'delivery.api.headers["X-Team"]');
    const report = await driftOf([all], [], { default: edited });
    expect(told(report)).toEqual([]);
    expect(report).toMatchObject({ differs: false, summary: { clean: 1, differing: 0 } });
    expect(report.resources[0]?.findings).toContainEqual(
      expect.objectContaining({ path: "description", actual: "By hand.", counts: false }),
    );
  });

  it("lets other properties count", async () => {
    const report = await driftOf([ignoring("delivery.api.timeout", "parameters")], [], { default: edited });
    expect(told(report)).toEqual([
      "t1: changed outside description",
      "t1: changed outside delivery.api.headers.X-Team",
    ]);
  });

  it("is the one that the current program ignores", async () => {
    const now = { ...step(note, "update", { ...INPUTS, name: "other" }, ["name"]), ignoreChanges: ["description"] };
    const report = await driftOf([ignoring("delivery")], [now], { default: actual({ description: "By hand." }) });
    expect(told(report)).toEqual(["t1: pending in program name"]);
  });

  it("can be the list of a PalTools", async () => {
    const set = resource("palTools", "p1", { palId: "p1", toolIds: ["t1"] }, { ignoreChanges: ["toolIds"] });
    expect(told(await driftOf([set], [], { default: { pals: { p1: ["t1", "t9"] } } }))).toEqual([]);
  });
});

describe("a field that this version doesn't know", () => {
  it("is named, but doesn't count", async () => {
    const newer = actual({
      escalation: { to: "ops" },
      tags: [],
      owner_id: 7,
      _tool_reuse_advisory: "x",
      nothing: null,
      delivery: {
        batch: true,
        api: { ...WIRE.delivery.api, retries: 3, auth: { ...WIRE.delivery.api.auth, aud: "x" } },
      },
    });
    const report = await driftOf([note], [], { default: newer });
    expect(told(report)).toEqual([]);
    const unknown = report.resources[0]?.findings.filter(({ class: kind }) => kind === "unknown to this version");
    const paths = ["escalation", "delivery.batch", "delivery.api.retries", "delivery.api.auth.aud"];
    expect(unknown?.map(({ path }) => path).sort()).toEqual(paths.sort());
    expect(toText(report)).toContain("leaves as it is: escalation of t1; delivery.batch of t1;");
  });

  it("can be a value, or another authentication type", async () => {
    const mtls = actual(api({ auth: { type: "mtls", certificate: "c", key: "********" } }));
    const report = await driftOf([note], [], { default: mtls });
    expect(told(report)).toEqual(["t1: changed outside delivery.api.auth.type"]);
    expect(toText(report)).toContain("delivery.api.auth.certificate of t1");
    expect(toText(report)).toContain("delivery.api.auth.type of t1");
  });
});

describe("a tool without authentication in the account", () => {
  it("has no masked secret there", async () => {
    const report = await driftOf([note], [], { default: actual(api({ auth: { type: "none" } })) });
    expect(told(report)).toEqual(["t1: changed outside delivery.api.auth.type"]);
    expect(JSON.stringify(report) + toText(report)).not.toContain("masked");
    const absent = await driftOf([note], [], {
      default: actual({ delivery: { api: { url: WIRE.delivery.api.url } } }),
    });
    expect(JSON.stringify(absent)).not.toContain("masked");
  });

  it("shows none either if the program sets one", async () => {
    const bare = resource("tool", "t1", withToken(toInputs({ ...WIRE, ...api({ auth: { type: "none" } }) } as Tool)));
    const steps = [step(bare, "update", INPUTS, ["delivery.api.auth.type", "delivery.api.auth.token"])];
    const report = await driftOf([bare], steps, { default: actual(api({ auth: { type: "none" } })) });
    expect(told(report)).toContain("t1: pending in program delivery.api.auth.token");
    expect(toText(report)).not.toContain("masked");
  });
});

describe("a tool that another stack attached to a PAL of this stack", () => {
  const on = resource("palToolAttachment", "p1/t1", { palId: "p1", toolId: "t1" });

  it("isn't a resource of this stack", async () => {
    const report = await driftOf([note, on], [], { default: { pals: { p1: ["t1", "t8", "t9"] } } });
    expect(report.summary).toEqual({ clean: 2, differing: 0, findings: { "created outside": 2 } });
    expect(toText(report)).toContain(
      "Stack dev: 2 resources clean. Attached to their PALs by others: 2 created outside.",
    );
    const gone = await driftOf([note, on], [], { default: { pals: { p1: ["t8"] } } });
    expect(toText(gone)).toContain("Stack dev: 1 of 2 resources differs: 1 detached outside, 1 created outside.");
  });
});
