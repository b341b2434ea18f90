import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { inCall } from "../../src/emulator/testing/start.ts";
import type { Behavior } from "../../src/emulator.ts";
import { it, startTavus } from "../support/tavus.ts";

/** A PAL with one tool that a conversation has deployed. */
async function deploy(behavior: Partial<Behavior> = {}) {
  const tavus = await startTavus({ behavior });
  const palId = await tavus.createPal();
  const [first, second] = [await tavus.createTool(inCall("first")), await tavus.createTool(inCall("second"))];
  await tavus.attach(palId, first);
  await tavus.converse(palId);
  return {
    ...tavus,
    palId,
    first,
    second,
    attach: (id: string) => tavus.attach(palId, id),
    detach: (id: string) => tavus.call("DELETE", `/v2/pals/${palId}/tools/${id}`),
    edit: (changes: JsonObject) => tavus.call("PUT", `/_emulator/pals/${palId}/draft`, { changes }),
    patch: (path: string, value: unknown, query = "") =>
      tavus.call("PATCH", `/v2/pals/${palId}${query}`, [{ op: "add", path, value }]),
    publish: () => tavus.call("POST", `/v2/pals/${palId}/publish`),
    live: (query = "") => tavus.get(`/v2/pals/${palId}${query}`),
    tools: () => tavus.attached(palId),
  };
}

const CONFLICT = { status: 409, body: { conflict: "maker_changes", error: expect.any(String) } };

describe("an edit in PAL Maker", () => {
  it("goes to the live PAL as long as the PAL isn't deployed (P-30)", async ({ tavus: { call, get, createPal } }) => {
    const palId = await createPal();
    expect((await call("PUT", `/_emulator/pals/${palId}/draft`, { changes: { greeting: "Hi." } })).status).toBe(204);
    expect(await get(`/v2/pals/${palId}`)).toMatchObject({ greeting: "Hi." });
    expect((await call("PATCH", `/v2/pals/${palId}`, [{ op: "add", path: "/context", value: "c" }])).status).toBe(200);
  });

  it("goes to the draft of a PAL with a meeting identity (P-30)", async ({ tavus: { call, get, createPal } }) => {
    const palId = await createPal();
    const identity = [{ op: "add", path: "/layers", value: { conferencing: { username: "pal" } } }];
    expect((await call("PATCH", `/v2/pals/${palId}`, identity)).status).toBe(200);
    await call("PUT", `/_emulator/pals/${palId}/draft`, { changes: { greeting: "Hi." } });
    expect(await get(`/v2/pals/${palId}`)).toMatchObject({ greeting: null });
  });

  it("is shown by no GET, with any parameters (P-21)", async () => {
    const { get, edit, live } = await deploy();
    const before = await live();
    await edit({ greeting: "Hi.", system_prompt: "Other." });
    for (const query of ["", "?source=draft", "?verbose=true", "?include_settings=true"])
      expect(await live(query)).toEqual(before);
    expect((await get("/v2/pals"))["data"]).toEqual([before]);
  });

  it.each([
    ["no JSON object", 1],
    ["nothing to do", {}],
    ["a field that only the server writes", { changes: { pal_id: "p1" } }],
    ["a prompt that isn't a string", { changes: { system_prompt: 1 } }],
    ["a tool that doesn't exist", { changes: { tool_ids: ["t1"] } }],
  ])("is refused with %s", async (_, body) => {
    const { call, palId } = await deploy();
    expect((await call("PUT", `/_emulator/pals/${palId}/draft`, body)).status).toBe(400);
  });
});

