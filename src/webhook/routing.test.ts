import { describe, expect, it } from "vitest";
import { defineAction } from "../post-call-action/definition.ts";
import { defaultActionToolName } from "../tool/name.ts";
import { findAction } from "./routing.ts";

const LONG = "l".repeat(60);
const actions = ["log", "log_note", "report", LONG].map((name) =>
  defineAction({ name, description: "d", parameters: { type: "object" } }),
);
const found = (name: string, suffix?: string, path = "/hooks"): string | undefined =>
  findAction(actions, path, name, suffix).action?.name;

describe("a receiver without nameSuffix", () => {
  it.each([
    ["log", "log"],
    ["log_dev", "log"],
    ["log_eu_prod", "log"],
    ["log_note", "log_note"],
    ["log_note_dev", "log_note"],
    ["log_notes", "log"],
    ["report_log", "report"],
    [defaultActionToolName("log_note", "acme/dev-1"), "log_note"],
    [defaultActionToolName(LONG, "production"), LONG],
    ["logs", undefined],
    ["lo", undefined],
    ["my_log", undefined],
    ["", undefined],
  ])("takes a tool called %j for the action %s", (name, action) => {
    expect(found(name)).toBe(action);
  });

  it("goes by the path if the name fits several actions, and refuses a name that fits another one only", () => {
    expect(found("log_note", undefined, "/hooks/log")).toBe("log");
    expect(found("log_note_dev", undefined, "/hooks/log")).toBe("log");
    expect(found("log_note_dev", undefined, "/hooks/log_note")).toBe("log_note");
    expect(found("log_dev", undefined, "/hooks/report")).toBeUndefined();
    expect(found("other_dev", undefined, "/hooks/report")).toBe("report");
  });
});

describe("a receiver with nameSuffix", () => {
  it("takes exactly the names with that suffix, or without any", () => {
    expect(found("log_dev", "dev")).toBe("log");
    expect(found("log", "dev")).toBe("log");
    expect(found("log_prod", "dev")).toBeUndefined();
    expect(found("log_note", "note")).toBe("log");
  });

  it("takes no suffix at all if it is empty", () => {
    expect(found("log", "")).toBe("log");
    expect(found("log_", "")).toBeUndefined();
    expect(found("log_dev", "")).toBeUndefined();
  });
});
