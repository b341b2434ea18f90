import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { isInRange } from "../../../src/commands/stack/versions.ts";
import { NODE_RANGE } from "../../../src/supported-node.ts";

const dist = (file: string): string => join(import.meta.dirname, "../../../dist", file);

/** An old Node.js on this machine, as the engine would find it. */
function findOldNode(): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "node"))
    .filter(existsSync)
    .find((node) => !isInRange(execFileSync(node, ["--version"], { encoding: "utf8" }), NODE_RANGE));
}

const oldNode = findOldNode();
// Without one on PATH there is nothing to run. src/supported-node.test.ts covers the rule.
describe.skipIf(oldNode === undefined)("on a Node.js that is too old", () => {
  const run = (...args: string[]) => spawnSync(String(oldNode), args, { encoding: "utf8" });
  const message = /pulumi-tavus needs Node\.js 22\.19 or newer, but this is Node\.js .*\. Install Node\.js 24/;

  it.each(["index", "dynamic", "emulator", "testing"])("the import of %s names the required version", (entry) => {
    for (const args of [
      ["-e", `require(${JSON.stringify(dist(`${entry}.cjs`))})`],
      ["--input-type=module", "-e", `import ${JSON.stringify(dist(`${entry}.cjs`))}`],
    ]) {
      const { status, stderr } = run(...args);
      expect(stderr).toMatch(message);
      expect(status).not.toBe(0);
    }
  });

  it.each([[], ["--help"], ["dev"], ["drift", "--json"], ["doctor"]])("the command %s does, too", (...args) => {
    const { status, stderr, stdout } = run(dist("cli.js"), ...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([status, stdout]).toEqual([1, ""]);
  });

  it("definitions and the receiver still run, for services that only receive", () => {
    const service = `
      const { defineAction, fixed } = require(${JSON.stringify(dist("action.cjs"))});
      const { createReceiver, toLambdaHandler, toNodeHandler } = require(${JSON.stringify(dist("webhook.cjs"))});
      const properties = { message: { type: "string", description: "d" } };
      const action = defineAction({ name: "log_note", description: "d", parameters: { type: "object", properties } });
      const on = { log_note: ({ message }, { conversationId }) => console.log(message, conversationId) };
      const receive = createReceiver({ actions: [action], auth: { type: "none" }, on, onError: console.error });
      const path = "/hooks/log_note?tavus_conversation_id=";
      const body = JSON.stringify({ message: "m" });
      const server = require("node:http").createServer(toNodeHandler(receive)).listen(0, "127.0.0.1", async () => {
        const { port } = server.address();
        const { status } = await fetch("http://127.0.0.1:" + port + path + "c1", { method: "POST", body });
        const event = { requestContext: { http: { method: "POST" } }, rawPath: "/hooks/log_note", rawQueryString: "tavus_conversation_id=c2", body };
        console.log(status, (await toLambdaHandler(receive)(event)).statusCode);
        server.close();
      });`;
    const { status, stdout, stderr } = run("-e", service);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "m c1\nm c2\n200 200\n", stderr: "" });
  });
});
