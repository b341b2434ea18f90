import type { JsonObject } from "../../src/contract/index.ts";
import { type Call, caller, createPal, startEmulator } from "../../src/emulator/testing/start.ts";
import type { EmulatorOptions } from "../../src/emulator.ts";
import { FakeClock } from "../../src/tavus-api/testing/fake-clock.ts";
import { type Http, type HttpAnswer, type HttpRequest, UndiciHttp } from "../../src/tavus-api/transport/http.ts";
import { type ProbeOptions, probeContract } from "../../tools/contract/probe.ts";
import type { ContractFinding, ContractReport } from "../../tools/contract/report.ts";

export const API_KEY = "c4nary-key-of-an-account";

/** Handles some requests differently. All other requests reach the account. */
export type Detour = (real: Http["exchange"]) => Http["exchange"];

interface RunOptions extends Partial<Omit<ProbeOptions, "http">> {
  readonly detour?: Detour;
}

/** An account whose owner has a tool, attached to a PAL. */
export async function startAccount(options: EmulatorOptions = {}) {
  const { emulator } = await startEmulator({ keys: [API_KEY], ...options });
  const call = caller(emulator);
  const palId = await createPal(call);
  const own = await call("POST", "/v2/tools", { name: "own_tool", description: "d", on_call: "silent" });
  const ownId = String(own.body["tool_id"]);
  await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [ownId] });
  await call("POST", `/v2/pals/${palId}/publish`);
  emulator.clearRequests();
  const run = ({ detour = (real) => real, ...more }: RunOptions = {}): Promise<ContractReport> => {
    const { account = { apiKey: API_KEY, baseUrl: emulator.url } } = more;
    return probeContract({
      account,
      palId,
      signal: new AbortController().signal,
      clock: new FakeClock(),
      http: through(account.baseUrl, detour),
      ...more,
    });
  };
  /** Everything that the account has. */
  const contents = async () => ({
    tools: await dataOf(call, "/v2/tools?limit=100"),
    attached: await dataOf(call, `/v2/pals/${palId}/tools`),
  });
  return { emulator, call, palId, ownId, run, contents };
}

const dataOf = async (call: Call, path: string): Promise<JsonObject[]> =>
  (await call("GET", path)).body["data"] as JsonObject[];

function through(url: string, detour: Detour): Http {
  const real = new UndiciHttp(new URL(url));
  return { exchange: detour((request, abort) => real.exchange(request, abort)), close: () => real.close() };
}

export function answer(status: number, text = "", headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { kind: "answer", status, text, header: (name) => headers[name] };
}

/** Answers some requests without asking the account. */
export const answering =
  (
    matches: (request: HttpRequest) => boolean,
    ...[status, text = '{"error":"No."}', headers]: Parameters<typeof answer>
  ): Detour =>
  (real) =>
  async (request, abort) =>
    matches(request) ? answer(status, text, headers) : real(request, abort);

export const isCreate = ({ method, path }: HttpRequest): boolean => method === "POST" && path === "/v2/tools";
export const isPatch =
  (part: string) =>
  ({ method, body }: HttpRequest): boolean =>
    method === "PATCH" && body?.includes(part) === true;
/** Whether a request reads a tool that the run made. */
export const isRead = ({ method, path }: HttpRequest): boolean =>
  method === "GET" && /^\/v2\/tools\/t/.test(path) && !path.endsWith("/t000000000000");

let ordinary: Promise<ContractReport> | undefined;

/** The report for an account in which nothing goes wrong. */
export function ordinaryReport(): Promise<ContractReport> {
  ordinary ??= startAccount().then(({ run }) => run());
  return ordinary;
}

/** Maps the id of each question to `seen`, which is null if the question isn't settled. */
export const seenBy = ({ findings }: ContractReport): Record<string, string | null> =>
  Object.fromEntries(findings.map(({ id, seen }) => [id, seen]));

export const findingOf = ({ findings }: ContractReport, id: string): ContractFinding | undefined =>
  findings.find((finding) => finding.id === id);
