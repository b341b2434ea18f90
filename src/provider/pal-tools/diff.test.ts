import { describe, expect, it } from "vitest";
import { fc } from "../../../test/support/random.ts";
import { isUnknown, UNKNOWN } from "../../state-format/unknown.ts";
import { diffPalTools } from "./diff.ts";
import { keepOrder, sameTools } from "./tool-ids.ts";

const diff = (before: unknown, after: unknown, palId: unknown = "p1") =>
  diffPalTools({ palId: "p1", toolIds: before }, { palId, toolIds: after }, isUnknown);
const list = fc.array(fc.constantFrom("a", "b", "c", "d"));

describe("diffPalTools", () => {
  it("ignores order and duplicates", () => {
    fc.assert(
      fc.property(list, fc.infiniteStream(fc.nat()), (ids, numbers) => {
        const shuffled = [...ids, ...ids.slice(0, 2)]
          .map((id) => [Number(numbers.next().value), id] as const)
          .sort(([a], [b]) => a - b)
          .map(([, id]) => id);
        expect(diff(ids, shuffled)).toEqual({ changed: false, replaces: [] });
      }),
    );
  });

  it.each<[string, unknown, unknown]>([
    ["one more", ["a"], ["a", "b"]],
    ["one less", ["a", "b"], ["b", "b"]],
    ["another", ["a"], ["b"]],
    ["an empty list", ["a"], []],
    ["one that is not known yet", ["a"], ["a", UNKNOWN]],
    ["a list that is not known yet", [], UNKNOWN],
  ])("is an update for %s", (_what, before, after) => {
    expect(diff(before, after)).toEqual({ changed: true, replaces: [] });
  });

  it("is a replacement for another PAL, even if it isn't known yet", () => {
    for (const palId of ["p2", UNKNOWN])
      expect(diff(["a"], ["a"], palId)).toEqual({ changed: true, replaces: ["palId"] });
  });
});

describe("keepOrder", () => {
  it("names all tools, in the familiar order", () => {
    fc.assert(
      fc.property(list, fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e")), (familiar, actual) => {
        const kept = keepOrder(familiar, actual);
        expect(sameTools(kept, actual)).toBe(true);
        expect(kept.slice(0, familiar.filter((id) => actual.includes(id)).length)).toEqual(
          familiar.filter((id) => actual.includes(id)),
        );
        if (sameTools(familiar, actual)) expect(kept).toEqual(familiar);
      }),
    );
  });
});
