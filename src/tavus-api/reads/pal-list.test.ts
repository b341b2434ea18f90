import { describe, expect, it } from "vitest";
import { rejection, setUp } from "../testing/harness.ts";
import type { Script } from "../testing/scripted-server.ts";

interface PalServer {
  readonly count: number;
  /** Whether page 0 is the first page (G-15). */
  readonly fromZero?: boolean;
  readonly cap?: number;
  readonly total?: (count: number) => number | undefined;
  /** The answer to page 0 of a server that counts from 1. */
  readonly zero?: Script;
}

/** An account with this many PALs. */
async function account({ count, fromZero = false, cap = 100, total = (all) => all, zero }: PalServer) {
  const pals = Array.from({ length: count }, (_, i) => ({ pal_id: `p${i}`, pal_name: `PAL ${i}` }));
  const asked: number[] = [];
  const { client } = await setUp(({ query }) => {
    const page = Number(query["page"]);
    asked.push(page);
    if (page === 0 && zero !== undefined) return zero;
    const start = (fromZero ? page : Math.max(page, 1) - 1) * cap;
    const counted = total(count);
    const data = pals.slice(start, start + cap);
    return { status: 200, body: { data, ...(counted !== undefined && { total_count: counted }) } };
  });
  return { client, asked };
}

describe("listPals", () => {
  it.each<[string, PalServer, number[]]>([
    ["from 1, on one page", { count: 3 }, [1]],
    ["from 1, on three pages", { count: 250 }, [1, 2, 3]],
    ["from 1, none at all", { count: 0 }, [1]],
    ["from 0, on one page", { count: 3, fromZero: true }, [1, 0]],
    ["from 0, on two pages", { count: 150, fromZero: true }, [1, 2, 0]],
    ["from 0, on three pages with a cap", { count: 50, fromZero: true, cap: 20 }, [1, 2, 3, 0]],
    ["from 0, without a count", { count: 3, fromZero: true, total: () => undefined }, [1, 0]],
    ["from 1, none at all and without a count", { count: 0, total: () => undefined }, [1, 0]],
    ["from 1, with a count that is too high", { count: 3, total: () => 4 }, [1, 2, 0]],
  ])("finds each PAL once if pages count %s (G-15)", async (_name, server, pages) => {
    const { client, asked } = await account(server);
    const found = await client.listPals();
    expect(new Set(found.map(({ id }) => id)).size).toBe(server.count);
    expect(found).toHaveLength(server.count);
    expect(asked).toEqual(pages);
  });

  it.each([400, 404, 422])("ignores that page 0 doesn't exist (%i)", async (status) => {
    const { client } = await account({ count: 3, total: () => 4, zero: { status, body: { error: "page" } } });
    expect(await client.listPals()).toHaveLength(3);
  });

  it("fails if page 0 can't be read for another reason", async () => {
    const { client } = await account({ count: 3, total: () => 4, zero: { status: 401 } });
    expect((await rejection(client.listPals())).message).toContain("answered 401");
  });
});
