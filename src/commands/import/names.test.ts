import { describe, expect, it } from "vitest";
import { identifierNames, Names, toFileName, toIdentifier } from "./names.ts";

describe("toIdentifier", () => {
  it.each([
    ["log_crm_note", "logCrmNote"],
    ["logCrmNote", "logCrmNote"],
    ["log-crm note!", "logCrmNote"],
    ["HOOK_SECRET", "hookSecret"],
    ["CRM", "crm"],
    ["24h check", "_24hCheck"],
    ["Ünï & co", "uniCo"],
    ["日本", "日本"],
    ["٣ دعم", "_٣دعم"],
    ["² Ⅳ ༳x", "_2IvX"],
    ["日".repeat(120), "日".repeat(50)],
    [`${"a".repeat(49)}𝒳𠮷`, `${"a".repeat(49)}X`],
    ["__", "unnamed"],
  ])("%s is %s", (text, identifier) => {
    expect(toIdentifier(text)).toBe(identifier);
    expect(() => new Function(`const ${identifier} = 1;`)).not.toThrow();
  });
});

describe("names", () => {
  it("are unique, even if a file system ignores case, and never reserved words", () => {
    const names = identifierNames();
    expect(["note", "Note", "note2", "note", "class", "config"].map((wish) => names.unique(wish))).toEqual([
      "note",
      "Note2",
      "note22",
      "note3",
      "class2",
      "config2",
    ]);
    const files = new Names(["index"]);
    expect(["Index!", "Dr. Paws", "dr paws"].map((wish) => files.unique(toFileName(wish), "-"))).toEqual([
      "index-2",
      "dr-paws",
      "dr-paws-2",
    ]);
  });
});
