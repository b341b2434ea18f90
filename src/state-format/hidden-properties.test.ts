import { describe, expect, it } from "vitest";
import { KINDS } from "../provider/kinds.ts";
import { harden } from "../provider/runtime.ts";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "./secrets.ts";

const provider = harden(KINDS.tool, { connect: () => Promise.reject(new Error("no")), env: { TAVUS_API_KEY: "k" } });
const inputs = { name: "n", description: "d" };

describe("the mark of an import", () => {
  it("stays in the inputs, so that no diff shows its removal", async () => {
    const checked = await provider.check({ ...inputs, __imported: true }, { ...inputs, description: "New." });
    expect(checked.inputs).toEqual({ ...inputs, description: "New.", __imported: true });
    expect((await provider.check(inputs, inputs)).inputs).toEqual(inputs);
  });

  it("exempts the imported definition from newer rules, but not later changes", async () => {
    const old = { name: "old-name", description: "d" };
    const imported = { ...old, __imported: true };
    expect((await provider.check({}, imported)).failures).toEqual([]);
    expect((await provider.check(imported, old)).failures).toEqual([]);
    expect((await provider.check(imported, { ...old, name: "other-name" })).failures).toHaveLength(1);
  });
});

describe("the hashes of a program's values", () => {
  it("are secret in the state, because a hash can reveal a short secret", async () => {
    const declared = { delivery: { api: { timeout: "0123456789abcdef" } } };
    const { inputs: sealed } = await provider.check(inputs, { ...inputs, __declared: declared });
    expect(sealed["__declared"]).toEqual({ [SIGNATURE_KEY]: SECRET_SIGNATURE, value: declared });
  });
});
