import { logInternal } from "./http-error.ts";

/** Work that outlives the request that started it. */
export function createBackground() {
  const running = new Set<Promise<void>>();
  const last = new Map<string, Promise<void>>();
  const run = (work: Promise<void>): Promise<void> => {
    const tracked = work.catch(logInternal).finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  };
  return {
    run: (work: Promise<void>): void => void run(work),
    /** Starts work after earlier work with the same key has ended. */
    runInOrder: (key: string, work: () => Promise<void>): void => {
      const next: Promise<void> = run((last.get(key) ?? Promise.resolve()).then(work)).finally(() => {
        if (last.get(key) === next) last.delete(key);
      });
      last.set(key, next);
    },
    /** Resolves when no more work is running. */
    idle: async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
