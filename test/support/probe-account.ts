import { type ContractReport, type ProbeOptions, probeContract } from "../../src/contract-probe/index.ts";
import type { Emulator, EmulatorOptions } from "../../src/emulator/index.ts";
import { type Call, caller, createPal, startEmulator } from "../../src/emulator/testing/stage.ts";
import { FakeClock } from "../../src/tavus-api/testing/fake-clock.ts";
import { type Http, UndiciHttp } from "../../src/tavus-api/transport/http.ts";

export const API_KEY = "c4nary-key-of-an-account";

/** An account whose owner has a tool of their own, attached to their PAL. */
export async function startAccount(options: EmulatorOptions = {}) {
  const { emulator } = await startEmulator({ keys: [API_KEY], ...options });
  return furnish(emulator);
}

/** The same in an emulator whose end is the caller's business. */
export async function furnish(emulator: Emulator) {
  const call = caller(emulator);
  const palId = await createPal(call);
  const own = await call("POST", "/v2/tools", { name: "own_tool", description: "d", on_call: "silent" });
  const ownId = String(own.body["tool_id"]);
  await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [ownId] });
  await call("POST", `/v2/pals/${palId}/publish`);
  emulator.clearRequests();
  const run = (more: Partial<ProbeOptions> = {}): Promise<ContractReport> =>
    probeContract({
      account: { apiKey: API_KEY, baseUrl: emulator.url },
      palId,
      signal: new AbortController().signal,
      clock: new FakeClock(),
      ...more,
    });
  /** Everything that the account has. */
  const contents = async () => ({
    tools: await dataOf(call, "/v2/tools"),
    attached: await dataOf(call, `/v2/pals/${palId}/tools`),
  });
  return { emulator, call, palId, ownId, run, contents };
}

async function dataOf(call: Call, path: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = (await call("GET", `${path}?page=${page}`)).body;
    if (!Array.isArray(data) || data.length === 0) return found;
    found.push(...(data as unknown[]));
    // P-7: no pages.
    if (path.includes("/pals/")) return found;
  }
}

/** The emulator with some requests or answers made otherwise. */
export function otherwise(url: string, exchange: (real: Http["exchange"]) => Http["exchange"]): Http {
  const real = new UndiciHttp(new URL(url));
  return { exchange: exchange((request, abort) => real.exchange(request, abort)), close: () => real.close() };
}

/** An account that answers so many requests in each window, and then says how long to wait. */
export function withinLimit(clock: FakeClock, limit: number, windowMs: number) {
  let [began, count] = [clock.now(), 0];
  return (real: Http["exchange"]): Http["exchange"] =>
    async (request, abort) => {
      if (clock.now() >= began + windowMs) [began, count] = [clock.now(), 0];
      count += 1;
      if (count <= limit) return real(request, abort);
      const seconds = String(Math.ceil((began + windowMs - clock.now()) / 1000));
      return {
        kind: "answer",
        status: 429,
        text: "",
        header: (name) => (name === "retry-after" ? seconds : undefined),
      };
    };
}

/** `seen` by the id of the question; of what was not settled null. */
export function seenBy({ findings }: ContractReport): Record<string, string | null> {
  return Object.fromEntries(findings.map(({ id, seen }) => [id, seen]));
}
