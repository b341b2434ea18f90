import { expect, it } from "vitest";
import { systemClock } from "../clock.ts";
import { ServerClock } from "./server-clock.ts";

it("is ahead by the last Date header that is a date, and otherwise this machine's time", () => {
  const server = new ServerClock({ ...systemClock, now: () => 1000 });
  for (const [header, now] of [
    [undefined, 1000],
    ["Thu, 01 Jan 1970 00:00:05 GMT", 5000],
    [undefined, 5000],
    ["soon", 5000],
  ] as const) {
    server.observe(header);
    expect([server.now(), server.at(2000)]).toEqual([now, now + 1000]);
  }
});