describe("a PATCH while there is a draft", () => {
  it("is a 409 that names the conflict, and changes nothing (P-30, X-8)", async () => {
    const { edit, patch, live } = await deploy();
    await edit({ greeting: "Hi." });
    const before = await live();
    for (const query of ["", "?target=live", "?force=false"])
      expect(await patch("/context", "c", query)).toMatchObject(CONFLICT);
    expect(await live()).toEqual(before);
  });

  it.each(["message", "text"] as const)("names the conflict in the error shape %s, too", async (errorShape) => {
    const { edit, patch } = await deploy({ errorShape });
    await edit({ greeting: "Hi." });
    expect((await patch("/context", "c")).body).toEqual({ conflict: "maker_changes", message: expect.any(String) });
  });

  it("discards the draft with force=true, and says so (P-30)", async () => {
    const { edit, patch, live, publish } = await deploy();
    await edit({ greeting: "Hi." });
    const forced = await patch("/context", "c", "?force=true");
    expect(forced).toMatchObject({ status: 200, body: { discarded_maker_changes: true } });
    expect((await patch("/context", "d")).body).not.toHaveProperty("discarded_maker_changes");
    await publish();
    expect(await live()).toMatchObject({ context: "d" });
    expect(await live()).toMatchObject({ greeting: null });
  });

  it("doesn't mention a draft if force=true had none to discard", async () => {
    const { palId, patch } = await deploy();
    expect((await patch("/context", "c", "?force=true")).body).toEqual({ pal_id: palId });
  });

  it("is accepted if it only changes the meeting identity, and keeps the draft (P-30)", async () => {
    const { call, palId, edit, patch, live, publish } = await deploy();
    await patch("/layers", { stt: { hotwords: "Acme" } });
    await edit({ greeting: "Hi.", layers: { stt: { hotwords: "Tavus" } } });
    expect((await patch("/layers/conferencing", { username: "pal" })).status).toBe(200);
    const both = [
      { op: "add", path: "/layers/conferencing/username", value: "other" },
      { op: "add", path: "/context", value: "c" },
    ];
    expect((await call("PATCH", `/v2/pals/${palId}`, both)).status).toBe(400);
    expect((await patch("/context", "c")).status).toBe(409);
    await publish();
    // P-31: the whole draft except the meeting identity.
    expect(await live()).toMatchObject({
      greeting: "Hi.",
      layers: { stt: { hotwords: "Tavus" }, conferencing: { username: "pal" } },
    });
  });
});

describe("publishing a draft", () => {
  it("copies it over the live PAL, and ends the conflict (P-24, P-31)", async () => {
    const { palId, edit, patch, publish, live } = await deploy();
    await edit({ greeting: "Hi." });
    await edit({ system_prompt: "Other." });
    const answer = { status: "success", pal_id: palId, pal_name: "P", system_prompt: "Other." };
    expect((await publish()).body).toMatchObject(answer);
    expect(await live()).toMatchObject({ greeting: "Hi.", system_prompt: "Other." });
    expect((await patch("/context", "c")).status).toBe(200);
    expect(await publish()).toMatchObject({ status: 200, body: answer });
    expect(await live()).toMatchObject({ context: "c" });
  });

  it("doesn't change the tools by default", async () => {
    const { second, edit, attach, publish, tools } = await deploy();
    await edit({ greeting: "Hi." });
    await attach(second);
    await publish();
    expect(await tools()).toEqual(["first", "second"]);
  });

  it("with publishTools drops tools that were attached after the draft was made (P-31)", async () => {
    const { first, second, edit, attach, detach, publish, tools } = await deploy({ publishTools: true });
    await edit({ greeting: "Hi." });
    await attach(second);
    await detach(first);
    expect(await tools()).toEqual(["second"]);
    await publish();
    expect(await tools()).toEqual(["first"]);
    // The draft stays for later edits, and doesn't know what was attached since then.
    await attach(second);
    await edit({ greeting: "Hello." });
    await publish();
    expect(await tools()).toEqual(["first"]);
  });

  it("doesn't bring a deleted tool back", async () => {
    const { call, first, edit, publish, tools } = await deploy({ publishTools: true });
    await edit({ greeting: "Hi." });
    await call("DELETE", `/v2/tools/${first}`);
    await publish();
    expect(await tools()).toEqual([]);
  });
});

describe("an attach and a detach while there is a draft (P-13)", () => {
  it("change the live PAL by default, and keep the draft", async () => {
    const { first, second, edit, attach, detach, patch, tools } = await deploy();
    await edit({ greeting: "Hi." });
    expect((await attach(second)).status).toBe(200);
    expect((await detach(first)).status).toBe(204);
    expect(await tools()).toEqual(["second"]);
    expect((await patch("/context", "c")).status).toBe(409);
  });

  it("are a 409 with attachBesideDraft=refuse", async () => {
    const { first, second, edit, attach, detach, publish, tools } = await deploy({ attachBesideDraft: "refuse" });
    await edit({ greeting: "Hi." });
    expect(await attach(second)).toMatchObject(CONFLICT);
    expect(await detach(first)).toMatchObject(CONFLICT);
    expect(await tools()).toEqual(["first"]);
    await publish();
    expect((await attach(second)).status).toBe(200);
  });
});
