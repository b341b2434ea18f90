import { describe, expect, it } from "vitest";
import { createPal, createTool, inCall, names } from "../../src/emulator/testing/start.ts";
import type { Behavior } from "../../src/emulator.ts";
import { explainError } from "../../src/messages/index.ts";
import {
  createAttachment,
  deleteAttachment,
  readAttachment,
} from "../../src/provider/pal-tool-attachment/lifecycle.ts";
import {
  createPalTools,
  deletePalTools,
  readPalTools,
  updatePalTools,
} from "../../src/provider/pal-tools/lifecycle.ts";
import { startAccount } from "../support/account.ts";

/** A deployed PAL and its account's tools, and a client of this package. */
async function account(behavior: Partial<Behavior>, tools = 3) {
  const { client, emulator, call } = await startAccount({ behavior });
  const palId = await createPal(call);
  const ids: string[] = [];
  for (let i = 0; i < tools; i++) ids.push(await createTool(call, inCall(`tool_${i}`)));
  const [first = "", second = "", third = ""] = ids;
  const draft = () => call("PUT", `/_emulator/pals/${palId}/draft`, { has_unpublished_changes: true });
  const publish = () => call("POST", `/v2/pals/${palId}/publish`);
  const listed = async () => names(await call("GET", `/v2/pals/${palId}/tools`));
  return { client, emulator, palId, ids, first, second, third, draft, publish, listed };
}

const UNPUBLISHED = /answered 409: .*Somebody has unpublished work on this PAL in PAL Maker.*Publish or discard/;

describe("while there is a draft, if Tavus refuses to attach and detach (P-13, X-8)", () => {
  it("an attachment fails, mentions somebody's unpublished work, and never forces it", async () => {
    const { client, emulator, palId, first, second, ...pal } = await account({ attachBesideDraft: "refuse" });
    const { draft, publish, listed } = pal;
    const { id } = await createAttachment(client, { palId, toolId: first });
    await draft();
    emulator.clearRequests();
    const told = (run: Promise<unknown>): Promise<string> => run.then(() => "done", explainError);
    expect(await told(createAttachment(client, { palId, toolId: second }))).toMatch(UNPUBLISHED);
    expect(await told(deleteAttachment(client, id))).toMatch(UNPUBLISHED);
    expect(await listed()).toEqual(["tool_0"]);
    expect(emulator.requests.filter(({ method }) => method === "PATCH")).toEqual([]);
    await publish();
    await createAttachment(client, { palId, toolId: second });
    await deleteAttachment(client, id);
    expect(await listed()).toEqual(["tool_1"]);
  });

  it("a set fails in the same way, and the next update finishes the work", async () => {
    const { client, palId, first, second, third, ...pal } = await account({ attachBesideDraft: "refuse" });
    const { draft, publish, listed } = pal;
    await createPalTools(client, { palId, toolIds: [first, second] });
    await draft();
    const refused = await updatePalTools(client, palId, { palId, toolIds: [second, third] });
    expect(refused.problems).toEqual([expect.stringMatching(UNPUBLISHED)]);
    expect(refused.outputs["toolIds"]).toEqual([second, first]);
    await publish();
    expect((await updatePalTools(client, palId, { palId, toolIds: [second, third] })).problems).toEqual([]);
    expect((await listed()).sort()).toEqual(["tool_1", "tool_2"]);
  });
});

it("reads an attachment that publishing a draft has lost as detached (P-31)", async () => {
  const { client, palId, first, second, draft, publish } = await account({ publishTools: true });
  await createAttachment(client, { palId, toolId: first });
  await draft();
  const { id } = await createAttachment(client, { palId, toolId: second });
  await publish();
  expect(await readAttachment(client, id)).toBeUndefined();
});

describe("if a PAL lists end_call (P-28)", () => {
  it("a set neither contains nor detaches it", async () => {
    const { client, emulator, palId, first, second, listed } = await account({ listEndCall: true });
    const made = await createPalTools(client, { palId, toolIds: [first] });
    expect(made.outputs["toolIds"]).toEqual([first]);
    await updatePalTools(client, palId, { palId, toolIds: [second] });
    expect((await readPalTools(client, palId, { palId, toolIds: [second] }))?.outputs["toolIds"]).toEqual([second]);
    await updatePalTools(client, palId, { palId, toolIds: [] });
    await deletePalTools(client, palId, [`${palId}/end_call`]);
    expect(await listed()).toEqual(["end_call"]);
    expect(emulator.requests.filter(({ path }) => path.endsWith("/end_call"))).toEqual([]);
  });

  it("it doesn't count toward the 50: all of them are attached first, none is detached for it", async () => {
    const { client, emulator, palId, ids } = await account({ listEndCall: true }, 50);
    await createPalTools(client, { palId, toolIds: ids.slice(1) });
    emulator.clearRequests();
    await updatePalTools(client, palId, { palId, toolIds: ids });
    expect(emulator.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });
});
