import { describe, expect, it } from "vitest";
import { defineAction } from "../action/definition.ts";
import { suffixed } from "../state-format/default-name.ts";
import { findAction } from "./routing.ts";

/** With this suffix, a default name is cut off, but still begins with the action's name. */
const LONG = "l".repeat(50);
/** With this suffix, a default name no longer contains the whole action name. */
const LONGER = "m".repeat(60);
const actions = ["log", "log_note", "report", LONG, LONGER].map((name) =>
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
    [suffixed("log_note", "acme/dev-1"), "log_note"],
    [suffixed(LONG, "production"), LONG],
    [suffixed(LONGER, "production"), LONGER],
    [LONGER, LONGER],
    [`${LONGER.slice(0, 55)}_production`, undefined],
    ["logs", undefined],
    ["lo", undefined],
    ["my_log", undefined],
    ["", undefined],
  ])("accepts a tool named %j for the action %s", (name, action) => {
    expect(found(name)).toBe(action);
  });

  it("uses the path if the name fits several actions, and refuses a name that only fits another one", () => {
    expect(found("log_note", undefined, "/hooks/log")).toBe("log");
    expect(found("log_note_dev", undefined, "/hooks/log")).toBe("log");
    expect(found("log_note_dev", undefined, "/hooks/log_note")).toBe("log_note");
    expect(found("log_dev", undefined, "/hooks/report")).toBeUndefined();
    expect(found("other_dev", undefined, "/hooks/report")).toBe("report");
  });
});

describe("a path that ends with a tool's name", () => {
  it.each([
    ["/hooks/log_dev", undefined, "log"],
    ["/hooks/log_note_dev/", undefined, "log_note"],
    ["/hooks/log_dev", "dev", "log"],
    ["/hooks/log_prod", "dev", undefined],
    ["/hooks/log_dev", "", undefined],
    ["/hooks/logs", undefined, undefined],
    ["/hooks/LOG_dev", undefined, undefined],
  ])("is %j and, with the suffix %j, of the action %s", (path, suffix, action) => {
    expect(found("", suffix, path)).toBe(action);
  });

  it("doesn't overrule the envelope, which has the name", () => {
    expect(found("log_note", undefined, "/hooks/log_dev")).toBe("log_note");
    expect(found("other", undefined, "/hooks/log_dev")).toBeUndefined();
  });
});

describe("two actions with the same shortened name", () => {
  const alike = [`${LONGER}1`, `${LONGER}2`].map((name) =>
    defineAction({ name, description: "d", parameters: { type: "object" } }),
  );
  const name = suffixed(`${LONGER}1`, "dev");

  it("are distinguished by the path, or not at all", () => {
    expect(findAction(alike, `/hooks/${LONGER}1`, name, undefined).action?.name).toBe(`${LONGER}1`);
    expect(findAction(alike, "/hooks", name, undefined)).toEqual({
      reason: `the tool's name fits several actions: ${LONGER}1, ${LONGER}2`,
    });
  });
});

describe("a receiver with nameSuffix", () => {
  it("accepts a name that is too long for its suffix, as the program shortens it", () => {
    const suffix = "s".repeat(40);
    expect(found(suffixed("report", suffix), suffix)).toBe("report");
    for (const action of [LONG, LONGER]) expect(found(suffixed(action, suffix), suffix)).toBe(action);
    expect(found(suffixed(LONG, "t".repeat(40)), suffix)).toBeUndefined();
  });

  it("accepts exactly the names with that suffix, or without any", () => {
    expect(found("log_dev", "dev")).toBe("log");
    expect(found("log", "dev")).toBe("log");
    expect(found("log_prod", "dev")).toBeUndefined();
    expect(found("log_note", "note")).toBe("log");
  });

  it("accepts no suffix if the option is empty", () => {
    expect(found("log", "")).toBe("log");
    expect(found("log_", "")).toBeUndefined();
    expect(found("log_dev", "")).toBeUndefined();
  });
});
