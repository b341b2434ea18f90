import { afterEach, expect, it, vi } from "vitest";
import { parseUrl } from "./url.ts";

afterEach(() => vi.restoreAllMocks());

it("parses each text once, also one that is no URL", () => {
  const parse = vi.spyOn(URL, "parse");
  expect([parseUrl("https://a.dev/once")?.hostname, parseUrl("https://a.dev/once")?.pathname]).toEqual([
    "a.dev",
    "/once",
  ]);
  expect([parseUrl("no address, once"), parseUrl("no address, once")]).toEqual([undefined, undefined]);
  expect(parse).toHaveBeenCalledTimes(2);
});

it("keeps the latest texts only, so that its memory doesn't grow", () => {
  parseUrl("https://a.dev/first");
  for (let i = 0; i < 300; i += 1) parseUrl(`https://a.dev/${i}`);
  const parse = vi.spyOn(URL, "parse");
  parseUrl("https://a.dev/299");
  expect(parse).not.toHaveBeenCalled();
  parseUrl("https://a.dev/first");
  expect(parse).toHaveBeenCalledTimes(1);
});
