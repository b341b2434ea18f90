import { describe, expect, it, vi } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import type { DynamicProvider } from "../../src/dynamic/providers.ts";
import { inCall } from "../../src/emulator/testing/start.ts";
import type { Behavior, Fault } from "../../src/emulator.ts";
import { UNKNOWN } from "../../src/state-format/unknown.ts";
import { startTavus } from "../support/tavus.ts";

/** The provider as the engine's host loads it, in its own process for each operation, on an emulator with a PAL and tools. */
async function setStage(behavior: Partial<Behavior> = {}) {
  let fault: ((request: { method: string; path: string }) => Fault | undefined) | undefined;
  const tavus = await startTavus({ behavior, fault: (request) => fault?.(request) });
  const { emulator, call } = tavus;
  const palId = await tavus.createPal();
  const ids: string[] = [];
  for (let i = 0; i < 6; i += 1) ids.push(await tavus.createTool(inCall(`tool_${i}`)));
  return {
    palId,
    ids,
    call,
    path: `/v2/pals/${palId}/tools`,
    setFault: (next: typeof fault) => {
      fault = next;
    },
    async operation<T>(run: (providers: Record<"palTools" | "palToolAttachment", DynamicProvider>) => Promise<T>) {
      vi.resetModules();
      const providers = await import("../../src/dynamic/providers.ts");
      const values: Record<string, string> = { "tavus:apiKey": emulator.apiKey, "tavus:baseUrl": emulator.url };
      for (const one of [providers.palTools, providers.palToolAttachment])
        await one.configure({ config: { get: (key) => values[key] } });
      emulator.clearRequests();
      const result = await run(providers).catch((error: unknown) => error as Error & JsonObject);
      const calls = emulator.requests.map((one) => `${one.method} ${one.path}`);
      return { result, calls };
    },
    attach: (...toolIds: string[]) => tavus.attach(palId, ...toolIds),
    attached: () => tavus.toolIds(palId),
  };
}

const BEHAVIORS: [string, Partial<Behavior>, verified: number][] = [
  ["names all tools after an attach", {}, 0],
  ["names only the new ones", { attachAnswer: "given" }, 0],
  ["names none", { attachAnswer: "empty" }, 1],
];

describe.each(BEHAVIORS)("a server that %s", (_what, behavior, verified) => {
  it("gives the PAL exactly the set, with one GET, one POST, and one DELETE for each stray", async () => {
    const { palId, ids, path, attach, attached, operation } = await setStage(behavior);
    const [a = "", b = "", c = "", d = ""] = ids;
    await attach(c, d);
    const props = { palId, toolIds: [b, a, b], __provider: "p" };
    const created = await operation(({ palTools }) => palTools.create(props));
    expect(created.result).toEqual({ id: palId, outs: { palId, toolIds: [b, a, b] } });
    const verifying = new Array<string>(verified).fill(`GET ${path}`);
    const strays = [`DELETE ${path}/${c}`, `DELETE ${path}/${d}`];
    expect(created.calls).toEqual([`GET ${path}`, `POST ${path}`, ...verifying, ...strays]);
    expect(((await attached()) as string[]).sort()).toEqual([a, b].sort());

    const read = await operation(({ palTools }) => palTools.read(palId, props));
    expect(read).toEqual({ result: { id: palId, props, inputs: props }, calls: [`GET ${path}`] });
    const removed = await operation(({ palTools }) => palTools.delete(palId, props));
    expect(removed.calls.sort()).toEqual([`DELETE ${path}/${a}`, `DELETE ${path}/${b}`, `GET ${path}`].sort());
    expect(await attached()).toEqual([]);
  });
});

