import { expect, it } from "vitest";
import { addClaim, type Claim, type Claims } from "./two-managers.ts";

/** The warnings if the claims come in this order, each with its resource. `set:a@p1` is the PalTools `a` on PAL `p1`. */
function warnings(...order: string[]): [at: string, message: string][] {
  const claims: Claims = new Map();
  const told: [string, string][] = [];
  for (const text of order) {
    const [, kind, name = "", palId = ""] = /^(set|one):(\w+)@(\w+)$/.exec(text) ?? [];
    const claim: Claim = {
      kind: kind === "set" ? "PalTools" : "PalToolAttachment",
      name,
      warn: (message) => void told.push([name, message]),
    };
    addClaim(claims, palId, claim);
  }
  return told;
}

const MIXED =
  "PAL p1 is managed by this PalTools and by the PalToolAttachment x: this one detaches every tool that it doesn't list, and deleting an " +
  "attachment detaches a tool that is listed here. List all tools of the PAL here, remove its attachments, and run pulumi up --refresh, " +
  "which attaches their tools again; or use attachments only.";
const TWICE =
  "PAL p1 is managed by this PalTools and by a: each detaches the tools of the other. Keep one of them, with all the tools of the PAL.";

it("attachments and sets of different PALs, and many attachments of one PAL, give no warning", () => {
  expect(warnings("set:a@p1", "one:x@p2", "one:y@p2", "set:b@p3")).toEqual([]);
});

it("a set and attachments of one PAL give one warning, in any order", () => {
  expect(warnings("one:x@p1", "one:y@p1", "set:a@p1", "one:z@p1")).toEqual([["a", MIXED]]);
  expect(warnings("set:a@p1", "one:x@p1", "one:y@p1")).toEqual([["a", MIXED]]);
});

it("a second set of a PAL gives a warning, and so do its attachments", () => {
  expect(warnings("set:a@p1", "set:b@p1")).toEqual([["b", TWICE]]);
  expect(warnings("set:a@p1", "set:b@p1", "one:x@p1")).toEqual([
    ["b", TWICE],
    ["a", MIXED],
    ["b", MIXED],
  ]);
});
