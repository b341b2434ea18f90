import { expect, it } from "vitest";
import { describeNames } from "./known-names.ts";

it.each([
  ["crm_nte", ["lead", "crm_note"], "Did you mean crm_note? There are: crm_note, lead."],
  ["CRM-Note", ["crm_note"], "Did you mean crm_note? There are: crm_note."],
  ["log_note", ["log_note_dev", "other"], "Did you mean log_note_dev? There are: log_note_dev, other."],
  ["nobody", ["crm_note", "crm_note", "lead"], "There are: crm_note, lead."],
  ["x", ["y"], "There are: y."],
  ["xx", ["yy"], "There are: yy."],
  ["x", [], "There are: none."],
  ["x".repeat(10_000), ["a"], "There are: a."],
])("suggests the name that %j may have meant", (wanted, known, text) => {
  expect(describeNames(wanted.slice(0, 10_000), known)).toBe(text);
});

it("lists ten names and says how many more there are", () => {
  const names = Array.from({ length: 12 }, (_, i) => `t${String(i).padStart(2, "0")}`);
  expect(describeNames("other", names)).toBe("There are: t00, t01, t02, t03, t04, t05, t06, t07, t08, t09 and 2 more.");
});
