import { describe, expect, it } from "vitest";
import { fc } from "../../../test/support/random.ts";
import { listOf, type StoreOptions, toolsUpTo } from "../testing/tool-store.ts";
import { Listing } from "./listing.ts";
import { parsePage } from "./page.ts";

/** Reads a list to its end without a network. Returns the pages that it read. */
function readToEnd(answer: ReturnType<typeof listOf>): Listing & { pages: number } {
  const listing = new Listing();
  while (!listing.complete) {
    const query = { limit: "100", page: String(listing.nextPage) };
    const script = answer({ method: "GET", path: "/v2/tools", query, headers: {}, body: undefined });
    const page = typeof script === "object" ? parsePage(script.body) : undefined;
    if (page === undefined) throw new Error("not a page");
    listing.add(page);
  }
  return Object.assign(listing, { pages: listing.nextPage - 1 });
}

describe("Listing", () => {
  it.each<[string, number, StoreOptions, number]>([
    ["100 tools", 100, {}, 1],
    ["101 tools", 101, {}, 2],
    ["a cap of 20", 100, { cap: 20 }, 5],
    ["no total, full pages", 200, { total: () => undefined }, 3],
    ["no total, a short last page", 250, { total: () => undefined }, 3],
    ["no total, one short page", 30, { total: () => undefined }, 2],
    ["a total that is too low", 250, { total: () => 10 }, 3],
    ["a total that is too low, and a cap", 120, { cap: 50, total: () => 10 }, 3],
    ["a total that is too high", 250, { total: () => 251 }, 4],
    ["a total of 0", 3, { total: () => 0 }, 2],
  ])("%s", (_name, count, options, pages) => {
    const listing = readToEnd(listOf(toolsUpTo(count), options));
    expect(listing.tools.size).toBe(count);
    expect(listing.pages).toBe(pages);
  });

  it("ends if the server ignores `page`", () => {
    const listing = readToEnd(listOf(toolsUpTo(250), { ignorePage: true }));
    expect(listing.pages).toBe(2);
  });

  it("counts a tool that appears twice once, and continues", () => {
    const listing = new Listing();
    listing.add({ items: toolsUpTo(100), total: 101 });
    listing.add({ items: toolsUpTo(101).slice(99), total: 101 });
    expect(listing.tools.size).toBe(101);
    expect(listing.complete).toBe(true);
  });

  it("finds every tool with any cap and any count that the server claims (property)", () => {
    const claims = fc.oneof(fc.constant(undefined), fc.constant(0), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(fc.nat(350), fc.integer({ min: 1, max: 120 }), claims, (count, cap, over) => {
        const total = () => (over === undefined ? undefined : count + over);
        expect(readToEnd(listOf(toolsUpTo(count), { cap, total })).tools.size).toBe(count);
      }),
      { numRuns: 60 },
    );
  });
});

describe("parsePage", () => {
  it.each([undefined, null, "x", 3, {}, { data: null }, { data: {} }])("%j isn't a list", (body) => {
    expect(parsePage(body)).toBeUndefined();
  });

  it.each([
    [[], undefined],
    [{ data: [], total_count: 3 }, 3],
    [{ tools: [] }, undefined],
    [{ data: [], total_count: "3" }, undefined],
    [{ data: [], total_count: -1 }, undefined],
  ])("%j counts %s", (body, total) => {
    expect(parsePage(body)).toEqual({ items: [], total });
  });
});
