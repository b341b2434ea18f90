import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../../src");
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .sort();

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

/** The imports of a file: of our own as a path below src, of packages by name. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const found = [...text.matchAll(/^\s*(import|export)\s+(type\s+)?[^;"']*?from\s+["']([^"']+)["']/gm)].map(
    (match) => ({
      target: match[3] ?? "",
      typeOnly: match[2] !== undefined,
      lazy: false,
    }),
  );
  const lazy = [...text.matchAll(/(?:await\s+|=>\s*|return\s+)import\(["']([^"']+)["']\)/g)].map((match) => ({
    target: match[1] ?? "",
    typeOnly: false,
    lazy: true,
  }));
  return [...found, ...lazy].map((entry) => ({
    ...entry,
    target: entry.target.startsWith(".") ? relative(SRC, resolve(SRC, dirname(file), entry.target)) : entry.target,
  }));
}

/** Everything that loading a file loads with it. */
function loadedBy(entry: string): Set<string> {
  const loaded = new Set<string>();
  const visit = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    if (!sources.includes(file)) return;
    for (const { target, typeOnly, lazy } of importsOf(file)) if (!typeOnly && !lazy) visit(target);
  };
  visit(entry);
  return loaded;
}

const room = (file: string): string => file.split("/")[0] ?? "";

/** Which rooms a room may use; `cli` and `emulator` sit on top. */
const MAY_USE: Record<string, readonly string[]> = {
  "tavus-api": [],
  delivery: ["tavus-api"],
  dynamic: ["tavus-api", "tool", "pal-tool-attachment", "pal-tools", "program", "supported-node.ts"],
  // What a program gives its resources, whichever these are.
  program: ["tavus-api", "tool"],
  tool: ["tavus-api", "dynamic", "program"],
  "pal-tool-attachment": ["tavus-api", "tool", "dynamic", "program"],
  "pal-tools": ["tavus-api", "tool", "pal-tool-attachment", "dynamic", "program"],
  "post-call-action": ["tavus-api", "tool", "pal-tool-attachment", "program"],
  // Types, and where an action is received.
  webhook: ["tavus-api", "post-call-action"],
  emulator: ["tavus-api", "delivery", "supported-node.ts"],
  // Compares versions.
  "supported-node.ts": ["diagnosis"],
  // A stack as a command sees it; nothing of it is loaded by a program.
  stack: ["tavus-api", "dynamic"],
  verification: ["tavus-api", "tool", "stack", "drift", "delivery", "webhook"],
  adoption: ["tavus-api", "dynamic", "tool", "stack"],
  "contract-probe": ["tavus-api"],
  diagnosis: ["tavus-api", "dynamic", "tool", "stack", "supported-node.ts"],
  drift: ["tavus-api", "dynamic", "tool", "stack"],
  "type-generation": ["tavus-api", "stack"],
  cli: [
    "tavus-api",
    "delivery",
    "emulator",
    "type-generation",
    "stack",
    "drift",
    "adoption",
    "diagnosis",
    "dynamic",
    "verification",
    "contract-probe",
    "supported-node.ts",
  ],
};

describe("the house", () => {
  it("has dependencies in one direction", () => {
    for (const file of sources)
      for (const { target } of importsOf(file)) {
        if (!sources.includes(target) || room(target) === room(file) || ["index.ts", "reports.ts"].includes(file))
          continue;
        expect(MAY_USE[room(file)], `${file} imports ${target}`).toContain(room(target));
      }
  });

  it("keeps Pulumi where the program is", () => {
    const withPulumi = sources.filter((file) =>
      importsOf(file).some(({ target, typeOnly }) => target.startsWith("@pulumi/") && !typeOnly),
    );
    expect(withPulumi).toEqual([
      "dynamic/pin.ts",
      "dynamic/provider.ts",
      "pal-tool-attachment/claim.ts",
      "pal-tools/resource.ts",
      "post-call-action/attach-to.ts",
      "post-call-action/resource.ts",
      "post-call-action/tool-name.ts",
      "program/arguments.ts",
      "program/options.ts",
      "program/tool-id.ts",
      "program/values.ts",
      "tool/resource.ts",
      "tool/same-name.ts",
    ]);
  });

  it("uses from dynamic/ only what a resource puts into the state", () => {
    for (const file of sources.filter((candidate) =>
      ["tool", "pal-tool-attachment", "pal-tools"].includes(room(candidate)),
    ))
      for (const { target } of importsOf(file))
        if (room(target) === "dynamic") expect([file.split("/")[1], target]).toEqual(["resource.ts", "dynamic/pin.ts"]);
  });

  it("has no circle of imports", () => {
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      expect(trail, `circle: ${[...trail, file].join(" -> ")}`).not.toContain(file);
      if (done.has(file)) return;
      for (const { target, typeOnly } of importsOf(file))
        if (!typeOnly && sources.includes(target)) visit(target, [...trail, file]);
      done.add(file);
    };
    for (const file of sources) visit(file, []);
  });
});

describe("a Pulumi program that imports the package", () => {
  it("loads neither the emulator nor the CLI, undici, hono or json-schema-to-typescript", () => {
    const loaded = [...loadedBy("index.ts")];
    expect(loaded).toContain("tool/resource.ts");
    expect(loaded.filter((file) => ["emulator", "cli"].includes(room(file)))).toEqual([]);
    for (const heavy of ["undici", "hono", "@hono/node-server", "commander", "json-schema-to-typescript"])
      expect(loaded).not.toContain(heavy);
  });

  it("has a provider host that loads no Pulumi and no undici before the first request", () => {
    const loaded = [...loadedBy("dynamic/index.ts")];
    expect(loaded).toContain("tool/lifecycle.ts");
    for (const heavy of ["@pulumi/pulumi", "undici", "hono"]) expect(loaded).not.toContain(heavy);
  });
});

describe("a service that receives deliveries", () => {
  it("loads with the definitions and the receiver no Pulumi and nothing of Node's, so that it runs anywhere", () => {
    const loaded = [...loadedBy("webhook/index.ts"), ...loadedBy("post-call-action/index.ts")];
    expect(loaded).toContain("webhook/receiver.ts");
    expect(loaded).toContain("post-call-action/definition.ts");
    expect(loaded.filter((name) => /^(node:|@pulumi|undici|hono|ajv)/.test(name))).toEqual([]);
    expect(loaded.filter((file) => ["dynamic", "emulator", "cli", "delivery", "tool"].includes(room(file)))).toEqual(
      [],
    );
  });

  it("loads zod with the definitions only", () => {
    const packages = [...loadedBy("webhook/index.ts")].filter((name) => !sources.includes(name));
    expect(packages).toEqual([]);
  });
});
