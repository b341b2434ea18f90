import { afterAll, beforeAll, beforeEach } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../../src/emulator/index.ts";
import type { JsonObject } from "../../../src/tavus-api/contract/index.ts";
import { SEEDED, withoutConfirmations } from "./seeded.ts";

/** An emulator and the calls that reached it, for one test file. */
export interface Scene {
  readonly url: string;
  readonly apiKey: string;
  readonly emulator: Emulator;
  /** `GET /v2/tools` and the like, in order, since the last call of `calls` or the start of the test. */
  calls(): string[];
  /** A request of somebody else: the console, a script. It is not counted. */
  request(method: string, path: string, body?: unknown, apiKey?: string): Promise<{ status: number; body: JsonObject }>;
  /** A new PAL's id. */
  createPal(): Promise<string>;
  /** All tools of the account. */
  tools(apiKey?: string): Promise<JsonObject[]>;
  /** Config of a stack that uses the emulator. */
  readonly config: Record<string, { value: string; secret?: boolean }>;
}

export const API_KEY = "emulator-key-of-the-tests";

/** Starts an emulator for a test file; it is empty at the start of each test. */
export function createScene(options: EmulatorOptions = {}): Scene {
  let emulator: Emulator | undefined;
  let base = "";
  const running = (): Emulator => {
    if (emulator === undefined) throw new Error("the emulator has not started yet");
    return emulator;
  };
  beforeAll(async () => {
    const behavior = { ...SEEDED, ...options.behavior };
    emulator = await createEmulator({ keys: [API_KEY, OTHER_API_KEY], ...options, behavior });
    base = emulator.url;
  });
  beforeEach(() => running().reset());
  afterAll(() => emulator?.close());

  const request: Scene["request"] = async (method, path, body, apiKey = API_KEY) => {
    const before = running().requests.length;
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { "x-api-key": apiKey, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    running().requests.splice(before, 1);
    // not every error is JSON.
    return { status: response.status, body: text.startsWith("{") ? (JSON.parse(text) as JsonObject) : {} };
  };
  return {
    get url() {
      return base;
    },
    apiKey: API_KEY,
    get emulator() {
      return running();
    },
    calls() {
      const calls = running().requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`);
      running().clearRequests();
      return withoutConfirmations(calls);
    },
    request,
    async createPal() {
      const { body } = await request("POST", "/v2/pals", {
        pal_name: "Support",
        system_prompt: "Help.",
        default_face_id: "r1",
      });
      return String(body["pal_id"]);
    },
    async tools(apiKey) {
      const found: JsonObject[] = [];
      for (let page = 1; ; page += 1) {
        const { body } = await request("GET", `/v2/tools?limit=100&page=${page}`, undefined, apiKey);
        const data = body["data"] as JsonObject[];
        found.push(...data);
        if (data.length === 0) return found;
      }
    },
    get config() {
      return { "tavus:apiKey": { value: API_KEY, secret: true }, "tavus:baseUrl": { value: base } };
    },
  };
}

/** A second account of the emulator. */
export const OTHER_API_KEY = "another-account-of-the-tests";
