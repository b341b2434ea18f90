/**
 * A separate process for the tests of cancellation. It makes the calls that its arguments name, and prints how they end. The arguments are the base
 * URL, then `create` or `list`. `listen` adds another listener for SIGINT.
 */
import { TavusClient } from "../client.ts";

const [baseUrl = "", ...calls] = process.argv.slice(2);
const client = new TavusClient({ apiKey: "k", baseUrl });
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

if (calls.includes("listen")) process.on("SIGINT", () => say("other listener"));
for (const call of calls) {
  if (call === "create")
    client.createTool({ name: "n", description: "d" }).then(
      (tool) => say(`created ${tool.tool_id}`),
      (error: Error) => say(`create: ${error.name}`),
    );
  if (call === "list")
    client.listTools().then(
      () => say("listed"),
      (error: Error) => say(`list: ${error.name}: ${error.message}`),
    );
}
