import { describe, expect, it } from "vitest";
import type { JsonObject } from "../contract/index.ts";
import { defaultToolName, suffixed } from "./default-name.ts";
import { keepName, nameChoice } from "./naming.ts";
import { UNKNOWN } from "./unknown.ts";

const tool = (resource: string, stack: string): JsonObject => {
  const name = defaultToolName(resource, stack);
  return { name, description: "d", __naming: { name } };
};
const action = (name: string, stack: string): JsonObject => ({
  name: suffixed(name, stack),
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

  it("is restored after somebody changed the name in the console", () => {
    expect(nameOf({ ...created(tool("note", "dev")), name: "by_hand" }, tool("note", "prod"))).toBe("note_dev");
  });

  it("follows the action's name, with the suffix of the first deployment", () => {
    expect(nameOf(created(action("log_note", "dev")), action("log_call", "prod"))).toBe("log_call_dev");
  });

  it("is replaced by the program's name, and comes back unchanged", () => {
    const olds = created(tool("note", "dev"));
    const named = keepName(olds, { name: "own" });
    expect(named).toEqual({ name: "own", __naming: { name: "note_dev" } });
    expect(nameOf(named, tool("memo", "prod"))).toBe("note_dev");
    // A transformation may have set the name.
    expect(nameOf(olds, { ...tool("note", "prod"), name: "own" })).toBe("own");
  });

  it("of an action comes back when the program no longer sets nameSuffix or name", () => {
    const said = { of: "PostCallAction" };
    for (const name of ["log_note_eu", "own"]) {
      const olds = created({ name, __naming: said });
      const restored = keepName(olds, action("log_note", "dev"));
      expect(restored).toEqual({ name: "log_note_dev", __naming: { ...said, suffix: "dev" } });
      // Like any default name, it doesn't follow the stack's name.
      expect(nameOf(restored, action("log_note", "prod"))).toBe("log_note_dev");
    }
    // An earlier default name comes back unchanged.
    const suffixed = keepName(created(action("log_note", "dev")), { name: "log_note_eu", __naming: said });
    expect(nameOf(suffixed, action("log_note", "prod"))).toBe("log_note_dev");
  });

  it("is the current name if the state doesn't say who chose it, without a mark that a diff would show", () => {
    const described = { description: "d" };
    expect(keepName({ name: "note_dev" }, tool("note", "dev"))).toEqual({ name: "note_dev", ...described });
    for (const renamed of [tool("memo", "dev"), tool("note", "prod")])
      expect(keepName({ name: "note_dev" }, renamed)).toEqual({ name: "note_dev", ...described });
    // A name that the program set and no longer sets.
    const own = keepName(created({ name: "own" }), tool("note", "dev"));
    expect(own).toEqual({ name: "own", ...described });
    expect(nameOf(own, tool("memo", "prod"))).toBe("own");
    // Older versions used the action's name unchanged. An upgrade renames nothing.
    expect(keepName({ name: "log_note" }, action("log_note", "dev"))).toEqual({ name: "log_note" });
    for (const suffix of ["dev", "eu"])
      expect(nameOf({ name: `log_note_${suffix}` }, action("log_note", "prod"))).toBe(`log_note_${suffix}`);
    expect(nameOf({ name: "own" }, action("log_note", "dev"))).toBe("log_note_dev");
  });

  it("keeps its suffix even if the whole name was shortened", () => {
    const long = "n".repeat(64);
    const olds = action(long, "dev")["name"];
    expect(nameOf({ name: olds }, action(long, "prod"))).toBe(olds);
  });

  it("is never too long, and differs for other stacks and resources", () => {
    const long = "n".repeat(64);
    const names = ["dev", "prod"].flatMap((stack) => [suffixed(long, stack), defaultToolName(long, stack)]);
    for (const name of names) expect(name).toMatch(/^n{55}_[0-9a-f]{8}$/);
    expect(new Set(names).size).toBe(2);
  });

  it("follows the kind of resource that takes the tool over by an alias", () => {
    const olds = created(tool("note", "dev"));
    const asAction = keepName(olds, action("log_note", "dev"));
    expect(asAction["name"]).toBe("log_note_dev");
    expect(nameChoice(asAction).of).toBe("PostCallAction");
    const asTool = keepName(created(action("log_note", "dev")), tool("note", "dev"));
    expect(asTool["name"]).toBe("log_note_dev");
    expect(nameChoice(asTool).of).toBe("Tool");
    // A preview may not know yet who chooses the name.
    expect(keepName(olds, { name: "n", __naming: UNKNOWN })).toEqual({ name: "n", __naming: olds["__naming"] });
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

it.each([
  [{}, "Tool", false],
  [tool("note", "dev"), "Tool", true],
  [{ __naming: { of: "PostCallAction" } }, "PostCallAction", false],
  [created(action("log_note", "dev")), "PostCallAction", true],
])("recognizes who chose the name in %j, and whether it is the default", (inputs, of, isDefault) => {
  expect(nameChoice(inputs)).toEqual({ of, isDefault });
});
