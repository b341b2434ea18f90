type Undo = () => void;

const pending = new Set<Undo>();
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
let listening = false;

/**
 * Keeps `undo` for the end of this process, however it ends short of SIGKILL. Returns a function that withdraws it.
 * `undo` runs while the process exits: it must be synchronous.
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
    // The last first: what writes into a folder is ended before the folder goes.
    for (const undo of [...pending].reverse()) undo();
  });
  for (const [signal, exitCode] of Object.entries(signals)) {
    // With nothing to undo a signal does what it would do without this listener.
    process.on(signal, () => {
      if (pending.size > 0 || process.listenerCount(signal) === 1) process.exit(exitCode);
    });
  }
}
