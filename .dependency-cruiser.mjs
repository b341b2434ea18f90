/**
 * Which folders of src/ a folder may import. `cli` sits on top, `definition` at the bottom. The contract's rules are part of what a definition is,
 * so `tavus-api/contract` counts as part of that folder.
 */
const MAY_IMPORT = {
  definition: ["tavus-api/contract"],
  "tavus-api": ["definition"],
  // The words for what the contract finds, and for failures of requests.
  messages: ["definition", "tavus-api"],
  delivery: ["definition", "tavus-api", "webhook"],
  dynamic: ["messages", "definition", "tavus-api", "tool", "pal-tool-attachment", "pal-tools", "program"],
  // What a program gives its resources, whichever these are; look-ups take the settings that resources take.
  program: ["messages", "tavus-api", "tool", "dynamic"],
  tool: ["messages", "definition", "tavus-api", "dynamic", "program"],
  "pal-tool-attachment": ["messages", "tavus-api", "tool", "dynamic", "program"],
  "pal-tools": ["messages", "tavus-api", "tool", "pal-tool-attachment", "dynamic", "program"],
  "post-call-action": ["messages", "tavus-api", "tool", "pal-tool-attachment", "program"],
  webhook: ["tavus-api", "post-call-action"],
  "test-helpers": ["definition", "tavus-api", "delivery", "emulator", "post-call-action"],
  emulator: ["messages", "definition", "tavus-api", "delivery"],
  stack: ["tavus-api", "dynamic"],
  // Of the emulator the check of a value against a schema, which is too heavy for a receiver.
  verification: [
    "messages",
    "definition",
    "tavus-api",
    "tool",
    "stack",
    "drift",
    "delivery",
    "webhook",
    "post-call-action",
    "emulator",
  ],
  adoption: ["messages", "definition", "tavus-api", "dynamic", "tool", "stack", "formatting"],
  diagnosis: ["messages", "definition", "tavus-api", "dynamic", "tool", "stack"],
  drift: ["messages", "definition", "tavus-api", "dynamic", "tool", "stack"],
  "type-generation": ["definition", "tavus-api", "stack", "formatting"],
  formatting: [],
  cli: [
    "definition",
    "messages",
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
  ],
};

/** The files that run in a user's Pulumi program. Nothing else may load Pulumi. */
const WITH_PULUMI = [
  "dynamic/pin",
  "dynamic/provider",
  "pal-tool-attachment/two-managers",
  "pal-tools/resource",
  "post-call-action/attach-to",
  "post-call-action/resource",
  "post-call-action/signed",
  "post-call-action/tool-name",
  "program/arguments",
  "program/late",
  "program/look-ups",
  "program/options",
  "program/tool-id",
  "program/values",
  "test-helpers/program",
  "tool/resource",
  "tool/same-name",
];

const directions = Object.entries(MAY_IMPORT).map(([folder, others]) => ({
  name: `${folder}-imports-only-what-is-below`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: { path: "^src/", pathNot: `^src/(supported-node\\.ts|(${[folder, ...others].join("|")})/)` },
}));

// biome-ignore lint/style/noDefaultExport: dependency-cruiser reads the default export.
export default {
  forbidden: [
    ...directions,
    {
      name: "every-folder-has-a-direction",
      comment: "A new folder of src/ needs a line in MAY_IMPORT.",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: `^src/(${Object.keys(MAY_IMPORT).join("|")})/` },
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
      name: "resources-use-only-the-state-format-of-dynamic",
      severity: "error",
      from: { path: "^src/(tool|pal-tool-attachment|pal-tools)/" },
      to: { path: "^src/dynamic/", pathNot: "^src/dynamic/pin\\.ts$" },
    },
    {
      name: "receiver-runs-anywhere",
      comment: "The receiver runs in Workers, Deno and Bun: nothing of Node's, and no package.",
      severity: "error",
      from: { path: "^src/webhook/" },
      to: { dependencyTypes: ["core", "npm", "npm-dev", "npm-peer"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "definitions-know-no-requests",
      comment: "`definition` and the contract are below the client.",
      severity: "error",
      from: { path: "^src/(definition|tavus-api/contract)/" },
      to: { path: "^src/", pathNot: "^src/(definition|tavus-api/contract)/|^src/tavus-api/(json|known-names)\\.ts$" },
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
