import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");
const run = promisify(execFile);

const TEST = `
const action = defineAction({ name: "log_note", description: "d", parameters: { message: z.string().describe("m") } });
const program = () => void new tavus.PostCallAction("note", {
  action,
  delivery: { receiver: "https://support.acme.dev/hooks", auth: { type: "hmac", secret: "s" } },
  attachTo: { support: tavus.getPalOutput({ name: "Support" }).palId },
});
test("the program deploys the action", async () => {
  const declared = await runProgram(program, { call: () => ({ palId: "p1" }) });
  assertDeploys(declared, action, { receiver: "https://support.acme.dev/hooks", auth: { type: "hmac" }, attachTo: ["p1"] });
  assert.throws(() => assertDeploys(declared, action, { attachTo: ["p2"] }), { name: "AssertionError" });
});
test("the receiver handles a delivery", async () => {
  const handled = [];
  const receive = createReceiver({
    actions: [action],
    auth: { type: "hmac", secret: "s" },
    on: { log_note: ({ message }) => void handled.push(message) },
  });
  const response = await receive(await createDelivery(action, { auth: { type: "hmac", secret: "s" }, arguments: { message: "Hi" } }));
  assert.deepEqual([response.status, handled], [200, ["Hi"]]);
});
`;
const NAMES = {
  "node:test": "test",
  "node:assert": "assert",
  zod: "{ z }",
  "pulumi-tavus/action": "{ defineAction }",
  "pulumi-tavus/testing": "{ assertDeploys, createDelivery, runProgram }",
  "pulumi-tavus/webhook": "{ createReceiver }",
};
const imports = Object.entries(NAMES).map(([from, names]) => `import ${names} from "${from}";`);
const requires = Object.entries(NAMES).map(([from, names]) => `const ${names} = require("${from}");`);

it.each([
  ["an ES module", "program.test.mjs", [...imports, 'import * as tavus from "pulumi-tavus";']],
  ["CommonJS", "program.test.cjs", [...requires, 'const tavus = require("pulumi-tavus");']],
])("the helpers of pulumi-tavus/testing work with node:test in %s", async (_, file, head) => {
  // In the repository, so that imports are resolved.
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "node_modules/.cache/runners-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, file), [...head, TEST].join("\n"));
  // Without the account of the person who runs this, and with an address without a listener.
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], TAVUS_BASE_URL: "http://127.0.0.1:9" };
  const { stdout } = await run(process.execPath, ["--test", "--test-reporter=tap", file], { cwd: folder, env });
  expect(stdout).toContain("# pass 2\n");
});
