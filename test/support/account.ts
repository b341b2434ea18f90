import { onTestFinished } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { type Answer, startEmulator } from "../../src/emulator/testing/start.ts";
import type { EmulatorOptions } from "../../src/emulator.ts";
import { TavusClient } from "../../src/tavus-api/client.ts";
import { UndiciHttp } from "../../src/tavus-api/transport/http.ts";

/** An account, this package's client of it, and somebody else who changes it. All of it ends with the test. */
export async function startAccount(options: EmulatorOptions = {}) {
  const { emulator, call } = await startEmulator(options);
  const settings = { apiKey: emulator.apiKey, baseUrl: emulator.url };
  /** The bodies that the client sends. */
  const writes: { readonly method: string; readonly body: JsonObject }[] = [];
  const http = new UndiciHttp(new URL(emulator.url));
  const exchange: UndiciHttp["exchange"] = (request, abort) => {
    if (request.body !== undefined)
      writes.push({ method: request.method, body: JSON.parse(request.body) as JsonObject });
    return http.exchange(request, abort);
  };
  const client = new TavusClient(settings, { http: { exchange, close: () => http.close() } });
  onTestFinished(() => client.close());
  const checked = ({ status, text, body }: Answer): JsonObject => {
    if (status !== 200) throw new Error(text);
    return body;
  };
  return {
    emulator,
    call,
    settings,
    client,
    writes,
    /** Somebody else's edit. */
    edit: async (id: string, fields: JsonObject) => checked(await call("PATCH", `/v2/tools/${id}`, fields)),
    /** The tool as everybody reads it. */
    stored: async (id: string) => checked(await call("GET", `/v2/tools/${id}`)),
  };
}
