import { describe, expect, it } from "vitest";
import { toDefinition } from "../../src/commands/import/definition.ts";
import { type JsonObject, parseTool } from "../../src/contract/index.ts";
import { diffTool } from "../../src/provider/tool/diff.ts";
import { guardTool } from "../../src/provider/tool/guard.ts";
import { createTool } from "../../src/provider/tool/lifecycle.ts";
import { isUnknown } from "../../src/state-format/unknown.ts";
import { deployTool } from "../support/account.ts";
import { rulesBroken } from "../support/definitions.ts";
import { fullPostCallTool } from "../support/tools.ts";

const tagged = (tags?: string[]): JsonObject => fullPostCallTool(tags === undefined ? {} : { tags });

describe.each([[{ echoTags: false }], [{ echoTags: true }]])(
  "tags of a tool, with a server that is %j (T-17)",
  (behavior) => {
    it("are sent on create, replaced by a PATCH, and removed by an empty list", async () => {
      const { problems, writes, update } = await deployTool(tagged(["crm", "support"]), { behavior });
      const second = await update(tagged(["crm"]));
      const third = await update(tagged(), second.outputs);
      expect(writes.map(({ body }) => body["tags"])).toEqual([["crm", "support"], ["crm"], []]);
      expect(writes.slice(1).map(({ body }) => Object.keys(body))).toEqual([["tags"], ["tags"]]);
      expect([problems, second.problems, third.problems]).toEqual([[], [], []]);
      expect(third.outputs["tags"]).toBeUndefined();
    });

    it("aren't drift after a refresh, in any order", async () => {
      const inputs = tagged(["support", "crm", "crm"]);
      const { client, id, outputs, edit, read } = await deployTool(inputs, { behavior });
      await edit({ tags: ["crm", "support"] });
      const found = await read();
      expect(found?.inputs).toEqual(inputs);
      expect(diffTool(found?.outputs ?? {}, inputs, isUnknown)).toEqual({ changed: false, replaces: [] });
      expect(await guardTool(client, id, outputs, inputs)).toBeUndefined();
    });

    it("are sent to a tool that is taken over", async () => {
      const { client, call, writes } = await deployTool(tagged(), { behavior });
      const { problems } = await createTool(client, { ...tagged(["crm"]), adopt: true });
      expect(problems).toEqual([]);
      expect(writes.at(-1)?.body).toMatchObject({ tags: ["crm"] });
      expect((await call("GET", "/v2/tools")).body["total_count"]).toBe(1);
    });

    it("are never sent for a definition without any", async () => {
      const { writes, update } = await deployTool(tagged(), { behavior });
      await update({ ...tagged(), description: "Another." });
      expect(writes).toHaveLength(2);
      expect(writes.filter(({ body }) => "tags" in body)).toEqual([]);
    });
  },
);

describe("tags that the server returns", () => {
  it("are removed from a tool that a program without tags takes over", async () => {
    const { client, writes } = await deployTool(tagged(["by hand"]), { behavior: { echoTags: true } });
    const { outputs, problems } = await createTool(client, { ...tagged(), adopt: true });
    expect(problems).toEqual([]);
    expect(writes.at(-1)?.body).toMatchObject({ tags: [] });
    expect(outputs["tags"]).toBeUndefined();
  });

  it("are drift if somebody changes them, and the next update restores them", async () => {
    const inputs = tagged(["crm"]);
    const deployed = await deployTool(inputs, { behavior: { echoTags: true } });
    const { client, id, outputs, writes } = deployed;
    await deployed.edit({ tags: ["by hand"] });
    const read = await deployed.read();
    expect(read?.inputs["tags"]).toEqual(["by hand"]);
    expect(diffTool(read?.outputs ?? {}, inputs, isUnknown).changed).toBe(true);
    expect((await guardTool(client, id, outputs, inputs))?.text).toContain('tags was ["crm"], is ["by hand"]');
    await deployed.update(inputs, read?.outputs);
    expect(writes.at(-1)?.body).toEqual({ tags: ["crm"] });
  });

  it("are kept by an import, and an empty list is left out", () => {
    const wire = { tool_id: "t1", name: "a", description: "b", tags: ["crm"] };
    const imported = (tags: unknown): JsonObject => {
      const tool = parseTool({ ...wire, tags });
      if (tool === undefined) throw new Error("not a tool");
      return toDefinition(tool, false).inputs;
    };
    expect(imported(["crm"])).toEqual({ name: "a", description: "b", tags: ["crm"] });
    expect(imported([])).toEqual({ name: "a", description: "b" });
    expect(imported(null)).toEqual({ name: "a", description: "b" });
  });
});

it("refuses tags that aren't a list of strings, with the path", () => {
  const check = (tags: unknown): string[] => rulesBroken(fullPostCallTool({ tags }));
  expect(check("crm")).toEqual([
    '`tags` must be a list of strings. Set it to a list of strings, for example ["crm", "support"]. (T-17)',
  ]);
  expect(check(["crm", 5])).toEqual(["`tags[1]` must be a string. Set it to a string. (T-17)"]);
  expect(check([])).toEqual([]);
});
