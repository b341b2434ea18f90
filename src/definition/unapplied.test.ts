import { describe, expect, it } from "vitest";
import type { JsonObject, Path } from "../contract/index.ts";
import { Definition } from "./definition.ts";
import { unappliedFields } from "./unapplied.ts";

const URL_ = "https://crm.acme.dev/n";

const unapplied = (before: JsonObject, wanted: JsonObject, answer: JsonObject, fields: readonly Path[]): string[] =>
  unappliedFields({ before: Definition.sent(before), fields }, Definition.sent(wanted), Definition.found(answer));

describe("a field that a server didn't apply", () => {
  const tool = (description: string, api: object = {}) => ({
    name: "n",
    description,
    delivery: { api: { url: URL_, ...api } },
  });
  const timeout = ["delivery", "api", "timeout"];

  it("is one that kept its old value, by the path of the input", () => {
    const [before, wanted] = [tool("a", { timeout: 5 }), tool("b", { timeout: 6 })];
    expect(unapplied(before, wanted, before, [["description"], timeout])).toEqual([
      expect.stringMatching(/^description was sent to Tavus, which accepted the request but kept the old value\. Run/),
      expect.stringMatching(/^delivery\.api\.timeout was sent to Tavus, .*--replace <its URN>\.$/),
    ]);
    expect(unapplied(before, wanted, tool("b", { timeout: 5 }), [["description"], timeout])).toHaveLength(1);
    expect(unapplied(before, wanted, before, [timeout])).toHaveLength(1);
  });

  it("is also one whose object the server dropped, if it wasn't set before", () => {
    const auth = { type: "api_key", name: "A", value: "v" };
    const dropped = { name: "n", description: "a", delivery: { app_message: true } };
    const paths = ["type", "name", "value"].map((field) => ["delivery", "api", "auth", field]);
    expect(unapplied(tool("a"), tool("a", { auth }), dropped, paths)).toEqual([
      expect.stringContaining("delivery.api.auth.name was sent"),
    ]);
  });

  it("is neither an applied field nor one that the server rewrote (U-9)", () => {
    const [before, wanted] = [tool("a"), tool("b")];
    expect(unapplied(before, wanted, wanted, [["description"]])).toEqual([]);
    expect(unapplied(before, wanted, tool("B."), [["description"]])).toEqual([]);
  });

  it("isn't the {} that a server shows for an unset body template (D-16)", () => {
    const template = ["delivery", "api", "body_template"];
    const [empty, full] = [tool("a", { body_template: {} }), tool("a", { body_template: { text: "{message}" } })];
    expect(unapplied(empty, tool("a"), empty, [template])).toEqual([]);
    expect(unapplied(full, tool("a"), full, [template])).toHaveLength(1);
    expect(unapplied(empty, full, empty, [template])).toHaveLength(1);
  });

  it("isn't a secret, whose mask never changes; other fields next to it are reported", () => {
    const auth = (name: string, value: string) => tool("a", { auth: { type: "api_key", name, value } });
    const paths = [
      ["delivery", "api", "auth", "value"],
      ["delivery", "api", "auth", "name"],
    ];
    const [told, ...more] = unapplied(auth("A", "********"), auth("B", "new"), auth("A", "********"), paths);
    expect([told, more]).toEqual([expect.stringContaining("delivery.api.auth.name was sent"), []]);
    const header = ["delivery", "api", "headers"];
    const headers = (value: string) => tool("a", { headers: { value } });
    expect(unapplied(headers("1"), headers("2"), headers("1"), [header])).toHaveLength(1);
  });
});
