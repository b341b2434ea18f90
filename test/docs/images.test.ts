import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "docs/images");

it("the pictures of the README are small, and aren't in the package", () => {
  const pictures = readdirSync(FOLDER);
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  expect(pictures).toHaveLength(2);
  for (const picture of pictures) {
    expect(statSync(join(FOLDER, picture)).size, picture).toBeLessThan(150_000);
    expect(readme).toContain(`"docs/images/${picture}"`);
  }
  const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { files: string[] };
  expect(files.filter((file) => file.startsWith("docs"))).toEqual(["docs/reference/rules.md"]);
});

it("the README is short", () => {
  expect(readFileSync(join(ROOT, "README.md"), "utf8").split("\n").length).toBeLessThanOrEqual(200);
});
