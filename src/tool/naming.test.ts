import { describe, expect, it } from "vitest";
import type { JsonObject } from "../tavus-api/contract/index.ts";
import { defaultActionToolName, defaultToolName } from "./name.ts";
import { keepName, otherName } from "./naming.ts";

const tool = (resource: string, stack: string): JsonObject => {
  const name = defaultToolName(resource, stack);
  return { name, description: "d", __naming: { name } };
};
const action = (name: string, stack: string): JsonObject => ({
  name: defaultActionToolName(name, stack),
  __naming: { of: "PostCallAction", action: name, suffix: stack },
});
const nameOf = (olds: JsonObject, news: JsonObject): unknown => keepName(olds, news)["name"];
const created = (inputs: JsonObject): JsonObject => keepName({}, inputs);

describe("a default name", () => {
  it("is kept if the resource or the stack is renamed", () => {
    const olds = created(tool("note", "dev"));
    expect(olds).toEqual(tool("note", "dev"));
    expect(keepName(olds, tool("memo", "dev"))).toEqual(olds);
    expect(keepName(olds, tool("note", "staging"))).toEqual(olds);
    const acted = created(action("log_note", "dev"));
    expect(acted).toEqual({ name: "log_note_dev", __naming: { of: "PostCallAction", suffix: "dev" } });
    expect(keepName(acted, action("log_note", "staging"))).toEqual(acted);
  });

  it("is chosen again for a replacement", () => {
    expect(nameOf({}, tool("memo", "dev"))).toBe("memo_dev");
  });

  it("is restored after the console has changed the name", () => {
    expect(nameOf({ ...created(tool("note", "dev")), name: "by_hand" }, tool("note", "prod"))).toBe("note_dev");
  });

  it("follows the action's name, with the suffix of the first deployment", () => {
    expect(nameOf(created(action("log_note", "dev")), action("log_call", "prod"))).toBe("log_call_dev");
  });

  it("gives way to a name that the program says, and comes back as it was", () => {
    const olds = created(tool("note", "dev"));
    const named = keepName(olds, { name: "own" });
    expect(named).toEqual({ name: "own", __naming: { name: "note_dev" } });
    expect(nameOf(named, tool("memo", "prod"))).toBe("note_dev");
    // A transformation may have said it.
    expect(nameOf(olds, { ...tool("note", "prod"), name: "own" })).toBe("own");
  });

  it("of a tool of an older version or of an import is today's, without a mark that a diff would show", () => {
    expect(keepName({ name: "note_dev" }, tool("note", "dev"))).toEqual({ name: "note_dev", description: "d" });
    expect(keepName({ name: "own" }, tool("note", "dev"))).toEqual({ name: "note_dev", description: "d" });
    // Older versions gave the action's name as it was: an upgrade renames nothing.
    expect(keepName({ name: "log_note" }, action("log_note", "dev"))).toEqual({ name: "log_note" });
    expect(nameOf({ name: "log_note_eu" }, action("log_note", "dev"))).toBe("log_note_dev");
  });

  it("is never longer than a name may be, and differs for other stacks and resources", () => {
    const long = "n".repeat(64);
    const names = ["dev", "prod"].flatMap((stack) => [
      defaultActionToolName(long, stack),
      defaultToolName(long, stack),
    ]);
    for (const name of names) expect(name).toMatch(/^n{55}_[0-9a-f]{8}$/);
    expect(new Set(names).size).toBe(2);
  });
});

describe("default names of resources without an ASCII letter", () => {
  it("differ from each other", () => {
    const resources = ["メモ", "会議", "größe", "grüße", "-", ".", "🎉", "メモ-1", "会議-1", "日本語", "中文字"];
    const names = resources.map((name) => defaultToolName(name, "dev"));
    expect(new Set(names).size).toBe(resources.length);
    for (const name of names) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
  });
});

describe("the advice after a 409", () => {
  it.each([
    [{}, "Choose another `name`, or leave `name` out"],
    [tool("note", "dev"), "Set `name` to another name"],
    [{ __naming: { of: "PostCallAction" } }, "Choose another `name` or `nameSuffix`, or leave both out"],
    [created(action("log_note", "dev")), "Set `nameSuffix` or `name`"],
  ])("fits %j, and speaks of adopt last", (inputs, first) => {
    const text = otherName(inputs);
    expect(text.startsWith(first)).toBe(true);
    expect(text.indexOf("adopt")).toBeGreaterThan(text.lastIndexOf("name"));
  });
});
