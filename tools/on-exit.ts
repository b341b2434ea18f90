type Undo = () => void;

const pending = new Set<Undo>();
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
let listening = false;

/**
 * Registers `undo` for every end of this process except SIGKILL. Returns a function that removes it. `undo` runs while the process exits, so it must
 * be synchronous.
 */
export function onExit(undo: Undo): () => void {
  listen();
  pending.add(undo);
  return () => pending.delete(undo);
}

function listen(): void {
  if (listening) return;
  listening = true;
  process.on("exit", () => {
    // Runs in reverse order, so that processes that write into a folder end before the folder is removed.
    for (const undo of [...pending].reverse()) undo();
  });
  for (const [signal, exitCode] of Object.entries(signals)) {
    // If there is nothing to undo, a signal has its usual effect.
    process.on(signal, () => {
      if (pending.size > 0 || process.listenerCount(signal) === 1) process.exit(exitCode);
    });
  }
}
