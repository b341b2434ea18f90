import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { afterAll, describe, expect, it } from "vitest";
import { FaultyEmulator } from "../model/faulty-emulator.ts";
import { type Cell, callSites, tryCell } from "./cell.ts";
import { COLUMNS, expected, lettersOf, ROWS } from "./expected.ts";
import { matrixFaults } from "./faults.ts";
import { API_KEY, OPERATIONS } from "./operations.ts";
import { toMarkdown } from "./page.ts";

const PAGE = new URL("../../../docs/reliability.md", import.meta.url);

// The calls of each operation are counted before the tests are declared, so that each combination is a separate test.
const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], { keySize: 2048 });
const tls = createServer({ key, cert }).listen(0, "127.0.0.1");
await once(tls, "listening");
const faults = await matrixFaults(`https://127.0.0.1:${(tls.address() as AddressInfo).port}`);

/** Emulators that no test uses at the moment. Tests run at the same time, because many of them wait for an answer. */
const idle: FaultyEmulator[] = [];
const started: FaultyEmulator[] = [];
async function take(): Promise<FaultyEmulator> {
  const faulty = idle.pop();
  if (faulty !== undefined) return faulty;
  const fresh = await FaultyEmulator.start({ keys: [API_KEY.value] });
  started.push(fresh);
  return fresh;
}

const cells: Cell[] = [];
const counting = await take();
for (const operation of OPERATIONS)
  for (const site of await callSites(counting, operation))
    for (const fault of faults) {
      // Without a server, the first call is the last.
      if (fault.baseUrl === undefined) cells.push({ operation, site, fault, lasting: false });
      if (fault.baseUrl === undefined || site.at === 1) cells.push({ operation, site, fault, lasting: true });
    }
idle.push(counting);

afterAll(async () => {
  tls.close();
  await Promise.all(started.map(({ emulator }) => emulator.close()));
});

const nameOf = ({ site, fault, lasting }: Cell): string =>
  `call ${site.at} (${site.name}), ${lasting ? "every time" : "once"}: ${fault.name}`;

describe("the fault matrix", () => {
  it("has no empty cell, and no unused row or column", () => {
    expect(OPERATIONS.map(({ name }) => name)).toEqual(COLUMNS);
    expect(ROWS.flatMap(([, names]) => names).sort()).toEqual(faults.map(({ name }) => name).sort());
    for (const { name } of OPERATIONS) {
      const sites = new Set(cells.filter(({ operation }) => operation.name === name).map(({ site }) => site.at));
      for (const fault of faults)
        expect(lettersOf(fault.name, name), `${fault.name} of ${name}`).toHaveLength(fault.baseUrl ? 1 : sites.size);
    }
  });

  describe.each(COLUMNS)("%s", (column) => {
    const ofColumn = cells.filter(({ operation }) => operation.name === column);
    it.concurrent.each(ofColumn.map((cell) => [nameOf(cell), cell] as const))("%s", async (_, cell) => {
      const faulty = await take();
      try {
        expect(await tryCell(faulty, cell)).toBe(expected(cell));
      } finally {
        idle.push(faulty);
      }
    });
  });

  it("equals the page (MATRIX=write writes it)", () => {
    const page = readFileSync(PAGE, "utf8");
    const now = page.replace(/(<!-- matrix -->\n).*(<!-- end of matrix -->)/s, (_, begin: string, end: string) => {
      return `${begin}${toMarkdown(cells.length)}${end}`;
    });
    if (process.env["MATRIX"] === "write") writeFileSync(PAGE, now);
    else expect(page).toBe(now);
  });
});
