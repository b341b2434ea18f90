import { logInternal } from "./http-error.ts";

/** Work that outlives the request that started it. */
export interface Background {
  run(work: Promise<void>): void;
  /** Starts after earlier work with the same key has ended. */
  runInOrder(key: string, work: () => Promise<void>): void;
  /** Resolves when no work is running anymore. */
  idle(): Promise<void>;
}

export function createBackground(): Background {
  const running = new Set<Promise<void>>();
  const last = new Map<string, Promise<void>>();
  const run = (work: Promise<void>): Promise<void> => {
    const tracked = work.catch(logInternal).finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  };
  return {
    run: (work) => void run(work),
    runInOrder: (key, work) => {
      const next: Promise<void> = run((last.get(key) ?? Promise.resolve()).then(work)).finally(() => {
        if (last.get(key) === next) last.delete(key);
      });
      last.set(key, next);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
