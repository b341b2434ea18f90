import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { onTestFinished } from "vitest";
import type { JsonObject } from "../../../src/contract/index.ts";
import { plaintexts } from "../../support/plaintexts.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

export interface Program {
  /** Its path in the repository. */
  readonly label: string;
  readonly code: string;
  /** The modules that it imports by a relative path. */
  readonly modules: Readonly<Record<string, string>>;
}

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Every program in the documentation and the examples that declares tools. */
export function documentedPrograms(): Program[] {
  const pages = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .sort();
  return [...["README.md", "AGENTS.md", ...pages.map((name) => `docs/${name}`)].flatMap(programsOf), ...examples()];
}

const declaresTools = (code: string): boolean => /\bnew tavus\.(Tool|PostCallAction)\(/.test(code);

function programsOf(page: string): Program[] {
  const blocks = [...read(page).matchAll(/```(?:ts|typescript)\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
  // The page's definitions, or otherwise the example's.
  const shown = blocks.find((code) => /export const \w+ = defineAction\(/.test(code) && !code.includes("{ …"));
  const actions = shown ?? read("examples/receiver/actions.ts");
  return (
    blocks
      .filter((code) => declaresTools(code) && code.includes("import ") && !code.includes("{ …"))
      // A user's test runs its program itself.
      .filter((code) => !code.includes('"pulumi-tavus/testing"'))
      .map((code, i) => ({
        label: `${page} ${i + 1}`,
        // The emulator accepts local addresses, but Tavus doesn't.
        code: withActions(code).replaceAll("http://localhost:3000", "https://service.acme.dev"),
        modules: { "actions.ts": actions },
      }))
  );
}

function examples(): Program[] {
  const paths = readdirSync(join(ROOT, "examples"), { recursive: true, encoding: "utf8" })
    .filter((name) => basename(name) === "index.ts" && !name.startsWith("policy"))
    .filter((name) => declaresTools(read(`examples/${name}`)))
    .sort();
  return paths.map((path) => {
    const folder = join(ROOT, "examples", dirname(path));
    const beside = readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "index.ts");
    return {
      label: `examples/${path}`,
      code: withActions(read(`examples/${path}`)),
      modules: {
        "actions.ts": read("examples/monorepo/packages/actions/index.ts"),
        ...Object.fromEntries(beside.map((name) => [name, readFileSync(join(folder, name), "utf8")])),
      },
    };
  });
}

/** The package of a monorepo that has the actions. */
const withActions = (code: string): string => code.replaceAll('"@acme/actions"', '"./actions.ts"');

/** The inputs of every Tool that a program registers. Config has a made-up value for each key that the program reads, unless `config` has one. */
export async function registeredTools(
  { label, code, modules }: Program,
  config: Readonly<Record<string, string>> = {},
): Promise<JsonObject[]> {
  const cache = join(ROOT, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "interop-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ ...modules, "program.ts": code }))
    writeFileSync(join(folder, name.replace(/\.ts$/, ".mjs")), toJavaScript(text));

  const tools: JsonObject[] = [];
  const keys = [...code.matchAll(/\b(?:require|get)(?:Secret|Object)?(?:<[^>]*>)?\(\s*["`]([^"`]+)["`]\s*\)/g)].map(
    ([, key = ""]) => key,
  );
  const regions = keys.flatMap((key) => ["eu", "us"].map((region) => key.replace(/\$\{\w+\}/, region)));
  const values = { ...Object.fromEntries(regions.map((key) => [key, configValue(key)])), ...config };
  pulumi.runtime.setAllConfig(
    Object.fromEntries(Object.entries(values).map(([key, value]) => [`interop:${key}`, value])),
  );
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        if (type.endsWith("tavus:Tool")) tools.push(plaintexts(inputs) as JsonObject);
        const id = type.endsWith("tavus:Tool") ? "t0123456789ab" : `${name}-id`;
        return { id, state: { ...(inputs as JsonObject), toolId: id, result: "a-result" } };
      },
      call: () => ({}),
    },
    "interop",
    "dev",
  );
  await import(pathToFileURL(join(folder, "program.mjs")).href);
  await pulumi.runtime.disconnect();
  if (declaresTools(code) && tools.length === 0) throw new Error(`${label} registered no tool`);
  return tools;
}

const toJavaScript = (code: string): string =>
  ts
    .transpileModule(code, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    })
    .outputText.replaceAll('"#actions"', '"./actions.ts"')
    .replaceAll(/from "(\.\/[^"]+)\.ts"/g, 'from "$1.mjs"');

function configValue(key: string): string {
  if (key === "pals") return '["Support", "Sales"]';
  if (/pal/i.test(key)) return "p0123456789ab";
  if (/key|token|secret/i.test(key)) return `value-of-${key}`;
  if (/host$/i.test(key)) return "service.acme.dev";
  return /url|crm|receiver|shop/i.test(key) ? "https://service.acme.dev/hooks" : `value-of-${key}`;
}
