import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The folder of the site's pages. Each build writes it again. */
export const PAGES = new URL("pages/", import.meta.url);

/** Pages of the repository that aren't below docs/, by the name that the site gives them. */
const FRONT_PAGES: Readonly<Record<string, string>> = {
  "README.md": "overview",
  "SECURITY.md": "security",
  "AGENTS.md": "agents",
  "CONTRIBUTING.md": "contributing",
  "ARCHITECTURE.md": "architecture",
  "examples/README.md": "examples/README",
};

/** The source file of a page on the site. */
export function sourceOf(page: string): string {
  const [file] = Object.entries(FRONT_PAGES).find(([, name]) => name === page) ?? [];
  return file ?? (page.startsWith("examples/") ? `${page}/README.md` : `docs/${page}.md`);
}

const LANGUAGES: Readonly<Record<string, string>> = { ".ts": "ts", ".json": "json", ".yaml": "yaml", ".yml": "yaml" };

/** Copies docs/, the front pages, the API reference, and the examples, with links that lead to pages of the site. */
export function writePages(): void {
  const pages = fileURLToPath(PAGES);
  rmSync(pages, { recursive: true, force: true });
  cpSync(join(ROOT, "docs"), pages, { recursive: true });
  for (const file of globSync("**/*.md", { cwd: pages })) rewriteLinks(join(pages, file), posix.join("docs", file));
  mkdirSync(join(pages, "examples"));
  for (const [file, name] of Object.entries(FRONT_PAGES)) {
    cpSync(join(ROOT, file), join(pages, `${name}.md`));
    rewriteLinks(join(pages, `${name}.md`), file);
  }
  // `api-pages.ts` has written it.
  cpSync(fileURLToPath(new URL("api", import.meta.url)), join(pages, "api"), { recursive: true });
  for (const { name } of readdirSync(join(ROOT, "examples"), { withFileTypes: true }).filter((e) => e.isDirectory()))
    writeFileSync(join(pages, "examples", `${name}.md`), examplePage(name));
}

function rewriteLinks(file: string, source: string): void {
  writeFileSync(file, withLinksOfSite(readFileSync(file, "utf8"), source));
}

/** How a packed page links to one that isn't packed. */
const REPOSITORY = "https://github.com/pulumi-tavus/pulumi-tavus/blob/main/";

function withLinksOfSite(text: string, source: string): string {
  return withoutMarks(text)
    .replace(/\]\((?![a-z]+:|#)([^)\s]+)\)/g, (_, target: string) => `](${linkOnSite(target, source)})`)
    .replaceAll(new RegExp(`(?<=^\\[\\w+\\]: )${REPOSITORY}(\\S+)`, "gm"), (_, target: string) =>
      linkOnSite(target, "README.md"),
    )
    .replaceAll(/(?<=\s(?:src|srcset)=")docs\//g, "./");
}

/** Comments are for tests and for the tools that write a part of a page. */
const withoutMarks = (text: string): string => text.replace(/^<!--[\s\S]*?-->\n\n?/gm, "");

/** The site's address for a link in a file of this repository. */
function linkOnSite(link: string, source: string): string {
  const [path = "", anchor] = link.split("#");
  const target = posix.normalize(posix.join(dirname(source), path));
  const hash = anchor === undefined ? "" : `#${anchor}`;
  const front = FRONT_PAGES[target];
  if (front !== undefined) return `/${front}${hash}`;
  if (/^examples\/?$/.test(target)) return "/examples/README";
  const [, example] = /^examples\/([\w-]+)/.exec(target) ?? [];
  if (example !== undefined) return `/examples/${example}`;
  if (target.startsWith("docs/")) return `/${relative("docs", target)}${hash}`;
  if (!existsSync(join(ROOT, target))) throw new Error(`${source} links to ${link}, which doesn't exist`);
  // A file that the site doesn't show, such as a test, so the link leads to the page about the repository.
  return "/contributing";
}

/** An example's README, then each of its files. */
function examplePage(name: string): string {
  const folder = join(ROOT, "examples", name);
  const readme = posix.join("examples", name, "README.md");
  const introduction = withLinksOfSite(readFileSync(join(ROOT, readme), "utf8"), readme);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) in LANGUAGES)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const text = readFileSync(file, "utf8").trimEnd();
      return `## ${relative(folder, file)}\n\n\`\`\`\`${LANGUAGES[extname(file)]}\n${text}\n\`\`\`\`\n`;
    });
  return [introduction, ...files].join("\n");
}
