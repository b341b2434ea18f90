import { describe, expect, it } from "vitest";
import { canary, plainCanary, spellingsOf, tracesIn } from "../support/canary.ts";

const secret = canary("token");

describe("the search for secrets", () => {
  it.each([...spellingsOf(secret.value)])("finds a leak %s", (spelling, spelled) => {
    const traces = tracesIn(`before ${spelled} after`, [canary("other"), secret]);
    expect(traces.map(({ place }) => place)).toContain("token");
    expect(traces.map((trace) => trace.spelling)).toContain(spelling);
  });

  it.each([
    ["of a Basic header", btoa(`user:${secret.value}`)],
    ["of a longer name", btoa(`somebody:${secret.value}:end`)],
    ["in a URL-safe token", Buffer.from(`{"p":${JSON.stringify(plainCanary("p").value)}}`).toString("base64url")],
    ["in a query", new URL(`https://a/?t=${encodeURIComponent(secret.value)}`).href],
    ["in printed JSON", JSON.stringify({ error: JSON.stringify({ token: secret.value }) })],
  ])("finds a secret %s", (_what, text) => {
    expect(tracesIn(text, [secret, plainCanary("p")])).not.toEqual([]);
  });

  it("finds nothing in a mask, and distinguishes places", () => {
    expect(tracesIn("token: ********, c4n", [secret])).toEqual([]);
    expect(tracesIn(canary("a").value, [canary("b")])).toEqual([]);
  });
});
