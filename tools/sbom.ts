/**
 * Prints the content of the published package as a CycloneDX document. It lists the dependencies according to npm, and the packages bundled into its
 * files, which npm lists as development dependencies.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundledPackages, ROOT } from "./licenses.ts";

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly properties?: readonly { readonly name: string }[];
}

interface Sbom {
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

function readSbom(...args: string[]): Sbom {
  const text = execFileSync("npm", ["sbom", "--sbom-format=cyclonedx", ...args], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(text) as Sbom;
}

const installed = readSbom("--omit=dev");
const bundled = new Set(
  (await bundledPackages()).map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as Component;
    return `${name}@${version}`;
  }),
);
const components = readSbom()
  .components.filter(({ name, version }) => bundled.has(`${name}@${version}`))
  .map((component) => ({
    ...component,
    properties: component.properties?.filter(({ name }) => name !== "cdx:npm:package:development") ?? [],
  }));
if (components.length < bundled.size) throw new Error(`npm sbom doesn't list all of ${[...bundled].join(", ")}`);
const refs = components.map((component) => component["bom-ref"]);
const dependencies = installed.dependencies.map((entry, i) =>
  // The first entry is the package itself.
  i === 0 ? { ...entry, dependsOn: [...entry.dependsOn, ...refs] } : entry,
);
console.log(
  JSON.stringify(
    {
      ...installed,
      components: [...installed.components, ...components],
      dependencies: [...dependencies, ...refs.map((ref) => ({ ref, dependsOn: [] }))],
    },
    undefined,
    2,
  ),
);
