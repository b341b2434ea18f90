import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { World } from "../model/world.ts";
import { type Cell, callSites, type Result, tryCell } from "./cell.ts";
import { COLUMNS, expected, lettersOf, ROWS } from "./expected.ts";
import { type MatrixFault, matrixFaults } from "./faults.ts";
import { API_KEY, OPERATIONS } from "./operations.ts";
import { toMarkdown } from "./page.ts";

/** Cells that wait for an answer wait beside each other. */
const WORLDS = 8;
const PAGE = new URL("../../docs/reliability.md", import.meta.url);

let worlds: World[] = [];
let tls: Server | undefined;
let faults: MatrixFault[] = [];
const cells: Cell[] = [];

beforeAll(async () => {
  worlds = await Promise.all(Array.from({ length: WORLDS }, () => World.start({ keys: [API_KEY.value] })));
  const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], { keySize: 2048 });
  tls = createServer({ key, cert }).listen(0, "127.0.0.1");
  await once(tls, "listening");
  faults = await matrixFaults(`https://127.0.0.1:${(tls.address() as AddressInfo).port}`);
  const [world] = worlds;
  if (world === undefined) throw new Error("no world");
  for (const operation of OPERATIONS)
    for (const site of await callSites(world, operation))
      for (const fault of faults) {
        // Without the other side the first call is the last.
        if (fault.baseUrl === undefined) cells.push({ operation, site, fault, lasting: false });
        if (fault.baseUrl === undefined || site.at === 1) cells.push({ operation, site, fault, lasting: true });
      }
});
afterAll(async () => {
  tls?.close();
  await Promise.all(worlds.map(({ emulator }) => emulator.close()));
});

const nameOf = ({ operation, site, fault, lasting }: Cell): string =>
  `${fault.name}, ${lasting ? "for good" : "once"}, at call ${site.at} of ${operation.name} (${site.name})`;

describe("the fault matrix", () => {
  it("has no empty cell, and no row or column that nothing is tried for", () => {
    expect(OPERATIONS.map(({ name }) => name)).toEqual(COLUMNS);
    expect(ROWS.flatMap(([, names]) => names).sort()).toEqual(faults.map(({ name }) => name).sort());
    for (const { name } of OPERATIONS) {
      const sites = new Set(cells.filter(({ operation }) => operation.name === name).map(({ site }) => site.at));
      for (const fault of faults)
        expect(lettersOf(fault.name, name), `${fault.name} of ${name}`).toHaveLength(fault.baseUrl ? 1 : sites.size);
    }
  });

  it("holds: each fault at each call becomes what the table says, and the next up makes everything right", async () => {
    const results = new Map<string, Result | string>();
    const left = [...cells];
    const work = async (world: World): Promise<void> => {
      for (let cell = left.shift(); cell !== undefined; cell = left.shift()) {
        const result = await tryCell(world, cell).catch((error: unknown) => String(error));
        results.set(nameOf(cell), result);
      }
    };
    await Promise.all(worlds.map(work));
    console.log(`${results.size} cells: ${faults.length} faults, ${OPERATIONS.length} operations.`);
    expect(Object.fromEntries(results)).toEqual(
      Object.fromEntries(cells.map((cell) => [nameOf(cell), expected(cell)])),
    );
  }, 600_000);

  it("is what the page says (MATRIX=write writes it)", () => {
    const page = readFileSync(PAGE, "utf8");
    const now = page.replace(/(<!-- matrix -->\n).*(<!-- end of matrix -->)/s, (_, begin: string, end: string) => {
      return `${begin}${toMarkdown(cells.length)}${end}`;
    });
    if (process.env["MATRIX"] === "write") writeFileSync(PAGE, now);
    else expect(page).toBe(now);
  });
});
