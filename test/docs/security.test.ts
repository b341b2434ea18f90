import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const text = readFileSync(resolve(ROOT, "SECURITY.md"), "utf8");

it("SECURITY.md names tests and pages that exist", () => {
  const tests = ["src", "test"].flatMap((folder) =>
    readdirSync(resolve(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  );
  const named = [...text.matchAll(/`((?:[\w-]+\/)*[\w-]+\.test\.ts)`/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(15);
  for (const name of named)
    expect(
      name.includes("/") ? existsSync(resolve(ROOT, name)) : tests.some((file) => basename(file) === name),
      name,
    ).toBe(true);
  const pages = [...text.matchAll(/\]\((?!https:)([^)#]+)/g)].map(([, page = ""]) => page);
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages) expect(existsSync(resolve(ROOT, page)), page).toBe(true);
});
