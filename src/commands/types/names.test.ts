import { expect, it } from "vitest";
import { fc } from "../../../test/support/random.ts";
import { assignNames } from "./names.ts";

const assign = (...names: string[]): Record<string, string> => Object.fromEntries(assignNames(names, "Tool"));

it("makes a readable identifier of each name", () => {
  expect(assign("log_crm_note", "lookUpOrder", "_private", "x1_y", "get-note", "2nd_try", "größe", "___", "")).toEqual({
    log_crm_note: "LogCrmNote",
    lookUpOrder: "LookUpOrder",
    _private: "Private",
    x1_y: "X1Y",
    "get-note": "GetNote",
    "2nd_try": "Tool2ndTry",
    größe: "GrE",
    ___: "Tool$___",
    "": "Tool$",
  });
});

it("gives an identifier to the name that is spelled plainly, in any order", () => {
  expect(assign("log_note")).toEqual({ log_note: "LogNote" });
  expect(assign("logNote", "log_note")).toEqual({ log_note: "LogNote", logNote: "LogNote$logNote" });
  expect(assign("log__note", "logNote", "log-note", "log_note")).toEqual({
    log_note: "LogNote",
    logNote: "LogNote$logNote",
    log__note: "LogNote$log__note",
    "log-note": "LogNote$log$2d$note",
  });
});

it("gives a contested identifier to neither of two names, so that a third changes nothing", () => {
  const two = assign("logNote", "Log_Note");
  expect(two).toEqual({ logNote: "LogNote$logNote", Log_Note: "LogNote$Log_Note" });
  expect(assign("logNote", "Log_Note", "LogNote")).toMatchObject(two);
  expect(assign("logNote", "Log_Note", "log_note")).toMatchObject(two);
});

it("never gives one identifier twice, in any order", () => {
  const name = fc.oneof(fc.stringMatching(/^[aAbB_1-]{0,5}$/), fc.string({ maxLength: 5 }));
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 12 }), (names) => {
      const assigned = assignNames(names, "Tool");
      expect(new Set(assigned.values()).size).toBe(names.length);
      for (const identifier of assigned.values()) expect(identifier).toMatch(/^[A-Z][\w$]*$/);
      expect(Object.fromEntries(assignNames([...names].reverse(), "Tool"))).toEqual(Object.fromEntries(assigned));
    }),
  );
});
