import { LAYERS } from "./tools/layers.ts";

/** What a layer leaves alone, though it is below. */
const NOT_FOR = {
  // The program and the provider are two processes. Both check the inputs, and both find the account by the same settings.
  program: "^src/provider/(?!settings\\.ts$|[^/]+/check\\.ts$)",
  emulator: "^src/(webhook|dynamic|program|provider|state-format)/",
  // A service that receives makes no request to Tavus, and manages no state.
  webhook: "^src/(dynamic|program|provider|state-format|definition|tavus-api/(client|transport|reads|writes))",
  action: "^src/(state-format|tavus-api/(client|transport|reads|writes))",
  "test-helpers": "^src/(program|provider|dynamic)/",
};

/** The files outside program/ that run in a user's Pulumi program. Nothing else may load Pulumi. */
const WITH_PULUMI = ["program/.*", "test-helpers/program"];

const belowOf = (folder) => LAYERS.slice(LAYERS.indexOf(folder)).join("|");

const directions = LAYERS.map((folder) => ({
  name: `${folder}-imports-only-what-is-below`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: { path: "^src/", pathNot: `^src/(supported-node\\.ts|(${belowOf(folder)})/)` },
}));

const exceptions = Object.entries(NOT_FOR).map(([folder, path]) => ({
  name: `${folder}-leaves-alone`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: { path, pathNot: `^src/${folder}/` },
}));

// biome-ignore lint/style/noDefaultExport: dependency-cruiser reads the default export.
export default {
  forbidden: [
    ...directions,
    ...exceptions,
    {
      name: "every-folder-is-a-layer",
      comment: "A new folder of src/ needs a line in LAYERS.",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: `^src/(${LAYERS.join("|")})/` },
      to: { path: "^src/" },
    },
    {
      name: "no-circular-imports",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "pulumi-only-in-the-program",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(${WITH_PULUMI.join("|")})\\.ts$` },
      to: { path: "@pulumi/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "receiver-runs-anywhere",
      comment: "The receiver runs in Workers, Deno and Bun: nothing of Node's, and no package.",
      severity: "error",
      from: { path: "^src/webhook/" },
      to: { dependencyTypes: ["core", "npm", "npm-dev", "npm-peer"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "schemas-in-zod-mini",
      comment: "Import zod/mini: of zod, all 100 kB would be in the package, twice.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "node_modules/zod/(index|v4/classic/)" },
    },
    {
      name: "no-unresolved-imports",
      severity: "error",
      from: { path: "^src/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(\\.test\\.ts$|/testing/)" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "types"] },
  },
};
