/**
 * What the provider costs, as ratios against a floor in the same run: `npm run bench`, or `-- --smoke` for a quick pass that only
 * shows that everything runs.
 */

import { tool } from "pulumi-tavus/dynamic";
import { createEmulator } from "pulumi-tavus/emulator";
import { measureAdoption } from "./adopt.ts";
import { measureCallEnds, measurePage } from "./call-end.ts";
import { measureVerification, receiverBytes } from "./receiver.ts";
import { measureRollOut } from "./roll-out.ts";
import { printTable, type Row } from "./table.ts";

const smoke = process.argv.includes("--smoke");
const rows: Row[] = [];

const DEFINITION = {
  name: "bench_tool",
  description: "After the call, log what the caller wanted.",
  triggerType: "post_call",
  parameters: {
    type: "object",
    properties: { message: { type: "string", description: "What the caller wanted." } },
    required: ["message"],
  },
  delivery: {
    api: { url: "https://crm.acme.dev/n?c={tavus_conversation_id}", auth: { type: "bearer", token: "bench" } },
  },
};

await measureDecision(smoke ? 200 : 20_000);
await measureEmulatorStart(smoke ? 2 : 20);
rows.push(await measureVerification(smoke ? 200 : 20_000));
const callEnds = await measureCallEnds(smoke ? 100 : 10_000);
rows.push(callEnds.row);
const page = await measurePage(smoke ? 3 : 20);
rows.push(...(await measureRollOut(smoke ? 5 : 200)));
const [adopted, drifting] = smoke ? [10, 5] : [200, 1000];
const adoption = await measureAdoption(adopted, drifting);
rows.push(...adoption.rows);
printTable(rows);
console.log(`\npulumi-tavus/webhook, bundled and minified: ${await receiverBytes()} bytes (at most 15000)`);
console.log(
  `import of ${adopted} tools on ${Math.ceil(adopted / 10)} PALs, without Pulumi's own: ${adoption.seconds.toFixed(2)} s, ${adoption.calls} requests; ` +
    `the next preview proposes ${adoption.changes} changes`,
);
console.log(
  `emulator, memory after calls: ${callEnds.memory.map(([calls, mb]) => `${calls}: ${mb.toFixed(0)} MB`).join(", ")}`,
);
console.log(
  `page, from an endpoint's answer to the delivery on the screen: ${page.median} ms, at worst ${page.worst} ms (at most 200)`,
);

/** Check and diff of one unchanged tool; the floor is what the engine's host does anyway: one JSON round trip of the same inputs. */
async function measureDecision(times: number): Promise<void> {
  process.env["TAVUS_API_KEY"] ??= "bench";
  const perCall = async (work: () => unknown): Promise<number> => {
    for (let i = 0; i < times / 10; i += 1) await work();
    const start = performance.now();
    for (let i = 0; i < times; i += 1) await work();
    return (performance.now() - start) / times;
  };
  const floor = await perCall(() => JSON.parse(JSON.stringify(DEFINITION)) as unknown);
  const ours = await perCall(async () => {
    await tool.check(DEFINITION, DEFINITION);
    await tool.diff("t1", DEFINITION, DEFINITION);
  });
  rows.push({ what: "check and diff of one unchanged tool", unit: "ms", ours, floor, floorIs: "one JSON round trip" });
}

/** From the call of createEmulator to its first answer; the floor is a bare server that answers. */
async function measureEmulatorStart(times: number): Promise<void> {
  const { createServer } = await import("node:http");
  const median = async (once: () => Promise<void>): Promise<number> => {
    const taken: number[] = [];
    for (let i = 0; i < times; i += 1) {
      const start = performance.now();
      await once();
      taken.push(performance.now() - start);
    }
    return taken.sort((a, b) => a - b)[Math.floor(taken.length / 2)] ?? 0;
  };
  const ours = await median(async () => {
    const emulator = await createEmulator();
    await (await fetch(`${emulator.url}/v2/tools`, { headers: { "x-api-key": emulator.apiKey } })).text();
    await emulator.close();
  });
  const floor = await median(async () => {
    const server = createServer((_request, response) => response.end("[]"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    await (await fetch(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`)).text();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  rows.push({ what: "emulator: start to first answer", unit: "ms", ours, floor, floorIs: "bare node:http server" });
}
