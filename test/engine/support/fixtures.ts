import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { afterAll, test as base, beforeAll, beforeEach } from "vitest";
import type { EmulatorOptions } from "../../../src/emulator.ts";
import { startTestEmulator, type TestEmulator } from "./emulator.ts";
import { createStack, type StackOptions, type TestStack } from "./stack.ts";

export type CreateStack = (program: PulumiFn, options?: Omit<StackOptions, "program">) => Promise<TestStack>;

/**
 * Vitest's `test` with the file's emulator and stacks that use it. The emulator isn't emptied between tests, because tests can share resources that a
 * `test.beforeAll` has deployed. A file whose tests share nothing calls `emulator.reset()` in `test.beforeEach`.
 */
export const test = base
  /** For a file that needs another emulator: `test.override("emulatorOptions", { scope: "file" }, () => ({ delayMs: 10 }))`. */
  .extend("emulatorOptions", { scope: "file" }, (): EmulatorOptions => ({}))
  .extend("emulator", { scope: "file" }, async ({ emulatorOptions }, { onCleanup }) => {
    const emulator = await startTestEmulator(emulatorOptions);
    onCleanup(() => emulator.close());
    return emulator;
  })
  /** A stack with the emulator's settings, unless `config` overrides them. It is disposed of at the end of the file. */
  .extend("createStack", { scope: "file" }, async ({ emulator }, { onCleanup }): Promise<CreateStack> => {
    const stacks: TestStack[] = [];
    onCleanup(async () => {
      await Promise.all(stacks.map((stack) => stack.dispose()));
    });
    return async (program, options = {}) => {
      const stack = await createStack({ program, config: emulator.config, ...options });
      stacks.push(stack);
      return stack;
    };
  });

/** The emulator of a file whose helpers also use it. It is empty at the start of each test. */
export function useEmulator(options: EmulatorOptions = {}): TestEmulator {
  let started: TestEmulator | undefined;
  const running = (): TestEmulator => {
    if (started === undefined)
      throw new Error("the emulator starts before the first test, not while the file is loaded");
    return started;
  };
  beforeAll(async () => {
    started = await startTestEmulator(options);
  });
  beforeEach(() => running().reset());
  afterAll(() => started?.close());
  // Calls each method on the emulator itself, so that this code doesn't have to list them.
  return new Proxy({} as TestEmulator, {
    get: (_target, name) => Reflect.get(running(), name),
    set: (_target, name, value) => Reflect.set(running(), name, value),
  });
}
