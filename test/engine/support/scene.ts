import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Emulator, EmulatorOptions } from "../../../src/emulator.ts";
import { startTestEmulator, type TestEmulator } from "./emulator.ts";

export { API_KEY, OTHER_API_KEY } from "./emulator.ts";

/** An emulator and the calls that reached it, for one test file. */
export interface Scene
  extends Pick<TestEmulator, "url" | "apiKey" | "config" | "calls" | "request" | "createPal" | "tools"> {
  readonly emulator: Emulator;
}

/** Starts an emulator for a test file; it is empty at the start of each test. New files use fixtures.ts. */
export function createScene(options: EmulatorOptions = {}): Scene {
  let started: TestEmulator | undefined;
  const running = (): TestEmulator => {
    if (started === undefined) throw new Error("the emulator has not started yet");
    return started;
  };
  beforeAll(async () => {
    started = await startTestEmulator(options);
  });
  beforeEach(() => running().reset());
  afterAll(() => started?.close());
  return {
    get url() {
      return running().url;
    },
    get apiKey() {
      return running().apiKey;
    },
    get config() {
      return running().config;
    },
    get emulator() {
      return running().server;
    },
    calls: () => running().calls(),
    request: (...args) => running().request(...args),
    createPal: () => running().createPal(),
    tools: (apiKey) => running().tools(apiKey),
  };
}
