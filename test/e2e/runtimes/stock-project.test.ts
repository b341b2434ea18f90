/** A project of `pulumi new typescript`, compiled against the built package: without skipLibCheck and without esModuleInterop. */
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it, onTestFinished } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");
/** The template's options, without those that only set output folders. */
const STOCK: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2020,
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  sourceMap: true,
  experimentalDecorators: true,
  noFallthroughCasesInSwitch: true,
  noImplicitReturns: true,
  forceConsistentCasingInFileNames: true,
  noEmit: true,
};
const MODULES: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  skipLibCheck: true,
  noEmit: true,
};
/** How to import each library, and how to write a string and a nullable string with it, each with a description. */
const LIBRARIES = {
  zod: ['import { z } from "zod";', 'z.string().describe("d")', 'z.string().nullable().describe("d")'],
  "zod 4.2": ['import { z } from "zod-4.2";', 'z.string().describe("d")', 'z.string().nullable().describe("d")'],
  "zod 4.1": ['import { z } from "zod-4.1";', 'z.string().describe("d")', 'z.string().nullable().describe("d")'],
  "zod 4.0": ['import { z } from "zod-4.0";', 'z.string().describe("d")', 'z.string().nullable().describe("d")'],
  "zod/v4 of 3.25": [
    'import { z } from "zod-3.25/v4";',
    'z.string().describe("d")',
    'z.string().nullable().describe("d")',
  ],
  "zod/mini": ['import * as z from "zod/mini";', "z.string()", "z.nullable(z.string())"],
  ArkType: ['import { type } from "arktype";', 'type("string", "@", "d")', 'type("string | null", "@", "d")'],
  Valibot: [
    'import * as v from "valibot";\nimport { toStandardJsonSchema as s } from "@valibot/to-json-schema";',
    's(v.pipe(v.string(), v.description("d")))',
    "s(v.nullable(v.string()))",
  ],
} as const;

/** Files without a library: code of every project that imports the package. */
const PLAIN = {
  "index.ts": `import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { createReceiver } from "pulumi-tavus/webhook";
import { createEmulator } from "pulumi-tavus/emulator";
import { DriftReport } from "pulumi-tavus/reports";
import * as dynamic from "pulumi-tavus/dynamic";
import * as parameters from "./parameters.json";
import { defineAction, fixed } from "pulumi-tavus/action";

const constant = {
  type: "object",
  properties: { note: { type: "string", description: "d" }, plan: { enum: ["free", "pro"], description: "d" } },
  required: ["note"],
} as const;
const delivery = { api: { url: "https://crm.acme.dev/n" } };
const tools = [parameters, constant].map((given) => given.required);
new tavus.Tool("a", { description: "d", triggerType: "post_call", parameters, delivery });
new tavus.Tool("b", { description: "d", triggerType: "post_call", parameters: constant, delivery });
const fromFile = defineAction({ name: "c", description: "d", parameters, body: (p) => ({ text: p.note }) });
const fromConstant = defineAction({ name: "d", description: "d", parameters: constant, body: (p) => ({ note: p.note }) });
new tavus.PostCallAction("c", { action: fromFile, delivery: { url: pulumi.output("https://crm.acme.dev/n") } });
export const receive = createReceiver({
  actions: [fromFile, fromConstant],
  auth: { type: "hmac", secret: "s" },
  on: {
    c: (values) => { const seen: { note?: unknown } = values; void seen; },
    d: ({ note, plan }) => { const seen: [string, "free" | "pro" | undefined] = [note, plan]; void seen; },
  },
});
export const values = [fixed("a"), tools, dynamic, createEmulator, (text: string) => DriftReport.parse(JSON.parse(text)).differs];
`,
  "parameters.json": JSON.stringify({
    type: "object",
    properties: { note: { type: "string", description: "d" }, count: { type: "integer", description: "d", enum: [1] } },
    required: ["note"],
    additionalProperties: false,
  }),
};

const program = ([imported, text, nullable]: readonly string[]): string => `${imported}
import { type ArgumentsOfAction, defineAction, fixed } from "pulumi-tavus/action";
import { createReceiver } from "pulumi-tavus/webhook";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const action = defineAction({
  name: "log_note",
  description: "d",
  parameters: { channel: fixed("C0"), note: ${text}, other: ${nullable} },
  query: (p) => ({ note: p.note }),
});
export const same: Same<ArgumentsOfAction<typeof action>, { channel: string; note: string; other: string | null }> = true;
export const receive = createReceiver({
  actions: [action],
  auth: { type: "hmac", secret: "s" },
  on: { log_note: ({ note, other }) => { const seen: [string, string | null] = [note, other]; void seen; } },
});
`;

