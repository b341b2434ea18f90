import { CHANGES, type EmulatorServices } from "../services.ts";

/** The maximum number of changes that wait to be read. */
const UNREAD_MAX = 1000;

/** A stream of server-sent events, one for each change. It ends when the emulator closes or nobody listens anymore. */
export function changeStream({ changes, closing }: EmulatorServices): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  // Removes each listener by name, not by `signal`. Node holds the listeners of a signal only weakly, so after a garbage collection, the signal
  // removes nothing. A remaining listener would write to a stream that has ended, and nobody would catch the error.
  let stop = (): void => {};
  return new ReadableStream({
    start: (controller) => {
      const tell = ({ type }: Event): void => {
        // Ends the stream of a client that doesn't read.
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
      // Sent immediately, so that the browser knows that the stream is open.
      controller.enqueue(encoder.encode(": listening\n\n"));
      if (closing.aborted) return controller.close();
      for (const kind of CHANGES) changes.addEventListener(kind, tell);
      closing.addEventListener("abort", end);
    },
    cancel: () => stop(),
  });
}
