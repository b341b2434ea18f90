import { CHANGES, type EmulatorServices } from "../services.ts";

/** Changes that may wait to be read. */
const UNREAD_MAX = 1000;

/** A stream of server-sent events, one for each change; it ends with the emulator or when nobody listens anymore. */
export function changeStream({ changes, closing }: EmulatorServices): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  // Each by its name: Node holds what a listener's `signal` would remove weakly, and after a garbage collection removes nothing. A listener
  // that is left would write to a stream that has ended, which nobody catches.
  let stop = (): void => {};
  return new ReadableStream({
    start: (controller) => {
      const tell = ({ type }: Event): void => {
        // Who doesn't read is not written to for ever.
        if ((controller.desiredSize ?? 0) < -UNREAD_MAX) end();
        else controller.enqueue(encoder.encode(`event: change\ndata: ${type}\n\n`));
      };
      const end = (): void => {
        stop();
        controller.close();
      };
      stop = () => {
        for (const kind of CHANGES) changes.removeEventListener(kind, tell);
        closing.removeEventListener("abort", end);
      };
      // At once, so that the browser knows that it listens.
      controller.enqueue(encoder.encode(": listening\n\n"));
      if (closing.aborted) return controller.close();
      for (const kind of CHANGES) changes.addEventListener(kind, tell);
      closing.addEventListener("abort", end);
    },
    cancel: () => stop(),
  });
}
