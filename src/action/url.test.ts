import { describe, expect, it } from "vitest";
import { joinUrl, receiverUrl } from "./url.ts";

describe("joinUrl", () => {
  it.each([
    ["https://a.dev", "", {}, "https://a.dev"],
    ["https://a.dev/", "/notes/{id}", {}, "https://a.dev/notes/{id}"],
    ["https://a.dev/x?y=1#z", "/{id}", { "a b": "c&{d}/e" }, "https://a.dev/x/{id}?y=1&a%20b=c%26{d}%2Fe#z"],
    ["https://a.dev/x?", "", { a: "{b}" }, "https://a.dev/x?a={b}"],
  ])("joins %j, %j, and %j to %j", (endpoint, path, query, url) => {
    expect(joinUrl(endpoint, path, query)).toBe(url);
  });
});

describe("receiverUrl", () => {
  it("has the action in the path and the conversation in the query", () => {
    expect(receiverUrl("https://a.dev/hooks/", { name: "log_note", queryTemplate: { team: "{team}" } })).toBe(
      "https://a.dev/hooks/log_note?tavus_conversation_id={tavus_conversation_id}&team={team}",
    );
  });

  it("has only the action's path if the delivery is signed (R-34)", () => {
    const action = { name: "log_note", queryTemplate: {} };
    expect(receiverUrl("https://a.dev/hooks/", action, { isSigned: true })).toBe("https://a.dev/hooks/log_note");
    const fixed = { ...action, queryTemplate: { team: "support" } };
    expect(receiverUrl("https://a.dev/hooks?v=1", fixed, { isSigned: true })).toBe(
      "https://a.dev/hooks/log_note?v=1&team=support",
    );
  });
});
