import { tool } from "pulumi-tavus/dynamic";
import { createEmulator } from "pulumi-tavus/emulator";
import { DEFINITION } from "./definition.ts";
import { timed } from "./project.ts";
import { median, type Row } from "./table.ts";

const TOOL = {
  ...DEFINITION,
  name: "bench_tool",
  delivery: { api: { ...DEFINITION.delivery.api, auth: { type: "bearer", token: "bench" } } },
};

/** Measures check and diff of one unchanged tool. The minimum is one JSON round trip of the same inputs, which the engine's host needs anyway. */
export async function measureDecision(times: number): Promise<Row> {
  process.env["TAVUS_API_KEY"] ??= "bench";
  const perCall = async (work: () => unknown): Promise<number> => {
    for (let i = 0; i < times / 10; i += 1) await work();
    const start = performance.now();
    for (let i = 0; i < times; i += 1) await work();
    return (performance.now() - start) / times;
  };
  const floor = await perCall(() => JSON.parse(JSON.stringify(TOOL)) as unknown);
  const ours = await perCall(async () => {
    await tool.check(TOOL, TOOL);
    await tool.diff("t1", TOOL, TOOL);
  });
  return { what: "check and diff of one unchanged tool", unit: "ms", ours, floor, floorIs: "one JSON round trip" };
}

/** Measures the time from the call of createEmulator to the first response. The minimum is a bare server that responds. */
export async function measureEmulatorStart(times: number): Promise<Row> {
  const { createServer } = await import("node:http");
  const medianOf = async (once: () => Promise<void>): Promise<number> => {
    const taken: number[] = [];
    for (let i = 0; i < times; i += 1) taken.push(await timed(once));
    return median(taken) * 1000;
  };
  const ours = await medianOf(async () => {
    const emulator = await createEmulator();
    await (await fetch(`${emulator.url}/v2/tools`, { headers: { "x-api-key": emulator.apiKey } })).text();
    await emulator.close();
  });
  const floor = await medianOf(async () => {
    const server = createServer((_request, response) => response.end("[]"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    await (await fetch(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`)).text();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { what: "emulator: start to first answer", unit: "ms", ours, floor, floorIs: "bare node:http server" };
}