describe("the provider of PalTools", () => {
  it("checks and compares without a request, also in previews with unknown values", async () => {
    const { palId, operation } = await setStage();
    const { calls, result } = await operation(async ({ palTools }) => [
      await palTools.check({}, { palId, toolIds: UNKNOWN }),
      await palTools.check({}, { palId, toolIds: ["t1", UNKNOWN] }),
      await palTools.diff(palId, { palId, toolIds: ["t1"] }, { palId, toolIds: ["t1", UNKNOWN] }),
      await palTools.diff(palId, { palId, toolIds: ["t1", "t2"] }, { palId, toolIds: ["t2", "t1", "t1"] }),
      await palTools.diff(palId, { palId, toolIds: [] }, { palId: UNKNOWN, toolIds: [] }),
    ]);
    expect(result).toEqual([
      { inputs: { palId, toolIds: UNKNOWN }, failures: [] },
      { inputs: { palId, toolIds: ["t1", UNKNOWN] }, failures: [] },
      {},
      { changes: false },
      { replaces: ["palId"], deleteBeforeReplace: true },
    ]);
    expect(calls).toEqual([]);
  });

  it("reports drift in the program's order, with new tools at the end", async () => {
    const { palId, ids, attach, operation } = await setStage();
    const [a = "", b = "", c = ""] = ids;
    await attach(c, b, a);
    const { result } = await operation(({ palTools }) => palTools.read(palId, { palId, toolIds: [a, ids[4], b] }));
    expect(result).toMatchObject({ inputs: { toolIds: [a, b, c] }, props: { toolIds: [a, b, c] } });
  });

  it("keeps a true state with the provider's text if the third of five detaches fails", async () => {
    const { palId, ids, path, attach, attached, operation, setFault } = await setStage();
    const [a = "", ...strays] = ids;
    await attach(...strays);
    const answer = new Response('{"error":"no"}', { status: 403 });
    setFault((request) => (request.path === `${path}/${strays[2]}` ? { when: "before", answer } : undefined));
    const props = { palId, toolIds: [a], __provider: "p" };
    const { result, calls } = await operation(({ palTools }) => palTools.create(props));
    expect(result).toBeInstanceOf(Error);
    expect(result).toMatchObject({
      id: palId,
      properties: { palId, toolIds: [a, strays[2]], __provider: "p" },
      reasons: [expect.stringMatching(`^Could not detach tool ${strays[2]} from PAL ${palId}: .* answered 403`)],
    });
    const detaches = strays.map((id) => `DELETE ${path}/${id}`);
    expect(calls).toEqual([`GET ${path}`, `POST ${path}`, ...detaches, `GET ${path}`]);
    setFault(undefined);
    const olds = { palId, toolIds: [a, strays[2]] };
    const repaired = await operation(({ palTools }) => palTools.update(palId, olds, { palId, toolIds: [a] }));
    expect(repaired).toEqual({
      result: { outs: { palId, toolIds: [a] } },
      calls: [`GET ${path}`, `DELETE ${path}/${strays[2]}`],
    });
    expect(await attached()).toEqual([a]);
  });

  it("never detaches a tool of Tavus that the list might show", async () => {
    const { palId, ids, path, call, operation, setFault } = await setStage();
    const [a = ""] = ids;
    const { text } = await call("GET", "/v2/tools?type=all");
    expect(text).toContain('"end_call"');
    setFault(({ method, path: asked }) =>
      method === "GET" && asked === path ? { when: "before", answer: new Response(text) } : undefined,
    );
    const { calls } = await operation(({ palTools }) => palTools.create({ palId, toolIds: ids }));
    expect(calls).toEqual([`GET ${path}`]);
    const read = await operation(({ palTools }) => palTools.read(palId, { palId, toolIds: [a] }));
    expect(read.result).toMatchObject({ inputs: { toolIds: ids } });
  });

  it("shares its read with attachments to the same PAL", async () => {
    const { palId, ids, path, attach, operation } = await setStage();
    const [a = ""] = ids;
    await attach(a);
    const { calls } = await operation(({ palTools, palToolAttachment }) =>
      Promise.all([
        palTools.read(palId, { palId, toolIds: [a] }),
        palToolAttachment.read(`${palId}/${a}`, { palId, toolId: a }),
      ]),
    );
    expect(calls).toEqual([`GET ${path}`]);
  });

  it("takes over from attachments, and they from it, without detaching a tool", async () => {
    const { palId, ids, path, attach, attached, operation } = await setStage();
    const [a = "", b = ""] = ids;
    await attach(a, b);
    const toSet = await operation(async ({ palTools, palToolAttachment }) => {
      await palTools.create({ palId, toolIds: [a, b] });
      for (const id of [a, b]) await palToolAttachment.delete(`${palId}/${id}`, { palId, toolId: id });
    });
    expect(toSet.calls).toEqual([`GET ${path}`]);
    const toAttachment = await operation(async ({ palTools, palToolAttachment }) => {
      await palToolAttachment.create({ palId, toolId: a });
      await palTools.delete(palId, { palId, toolIds: [a, b] });
    });
    expect(toAttachment.calls).toEqual([`POST ${path}`, `GET ${path}`, `DELETE ${path}/${b}`]);
    expect(await attached()).toEqual([a]);
  });
});
