import type { SignalHost } from "../transport/cancellation.ts";

type Listener = Parameters<SignalHost["on"]>[1];

/** A process that only records calls. */
export class FakeHost implements SignalHost {
  readonly listeners: [string, Listener][] = [];
  readonly raised: string[] = [];

  on(signal: string, listener: Listener): void {
    this.listeners.push([signal, listener]);
  }

  removeListener(signal: string, listener: Listener): void {
    const at = this.listeners.findIndex(([name, known]) => name === signal && known === listener);
    if (at >= 0) this.listeners.splice(at, 1);
  }

  listenerCount(signal: string): number {
    return this.listeners.filter(([name]) => name === signal).length;
  }

  raise(signal: string): void {
    this.raised.push(signal);
  }

  send(signal: "SIGINT" | "SIGTERM"): void {
    for (const [name, listener] of [...this.listeners]) if (name === signal) listener(signal);
  }
}
