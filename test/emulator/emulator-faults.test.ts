import { describe, expect, it } from "vitest";
import { inCall, names, startEmulator } from "../../src/emulator/testing/start.ts";
import type { FaultKind, FaultRule } from "../../src/emulator.ts";
import { createEmulator } from "../../src/emulator.ts";

/** What a client with `fetch` sees of one request. */
async function meet(rule: Omit<FaultRule, "path">, timeoutMs = 5000) {
  const { emulator, call } = await startEmulator({ faults: [{ path: "/v2/tools", ...rule }] });
  let seen: string;
  try {
    const response = await fetch(`${emulator.url}/v2/tools`, {
      method: "POST",
      headers: { "x-api-key": emulator.apiKey },
      body: JSON.stringify(inCall("note")),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const type = response.headers.get("content-type") ?? "";
    seen = `${response.status} ${type.split(";")[0]} ${(await response.text()).slice(0, 12)}`;
  } catch (error) {
    seen = (error as Error).name;
  }
  emulator.setFaults([]);
  return { seen, made: names(await call("GET", "/v2/tools")) };
}

describe("a fault", () => {
  it.each<[FaultKind | { status: number }, string, string[]]>([
    [{ status: 503 }, '503 application/json {"error":"Pl', []],
    ["reset", "TypeError", []],
    ["garbage", '200 application/json {"data": [{"', []],
    ["empty", "200 application/json ", []],
    ["html", "200 text/html <!doctype ht", []],
    ["truncated", "TypeError", ["note"]],
    ["text", '200 text/plain {"tool_id":"', ["note"]],
    ["twice", '409 application/json {"error":"A ', ["note"]],
  ])("%j is seen as %s", async (fault, seen, made) => {
    const met = await meet({ fault });
    expect(met.seen.startsWith(seen), met.seen).toBe(true);
    expect(met.made).toEqual(made);
  });

  it.each<FaultKind>(["hang", "drip"])("%s gives no answer in time", async (fault) => {
    expect((await meet({ fault }, 100)).seen).toBe("TimeoutError");
  });

  it("can come after the request was handled", async () => {
    expect(await meet({ fault: "reset", when: "after" })).toEqual({ seen: "TypeError", made: ["note"] });
  });

  it("only affects the requests that a rule counts", async () => {
    const { emulator, call } = await startEmulator({
      faults: [{ method: "get", path: "/v2/pals/*/tools", nth: 2, times: 2, fault: { status: 429, retryAfter: "7" } }],
    });
    const answerOf = async (path: string): Promise<string> => {
      const { status, headers } = await call("GET", path);
      return `${status} ${headers.get("retry-after") ?? ""}`;
    };
    expect([await answerOf("/v2/pals/p1"), await answerOf("/v2/tools")]).toEqual(["400 ", "200 "]);
    const seen: string[] = [];
    for (let i = 0; i < 4; i += 1) seen.push(await answerOf("/v2/pals/p1/tools"));
    expect(seen).toEqual(["400 ", "429 7", "429 7", "400 "]);
    emulator.setFaults([{ times: "all", fault: { status: 500 } }]);
    expect([(await call("GET", "/v2/tools")).status, (await call("GET", "/v2/tools")).status]).toEqual([500, 500]);
  });

  it.each<[unknown, string]>([
    [{ fault: "rest" }, 'faults[0].fault is { "status": 200 to 599 }, or one of reset, hang,'],
    [{ fault: { status: 99 } }, "faults[0].fault is"],
    [{ fault: "reset", nth: 0 }, "faults[0].nth is a whole number from 1."],
    [{ fault: "reset", times: "always" }, "faults[0].times is a whole number from 1, or all."],
    [
      { fault: "reset", nht: 2 },
      "faults[0] has nht, which is unknown. It may have method, path, nth, times, when, fault.",
    ],
    [{ fault: { status: 429, retry_after: "2" } }, "faults[0].fault has retry_after, which is unknown."],
    [{ fault: "reset", path: "/tools" }, "faults[0].path is not a path of the API. Begin it with /v2/"],
    [{ fault: "reset", when: "while" }, "faults[0].when is before or after."],
  ])("%j is refused", async (rule, message) => {
    await expect(createEmulator({ faults: [rule as FaultRule] })).rejects.toThrow(message);
  });
});
