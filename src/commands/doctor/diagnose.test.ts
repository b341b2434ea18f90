import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serve } from "../../../test/support/serve.ts";
import { createTool, postCall, startEmulator } from "../../emulator/testing/start.ts";
import { TYPE_TOKENS } from "../../state-format/type-tokens.ts";
import { fakePulumi } from "../testing/fake-pulumi.ts";
import { strict } from "../testing/strict.ts";
import { diagnose } from "./diagnose.ts";
import { CHECKS, type CheckName, DoctorReport, type Finding } from "./report.ts";
import { createFolder, sdkAt, tavusAt } from "./testing/folder.ts";

const project = {
  "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
  "package.json": { dependencies: { "pulumi-tavus": "0.1.0", "@pulumi/pulumi": "3" } },
  "package-lock.json": {},
  ...tavusAt("node_modules/pulumi-tavus"),
  ...sdkAt("node_modules/@pulumi/pulumi"),
};

/** Runs the doctor without Pulumi. Only `node` is on PATH. */
async function run(env: NodeJS.ProcessEnv, options: { offline?: boolean; now?: () => number; cwd?: string } = {}) {
  const folder = createFolder({ ...project, "bin/node": `-> ${process.execPath}` });
  const report = await diagnose({
    cwd: folder,
    offline: false,
    ...options,
    env: { PATH: join(folder, "bin"), ...env },
  });
  expect(strict(DoctorReport).parse(report)).toEqual(report);
  const find = (check: CheckName): Finding[] => report.findings.filter((finding) => finding.check === check);
  return { report, find, folder };
}

describe("diagnose", () => {
  it("without Pulumi checks what it can, and says why the rest isn't checked", async () => {
    const { emulator, call } = await startEmulator();
    await createTool(call, postCall());
    emulator.clearRequests();
    const { report, find, folder } = await run({ TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url });
    expect([...new Set(report.findings.map(({ check }) => check))]).toEqual(Object.keys(CHECKS));
    expect(report).toMatchObject({ project: folder, stack: null, healthy: true });
    expect(find("account")[0]?.seen).toBe(`${emulator.url} accepts the key of TAVUS_API_KEY, 1 tool, owner 1.`);
    expect(emulator.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /v2/tools"]);
    const left = report.findings.filter(({ status }) => status !== "ok").map(({ check, status }) => [check, status]);
    expect(left).toEqual([
      ["pulumi-cli", "warning"],
      ...[
        "stack",
        "key-storage",
        "guard",
        "recorded-settings",
        "provider-text",
        "pending-operations",
        "plain-secrets",
      ].map((check) => [check, "not checked"]),
    ]);
    expect(report.summary).toEqual({ ok: 8, warning: 1, problem: 0, "not checked": 7 });
  });

  it("asks the account of each provider of the stack", async () => {
    const { emulator } = await startEmulator({ keys: ["c4nary-here", "c4nary-there"] });
    const urn = (type: string, name: string): string => `urn:pulumi:dev::shop::${type}::${name}`;
    const [provider, type] = ["pulumi:providers:pulumi-nodejs", TYPE_TOKENS.tool];
    const parent = urn("pulumi:pulumi:Stack", "shop-dev");
    const inputs = { "tavus:apiKey": "c4nary-there", "tavus:baseUrl": emulator.url };
    const resources = [
      { type: provider, urn: urn(provider, "default"), id: "1" },
      { type: provider, urn: urn(provider, "other"), id: "2", parent, inputs },
      { type, urn: urn(type, "here"), id: "t1", provider: `${urn(provider, "default")}::1` },
      { type, urn: urn(type, "there"), id: "t2", provider: `${urn(provider, "other")}::2` },
    ];
    const config = { "tavus:apiKey": "c4nary-here", "tavus:baseUrl": emulator.url };
    const { env } = fakePulumi(config, { deployment: { resources } });
    const { report, find } = await run(env);
    expect(report.stack).toBe("dev");
    expect(find("account").map(({ status, seen }) => [status, seen])).toEqual([
      ["ok", `${emulator.url} accepts the key of the stack's default, 0 tools.`],
      ["ok", `${emulator.url} accepts the key of tavus.Provider other, 0 tools.`],
    ]);
    expect(emulator.requests.map(({ account }) => account).sort()).toEqual([1, 2]);
    expect(JSON.stringify(report)).not.toContain("c4nary");
  });

  it("reports a key that the server doesn't accept, and never writes it", async () => {
    const { emulator } = await startEmulator({ keys: ["right"] });
    const { report, find } = await run({ TAVUS_API_KEY: "c4nary-wrong-key", TAVUS_BASE_URL: emulator.url });
    expect(find("account")).toMatchObject([{ status: "problem", seen: expect.stringContaining("(401)") }]);
    expect(report.healthy).toBe(false);
    expect(JSON.stringify(report)).not.toContain("c4nary");
  });

  it("follows no redirect, and recognizes a server that isn't Tavus", async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(String(request.url));
      response.writeHead(302, { location: "/login" }).end();
    });
    const { find } = await run({ TAVUS_API_KEY: "k", TAVUS_BASE_URL: url });
    expect(find("account")).toMatchObject([{ status: "problem", seen: expect.stringContaining("answers 302") }]);
    expect(seen).toEqual(["/v2/tools?limit=1&type=user"]);
    const page = await serve((_, response) => void response.end("<html>"));
    const { find: findOther } = await run({ TAVUS_API_KEY: "k", TAVUS_BASE_URL: page });
    expect(findOther("account")).toMatchObject([{ seen: expect.stringContaining("no list of tools") }]);
  });

  it("reports that nothing listens", async () => {
    const { emulator } = await startEmulator();
    await emulator.close();
    const { find } = await run({ TAVUS_API_KEY: "k", TAVUS_BASE_URL: emulator.url });
    expect(find("account")).toMatchObject([{ status: "problem", remedy: expect.stringContaining("pulumi-tavus dev") }]);
  });

  it("sends no request if it is offline, or has no key or base URL", async () => {
    const { emulator } = await startEmulator();
    const env = { TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url };
    const { find, report } = await run(env, { offline: true });
    expect(find("account")).toEqual([
      { check: "account", status: "not checked", seen: "--offline: Tavus was not asked." },
    ]);
    expect(report.healthy).toBe(true);
    const { find: findOther } = await run({ TAVUS_BASE_URL: emulator.url });
    expect(findOther("account")).toMatchObject([{ status: "not checked", seen: "There is no key to ask with." }]);
    const { find: findThird } = await run({ TAVUS_API_KEY: "k", TAVUS_BASE_URL: "http://tavusapi.com" });
    expect(findThird("account")).toMatchObject([{ status: "not checked" }]);
    expect(findThird("base-url")).toMatchObject([{ status: "problem" }]);
    expect(emulator.requests).toEqual([]);
  });

  it("needs a folder", async () => {
    await expect(run({}, { cwd: "/nowhere/at/all" })).rejects.toThrow("there is no folder /nowhere/at/all");
  });
});
