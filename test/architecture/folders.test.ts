import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ARCHITECTURE_PAGE, architecturePage, drawFolders, readFolders } from "../../tools/folders.ts";
import { LAYERS } from "../../tools/layers.ts";

const imports = await readFolders();

it("every folder of src/ imports only folders below it", () => {
  expect([...imports.keys()].sort()).toEqual([...LAYERS].sort());
  for (const [folder, others] of imports)
    for (const other of others)
      expect(LAYERS.indexOf(other), `${folder} -> ${other}`).toBeGreaterThan(LAYERS.indexOf(folder));
});

it("the picture in ARCHITECTURE.md is up to date (npm run docs:write)", () => {
  expect(architecturePage(imports)).toBe(readFileSync(ARCHITECTURE_PAGE, "utf8"));
});

it("the picture leaves out arrows that follow from others", () => {
  const few = new Map([
    ["commands", new Set(["program", "contract"])],
    ["program", new Set(["contract"])],
  ]);
  expect(drawFolders(few).match(/ \S+ --> \S+/g)).toEqual([" commands --> program", " program --> contract"]);
});
