import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceOf } from "../../../site/pages.ts";
import { SIDEBAR } from "../../../site/sidebar.ts";
import { REPOSITORY } from "../support/packages.ts";
import { countSteps, type Page, REASONS, readPage } from "./page.ts";
import { missingLine, runPage } from "./run.ts";

const inOrder = SIDEBAR.flatMap((group) => group.pages.map(([, name]) => sourceOf(name)));
const pages = inOrder.map(readPage);
const toRun = pages.filter((page) => countSteps(page).run > 0);

/**
 * They need the most engine operations. Other tests of the same commands run in each `npm test`, and test/emulator/examples.test.ts runs the examples
 * without the engine.
 */
const NIGHTLY = /^docs\/(?:import|drift|verify|doctor|migration)\.md$|^examples\/(?!receiver\/)/;
const isNightly = ({ file }: Page): boolean => NIGHTLY.test(file);
const names = (some: readonly Page[]): string[] => some.map(({ file }) => file);

describe("the commands of the pages, in the site's order", () => {
  it.each(names(toRun.filter((page) => !isNightly(page))))("of %s run and print what the page shows", runsAsShown);

  it.each(names(toRun.filter(isNightly)))("of %s run and print what the page shows", { tags: "nightly" }, runsAsShown);
});

async function runsAsShown(file: string): Promise<void> {
  const { exitCode, output, commands } = await runPage(readPage(file));
  expect(exitCode, output).toBe(0);
  for (const ran of commands) {
    expect([ran.command, ran.exitCode], output).toEqual([ran.command, ran.wanted]);
    expect([ran.command, missingLine(ran)], ran.output).toEqual([ran.command, undefined]);
  }
}

describe("the blocks that aren't run", () => {
  const leftOut = pages.flatMap((page) =>
    page.steps.flatMap((step) => (step.kind === "left out" ? [{ file: page.file, reason: step.reason }] : [])),
  );

  it("have a reason from the list", () => {
    expect(leftOut.filter(({ reason }) => !REASONS.some((known) => known === reason))).toEqual([]);
  });

  it("are exactly these", () => {
    const numbers = REASONS.map((reason) => [reason, leftOut.filter((one) => one.reason === reason).length]);
    expect(Object.fromEntries(numbers)).toEqual({
      "needs a real account": 1,
      "installs from a registry": 1,
      "needs a program that is not in this repository": 3,
      "is a step of .ci/run": 3,
      "takes about 40 minutes": 1,
    });
  });
});

it("every page with commands is in the site's order, or is a recipe, which has its own test", () => {
  const files = globSync(["*.md", "docs/**/*.md", "examples/**/*.md"], { cwd: REPOSITORY });
  const others = files.filter((file) => readPage(file).steps.some(({ kind }) => kind !== "file"));
  const recipes = others.filter((file) => file.startsWith("docs/recipes/"));
  expect(others.filter((file) => !recipes.includes(file) && !inOrder.includes(file))).toEqual([]);
  expect(recipes.length).toBeGreaterThan(5);
  for (const recipe of recipes) {
    const name = recipe.replace(/^docs\/(.*)\.md$/, "$1.test.ts");
    const tests = [join("test/engine", name), join("test/docs", basename(name))].map((test) => join(REPOSITORY, test));
    const test = tests.find((path) => existsSync(path));
    expect([recipe, test]).toEqual([recipe, expect.any(String)]);
    expect(readFileSync(test ?? "", "utf8")).toContain(`"${recipe}"`);
  }
});