/** The differences between libraries: several versions of zod, and the types of each library's handlers. */
const zodProgram = (name: string): string => `import { z } from "${name}";
import * as tavus from "pulumi-tavus";
import { type ArgumentsOfAction, defineAction } from "pulumi-tavus/action";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const action = defineAction({
  name: "log_order",
  description: "d",
  parameters: {
    type: z.enum(["low", "high"]),
    maybe: z.number().optional(),
    day: z.string().default("today"),
    length: z.string().transform((value) => value.length),
    pre: z.preprocess((value) => value, z.boolean()),
    lines: z.array(z.object({ sku: z.string(), count: z.int().optional() })),
  },
});
export const same: Same<
  ArgumentsOfAction<typeof action>,
  {
    type: "low" | "high";
    day: string;
    length: number;
    pre: boolean;
    lines: { sku: string; count?: number | undefined }[];
    maybe?: number | undefined;
  }
> = true;
const parameters = z.toJSONSchema(z.object({ note: z.string() }));
const delivery = { api: { url: "https://crm.acme.dev/n" } };
new tavus.Tool("a", { description: "d", triggerType: "post_call", parameters, delivery });
const written = defineAction({ name: "n", description: "d", parameters, body: (p) => ({ text: p.note }) });
new tavus.PostCallAction("b", { action: written, delivery: { url: "https://crm.acme.dev/n" } });
export const read = (values: ArgumentsOfAction<typeof written>): unknown => values["note"];
// @ts-expect-error one schema for all parameters
defineAction({ name: "o", description: "d", parameters: z.object({ note: z.string() }) });
// @ts-expect-error a text is no schema
defineAction({ name: "o", description: "d", parameters: { note: z.string(), other: "string" } });
`;

const ZODS = ["zod", "zod-4.2", "zod-4.1", "zod-4.0", "zod-3.25/v4"];
const withLibraries = (): Record<string, string> => ({
  ...Object.fromEntries(Object.values(LIBRARIES).map((library, i) => [`library-${i}.ts`, program(library)])),
  ...Object.fromEntries(ZODS.map((name, i) => [`zod-${i}.ts`, zodProgram(name)])),
  "zod-3.ts": `import { z } from "zod-3.25";
import { defineAction } from "pulumi-tavus/action";
// @ts-expect-error a schema of zod 3
defineAction({ name: "o", description: "d", parameters: { note: z.string() } });
`,
  "other.ts": `import { type } from "arktype";
import * as v from "valibot";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { defineAction } from "pulumi-tavus/action";
// @ts-expect-error without its adapter
defineAction({ name: "o", description: "d", parameters: { note: v.string() } });
// @ts-expect-error one schema for all parameters
defineAction({ name: "o", description: "d", parameters: toStandardJsonSchema(v.object({ note: v.string() })) });
// @ts-expect-error one schema for all parameters
defineAction({ name: "o", description: "d", parameters: type({ note: "string" }) });
`,
});

/** Declarations of packages and of TypeScript are read once for both stock projects. Nothing changes them in the meantime. */
const declarations = new Map<string, ts.SourceFile | undefined>();
function hostOf(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  if (options.module !== STOCK.module) return host;
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) => {
    if (!name.startsWith(ROOT)) return getSourceFile.call(host, name, ...rest);
    if (!declarations.has(name)) declarations.set(name, getSourceFile.call(host, name, ...rest));
    return declarations.get(name);
  };
  return host;
}

/** The compiler's errors: the file, relative to the project or the package, and the message. */
function complaintsAbout(
  files: Record<string, string>,
  options: ts.CompilerOptions,
): { file: string; message: string }[] {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-stock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "dir");
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const names = Object.keys(files).filter((name) => name.endsWith(".ts"));
  const all = {
    ...options,
    // We can't fix errors in TypeScript's own declarations.
    skipDefaultLibCheck: true,
    resolveJsonModule: true,
    typeRoots: [join(ROOT, "node_modules/@types")],
    types: ["node"],
  };
  const compiled = ts.createProgram(
    names.map((name) => join(folder, name)),
    all,
    hostOf(all),
  );
  return ts.getPreEmitDiagnostics(compiled).map(({ file, messageText }) => ({
    file: (file?.fileName ?? "").replace(ROOT, "").replace(folder, "project"),
    message: ts.flattenDiagnosticMessageText(messageText, " "),
  }));
}

describe("the built package", () => {
  it("has no declaration file that imports a schema library", () => {
    expect(existsSync(join(ROOT, "dist/index.d.cts"))).toBe(true);
    const declarations = ts.sys.readDirectory(join(ROOT, "dist"), [".d.ts", ".d.cts"]);
    expect(declarations.length).toBeGreaterThan(10);
    for (const file of declarations)
      expect(ts.sys.readFile(file)).not.toMatch(/(from|import)\s*\(?['"](zod|@standard)/);
  });

  it("compiles in a stock project without skipLibCheck and without esModuleInterop", () => {
    expect(complaintsAbout(PLAIN, STOCK)).toEqual([]);
  });

  it("compiles there with schemas of every library", () => {
    // Our own declarations must be right with any library, but we can't fix the libraries' declarations.
    expect(complaintsAbout(withLibraries(), { ...STOCK, skipLibCheck: true })).toEqual([]);
  });

  it("compiles in a strict project of ES modules with schemas of every library", () => {
    const files = { ...withLibraries(), "package.json": '{"type":"module"}' };
    expect(complaintsAbout(files, MODULES)).toEqual([]);
  });
});
