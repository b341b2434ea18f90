export interface Area {
  readonly mutate: readonly string[];
  /** The tests that must notice a mutant: the area's own tests, and tests of code that uses the area. A mutant of a constant runs all of them. */
  readonly tests: readonly string[];
}

const OF_DEFINITIONS = ["src/contract/*.test.ts", "src/{definition,state-format}/*.test.ts"];
const OF_RESOURCES = [
  ...OF_DEFINITIONS,
  "src/provider/{tool,pal-tools,pal-tool-attachment}/*.test.ts",
  "src/provider/runtime.test.ts",
];

/** The parts of the source to mutate. A silent defect in one of them would cost a user a tool. */
export const AREAS: Readonly<Record<string, Area>> = {
  check: {
    mutate: [
      "src/contract/{shape,field-shapes,cross-field,json-schema,validate,rule,endpoint-host,header-name,issue,placeholders}.ts",
      "src/provider/{tool,pal-tools,pal-tool-attachment}/check.ts",
    ],
    tests: [...OF_RESOURCES, "test/emulator/definition-counts.test.ts"],
  },
  diff: {
    mutate: [
      "src/contract/{canonical,spelling,value}.ts",
      "src/definition/{compare,patch,delivery}.ts",
      "src/provider/tool/diff.ts",
      "src/provider/{pal-tools,pal-tool-attachment}/diff.ts",
    ],
    tests: [
      ...OF_RESOURCES,
      "src/commands/drift/*.test.ts",
      "test/emulator/{definition-counts,exact-numbers,guard,older-tools,signed-import,tags,tool-lifecycle,unknown-fields,untouched}.test.ts",
    ],
  },
  wire: {
    mutate: ["src/contract/wire.ts", "src/provider/tool/spelling.ts", "src/contract/{coercion,tool}.ts"],
    tests: [
      ...OF_DEFINITIONS,
      "src/provider/{tool,pal-tools}/*.test.ts",
      "src/commands/drift/*.test.ts",
      "src/webhook/{delivery,receiver}.test.ts",
      "src/emulator/filler/*.test.ts",
      "test/emulator/tool-lifecycle.test.ts",
    ],
  },
  retry: {
    mutate: [
      "src/tavus-api/transport/{budget,call,cancellation,decision,limiter,outcome,pace,retries,retry-after,send,server-clock}.ts",
    ],
    tests: ["src/tavus-api/{transport,reads,writes}/*.test.ts", "src/tavus-api/client.test.ts"],
  },
  signature: {
    mutate: ["src/webhook/{authentication,secrets,signature}.ts", "src/delivery/authenticate.ts"],
    tests: ["src/{webhook,delivery}/*.test.ts"],
  },
  render: { mutate: ["src/delivery/{request,template,url}.ts"], tests: ["src/delivery/*.test.ts"] },
};
