import type { Change, World } from "../world.ts";

const KINDS: readonly Change[] = ["tools", "pals", "conversations", "deliveries"];

/** A stream of server-sent events, one for each change; it ends with the emulator or when nobody listens any more. */
export function changeStream({ changes, closing }: World): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const ended = new AbortController();
  return new ReadableStream({
    start: (controller) => {
      // At once, so that the browser knows that it listens.
      controller.enqueue(encoder.encode(": listening\n\n"));
      for (const kind of KINDS)
        changes.addEventListener(kind, () => controller.enqueue(encoder.encode(`event: change\ndata: ${kind}\n\n`)), {
          signal: ended.signal,
        });
      closing.addEventListener(
        "abort",
        () => {
          ended.abort();
          controller.close();
        },
        { signal: ended.signal },
      );
    },
    cancel: () => ended.abort(),
  });
}
