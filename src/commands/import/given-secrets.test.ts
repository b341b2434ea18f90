import { describe, expect, it } from "vitest";
import { checkGiven, readGiven } from "./given-secrets.ts";
import type { ConfigSecret } from "./plan.ts";

const ENV = { HOOK_SECRET: "c4nary-one", CRM_TOKEN: "c4nary-two" };
const given = (...options: string[]) => readGiven(options, ENV);
const secretOf = (tool: string, key = "hookSecret"): ConfigSecret => ({ key, tool, path: "delivery", value: "c4nary" });

describe("--secret-env without a tool", () => {
  it("is the secret of the only tool that needs one", () => {
    expect(() => checkGiven(given("HOOK_SECRET"), [secretOf("note"), secretOf("note")])).not.toThrow();
    // The credential that the account shows has a separate key.
    expect(() => checkGiven(given("HOOK_SECRET"), [secretOf("note"), secretOf("lead", "leadUrl")])).not.toThrow();
    expect(() =>
      checkGiven(given("HOOK_SECRET", "lead=CRM_TOKEN"), [secretOf("note"), secretOf("lead", "crmToken")]),
    ).not.toThrow();
  });

  it("is refused if several tools would get it, and says what to write for each", () => {
    expect(() => checkGiven(given("HOOK_SECRET"), [secretOf("note"), secretOf("lead")])).toThrow(
      "--secret-env HOOK_SECRET would be the secret of 2 tools: note, lead. " +
        "Name the tool of each secret: --secret-env note=HOOK_SECRET lead=HOOK_SECRET",
    );
    const named = given("note=HOOK_SECRET", "lead=HOOK_SECRET");
    expect(() => checkGiven(named, [secretOf("note"), secretOf("lead")])).not.toThrow();
  });
});
