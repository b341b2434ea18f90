import { expect, it } from "vitest";
import { parseUrl } from "./url.ts";

it("parses each text once", () => {
  const url = parseUrl("https://a.dev/once");
  expect([url?.hostname, url?.pathname]).toEqual(["a.dev", "/once"]);
  expect(parseUrl("https://a.dev/once")).toBe(url);
  expect([parseUrl("no address"), parseUrl("no address")]).toEqual([undefined, undefined]);
});

it("keeps only the latest texts, so that its memory doesn't grow", () => {
  const first = parseUrl("https://a.dev/first");
  for (let i = 0; i < 300; i += 1) parseUrl(`https://a.dev/${i}`);
  expect(parseUrl("https://a.dev/299")).toBe(parseUrl("https://a.dev/299"));
  expect(parseUrl("https://a.dev/first")).not.toBe(first);
});
