import { onTestFinished } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { type Answer, startEmulator } from "../../src/emulator/testing/start.ts";
import type { EmulatorOptions } from "../../src/emulator.ts";
import { KINDS } from "../../src/provider/kinds.ts";
import { type DynamicProvider, harden, type ResourceHandlers } from "../../src/provider/runtime.ts";
import { createTool, readTool, updateTool } from "../../src/provider/tool/lifecycle.ts";
import { TavusClient } from "../../src/tavus-api/client.ts";
import { UndiciHttp } from "../../src/tavus-api/transport/http.ts";
import { fullPostCallTool } from "./tools.ts";

/** An account, this package's client for it, and functions that change it like another user. Everything ends with the test. */
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
    patches: () => writes.filter(({ method }) => method === "PATCH").map(({ body }) => body),
    /** Edits a tool like another user. */
    edit: async (id: string, fields: JsonObject) => checked(await call("PATCH", `/v2/tools/${id}`, fields)),
    /** Returns the tool as the API shows it. */
    stored: async (id: string) => checked(await call("GET", `/v2/tools/${id}`)),
  };
}

/** An account as in `startAccount`, with a tool that a program has created, and the program's next operations. */
export async function deployTool(inputs: JsonObject = fullPostCallTool(), options: EmulatorOptions = {}) {
  const account = await startAccount(options);
  const { client } = account;
  const { id, outputs, problems } = await createTool(client, inputs);
  return {
    ...account,
    id,
    outputs,
    problems,
    /** @param state the outputs of the last operation */
    update: (news: JsonObject, state = outputs) => updateTool(client, id, state, news),
    read: (state = outputs) => readTool(client, id, state),
    edit: (fields: JsonObject) => account.edit(id, fields),
    stored: () => account.stored(id),
  };
}

/** The handlers of a kind of resource in one operation of the engine. */
export const providerOf = (
  kind: keyof typeof KINDS,
  client: TavusClient,
  warn: (text: string) => void = () => {},
): DynamicProvider =>
  harden(KINDS[kind] as ResourceHandlers, { connect: async () => client, env: { TAVUS_API_KEY: "any" }, warn });
