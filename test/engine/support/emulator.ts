import type { JsonObject } from "../../../src/contract/index.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../../src/emulator.ts";
import { SEEDED, withoutConfirmations } from "./seeded.ts";

export const API_KEY = "emulator-key-of-the-tests";

/** The key of a second account of the emulator. */
export const OTHER_API_KEY = "another-account-of-the-tests";

export interface TestEmulator {
  readonly server: Emulator;
  readonly url: string;
  readonly apiKey: string;
  /** The config of a stack that uses the emulator. */
  readonly config: Record<string, { value: string; secret?: boolean }>;
  /** The fault for programs' calls from now on. It doesn't affect `request`. */
  fault: EmulatorOptions["fault"];
  /** The calls in order, such as `GET /v2/tools`, since the last call of `calls` or `reset`. */
  calls(): string[];
  /** Sends a request as the console or a script would. The request isn't in `calls`. */
  request(method: string, path: string, body?: unknown, apiKey?: string): Promise<{ status: number; body: JsonObject }>;
  /** Returns the id of a new PAL. */
  createPal(): Promise<string>;
  /** Returns the id of a new tool, created as in the console. */
  createTool(definition: JsonObject): Promise<string>;
  attach(palId: string, ...toolIds: readonly string[]): Promise<void>;
  /** Returns the ids of the tools that are attached to a PAL, sorted. */
  attached(palId: string): Promise<string[]>;
  /** Returns all tools of the account. */
  tools(apiKey?: string): Promise<JsonObject[]>;
  /** Returns the only tool with a name. */
  toolNamed(name: string): Promise<JsonObject>;
  /** Removes tools, PALs, calls, and the fault. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts an emulator with the seed's behavior, and counts programs' calls. */
export async function startTestEmulator(options: EmulatorOptions = {}): Promise<TestEmulator> {
  const server = await createEmulator({
    keys: [API_KEY, OTHER_API_KEY],
    ...options,
    behavior: { ...SEEDED, ...options.behavior },
    fault: (request) => (asking > 0 ? undefined : self.fault?.(request)),
  });
  const { url } = server;
  /** The number of the test's own running requests, which the fault doesn't affect. */
  let asking = 0;

  const request: TestEmulator["request"] = async (method, path, body, apiKey = API_KEY) => {
    const before = server.requests.length;
    asking += 1;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "x-api-key": apiKey, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).finally(() => {
      asking -= 1;
    });
    const text = await response.text();
    server.requests.splice(before, 1);
    // not every error is JSON.
    return { status: response.status, body: text.startsWith("{") ? (JSON.parse(text) as JsonObject) : {} };
  };
  const tools: TestEmulator["tools"] = async (apiKey) => {
    const found: JsonObject[] = [];
    for (let page = 1; ; page += 1) {
      const { body } = await request("GET", `/v2/tools?limit=100&page=${page}`, undefined, apiKey);
      const data = body["data"] as JsonObject[];
      found.push(...data);
      if (data.length === 0) return found;
    }
  };
  const create = async (path: string, definition: JsonObject, id: string): Promise<string> => {
    const { status, body } = await request("POST", path, definition);
    if (typeof body[id] !== "string") throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body[id];
  };

  const self: TestEmulator = {
    server,
    url,
    apiKey: API_KEY,
    config: { "tavus:apiKey": { value: API_KEY, secret: true }, "tavus:baseUrl": { value: url } },
    fault: options.fault,
    calls() {
      const calls = server.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`);
      server.clearRequests();
      return withoutConfirmations(calls);
    },
    request,
    createPal: () =>
      create("/v2/pals", { pal_name: "Support", system_prompt: "Help.", default_face_id: "r1" }, "pal_id"),
    createTool: (definition) => create("/v2/tools", definition, "tool_id"),
    async attach(palId, ...toolIds) {
      const { status } = await request("POST", `/v2/pals/${palId}/tools`, { tool_ids: toolIds });
      if (status >= 300) throw new Error(`attaching ${toolIds.join(", ")} to ${palId} answered ${status}`);
    },
    async attached(palId) {
      const { body } = await request("GET", `/v2/pals/${palId}/tools`);
      return (body["data"] as JsonObject[]).map((tool) => String(tool["tool_id"])).sort();
    },
    tools,
    async toolNamed(name) {
      const [found, ...more] = (await tools()).filter((tool) => tool["name"] === name);
      if (found === undefined) throw new Error(`no tool is named ${name}`);
      if (more.length > 0) throw new Error(`${more.length + 1} tools are named ${name}`);
      return found;
    },
    reset() {
      self.fault = options.fault;
      server.reset();
    },
    close: () => server.close(),
  };
  return self;
}
