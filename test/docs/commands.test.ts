import { globSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

it("each of our commands in a page or an example exists", () => {
  const usages = globSync("src/commands/*/usage.ts", { cwd: ROOT }).map(read).join("");
  const commands = [...usages.matchAll(/\.command\("([\w-]+)"\)/g)].map(([, name]) => name);
  expect(commands).toContain("trigger");
  const below = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
  const named = ["README.md", "AGENTS.md", "llms.txt", ...below("docs"), ...below("examples")].flatMap((page) =>
    [...read(page).matchAll(/\bnpx pulumi-tavus ([a-z][\w-]*)/g)].map(([, command]) => ({ page, command })),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ command }) => !commands.includes(command ?? ""))).toEqual([]);
});

it("the help of the commands names pages that exist", () => {
  const links = globSync("src/commands/*/usage.ts", { cwd: ROOT }).flatMap((file) => [
    ...read(file).matchAll(/pulumi-tavus\/blob\/main\/([^#\s]+)#([\w-]+)/g),
  ]);
  expect(links.length).toBeGreaterThan(0);
  for (const [, page = "", anchor] of links)
    expect(
      read(page)
        .match(/^## .*/gm)
        ?.map((line) => line.slice(3).toLowerCase().replaceAll(" ", "-")),
    ).toContain(anchor);
});
