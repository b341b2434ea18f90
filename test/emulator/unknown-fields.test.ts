import { describe, expect, it } from "vitest";
import { readAccount } from "../../src/commands/import/account.ts";
import { toImportFile } from "../../src/commands/import/import-file.ts";
import { makePlan } from "../../src/commands/import/plan.ts";
import { type JsonObject, valueAt } from "../../src/contract/index.ts";
import { toWire } from "../../src/contract/wire.ts";
import { diffTool } from "../../src/provider/tool/diff.ts";
import { createTool } from "../../src/provider/tool/lifecycle.ts";
import { isUnknown } from "../../src/state-format/unknown.ts";
import { deployTool } from "../support/account.ts";
import { rulesBroken } from "../support/definitions.ts";
import { fullPostCallTool, withApi } from "../support/tools.ts";

const BASE = fullPostCallTool();
const WIRE = toWire(BASE).wire as { delivery: { api: JsonObject & { auth: JsonObject } } };

/** The same tool with a newer API's fields on every level. */
const NEWER = {
  escalation: { to: "ops" },
  delivery: {
    batch: { size: 5 },
    api: {
      ...WIRE.delivery.api,
      retries: 3,
      signing: { algorithm: "ed25519", secret: "********" },
      auth: { ...WIRE.delivery.api.auth, audience: "https://crm.acme.dev" },
    },
  },
};
const UNKNOWN = {
  escalation: { to: "ops" },
  delivery: {
    batch: { size: 5 },
    api: {
      retries: 3,
      signing: { algorithm: "ed25519", secret: "********" },
      auth: { audience: "https://crm.acme.dev" },
    },
  },
};

/** An account with a newer API, with one tool of the program that has fields only this API knows. */
async function setUp() {
  const deployed = await deployTool(BASE, { behavior: { unknownFields: "store" } });
  await deployed.edit(NEWER);
  return deployed;
}

/** The mask in it stands for a secret that the emulator stored. It is never sent back. */
const withoutSigningSecret = { algorithm: "ed25519" };

describe("fields that this version doesn't know", () => {
  it("are kept in the state by a refresh, and aren't a difference", async () => {
    const { outputs, read } = await setUp();
    const found = await read();
    expect(found?.inputs).toEqual(BASE);
    expect(found?.outputs["__unknown"]).toEqual(UNKNOWN);
    expect(diffTool(found?.outputs ?? {}, BASE, isUnknown).changed).toBe(false);
    const { __unknown: _, ...known } = found?.outputs ?? {};
    expect({ ...known, updatedAt: "" }).toEqual({ ...outputs, updatedAt: "" });
  });

  it("are sent back with a delivery, except for masks", async () => {
    const { stored, update } = await setUp();
    const updated = await update(withApi({ timeout: 33 }));
    expect(updated.problems).toEqual([]);
    const now = await stored();
    expect(now["escalation"]).toEqual({ to: "ops" });
    expect(now["delivery"]).toMatchObject({
      batch: { size: 5 },
      api: { timeout: 33, retries: 3, signing: withoutSigningSecret, auth: { audience: "https://crm.acme.dev" } },
    });
    expect(valueAt(updated.outputs, ["__unknown", "delivery", "api", "retries"])).toBe(3);
    expect(diffTool(updated.outputs, withApi({ timeout: 33 }), isUnknown).changed).toBe(false);
  });

  it("stay if another field is updated, and if the program adopts the tool", async () => {
    const { client, stored, update } = await setUp();
    await update({ ...BASE, description: "Another." });
    expect(await stored()).toMatchObject({ escalation: { to: "ops" }, delivery: { batch: { size: 5 } } });
    await createTool(client, { ...withApi({ timeout: 7 }), adopt: true });
    expect(await stored()).toMatchObject({
      escalation: { to: "ops" },
      delivery: { batch: { size: 5 }, api: { timeout: 7, retries: 3, auth: { audience: "https://crm.acme.dev" } } },
    });
  });

  it("of an authentication are dropped with its type", async () => {
    const { stored, update } = await setUp();
    await update(withApi({ auth: { type: "hmac", secret: "s3cret" } }));
    expect(valueAt(await stored(), ["delivery", "api", "auth"])).toEqual({ type: "hmac", secret: "********" });
  });

  it("can be values: an authentication that this version can't check stays unchanged", async () => {
    const { edit, stored, read, update } = await setUp();
    const auth = { type: "mtls", certificate: "PEM", private_key: "********" };
    await edit({ delivery: { api: { ...WIRE.delivery.api, auth } } });
    const found = await read();
    expect(valueAt(found?.inputs, ["delivery", "api", "auth"])).toEqual({ type: "mtls" });
    const updated = await update(withApi({ timeout: 33 }));
    expect(updated.problems).toEqual([]);
    expect(valueAt(await stored(), ["delivery", "api"])).toMatchObject({
      timeout: 33,
      auth: { type: "mtls", certificate: "PEM" },
    });
    expect(JSON.stringify((await stored())["delivery"])).not.toContain("t0p-secret-token");
  });

  it("are named by an import, and kept in its state", async () => {
    const { client } = await setUp();
    const plan = makePlan(await readAccount(client), { allowLocalEndpoints: true });
    expect([...(plan.tools[0]?.unknown ?? [])].sort()).toEqual([
      "delivery.api.auth.audience",
      "delivery.api.retries",
      "delivery.api.signing",
      "delivery.batch",
      "escalation",
    ]);
    const [imported] = toImportFile(plan, { withSecrets: false }).resources;
    const { inputs, outputs } = imported as unknown as { inputs: JsonObject; outputs: JsonObject };
    expect(outputs["__unknown"]).toEqual(UNKNOWN);
    expect(JSON.stringify(inputs)).not.toContain("retries");
    expect(rulesBroken(inputs, inputs, true)).toEqual([]);
  });
});
