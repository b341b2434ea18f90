import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { CHANGES, type EmulatorServices } from "../services.ts";
import { createConversation, createTool, postCall, startEmulator } from "../testing/start.ts";
import { changeStream } from "./changes.ts";

describe("the stream of changes", () => {
  it("goes on until the browser leaves or the emulator ends", async () => {
    const { emulator, call } = await startEmulator();
    const leave = new AbortController();
    const left = await fetch(`${emulator.url}/_page/changes`, { signal: leave.signal });
    leave.abort();
    await expect(left.text()).rejects.toThrow();
    const stream = await fetch(`${emulator.url}/_page/changes`);
    expect(stream.headers.get("content-type")).toBe("text/event-stream");
    await createTool(call, postCall());
    let text = "";
    // The connection breaks when the emulator closes. The browser then reconnects its stream.
    await expect(async () => {
      for await (const chunk of stream.body ?? []) {
        text += new TextDecoder().decode(chunk);
        if (text.includes("requests")) await emulator.close();
      }
    }).rejects.toThrow("terminated");
    expect(text).toBe(": listening\n\nevent: change\ndata: tools\n\nevent: change\ndata: requests\n\n");
  });

  it("reports a transcript that a program sets, and a reset by the process", async () => {
    const { emulator, call } = await startEmulator();
    const { id } = await createConversation(call, { url: "https://a.co" });
    const stream = await fetch(`${emulator.url}/_page/changes`);
    const reader = (stream.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    const next = async (): Promise<string[]> =>
      [...String((await reader.read()).value).matchAll(/data: (\w+)/g)].map(([, kind = ""]) => kind);
    expect(await next()).toEqual([]);
    await call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: [] });
    expect(await next()).toEqual(["conversations"]);
    emulator.reset();
    const seen = new Set<string>();
    while (seen.size < CHANGES.length) for (const kind of await next()) seen.add(kind);
    expect([...seen]).toEqual([...CHANGES]);
    await reader.cancel();
  });

  it("leaves nothing behind of a stream that has ended, also after a garbage collection", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const changes = new EventTarget();
    const closing = new AbortController();
    const start = () => changeStream({ changes, closing: closing.signal } as unknown as EmulatorServices).getReader();
    const readers = Array.from({ length: 4 }, start);
    expect(getEventListeners(changes, "tools")).toHaveLength(4);
    // A weakly held object lives until the end of a turn, and the objects that it holds until the end of the next one.
    for (let turn = 0; turn < 10; turn += 1) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const reader of readers) await reader.cancel();
    for (const kind of ["tools", "pals", "conversations", "deliveries"])
      expect(getEventListeners(changes, kind)).toEqual([]);
    expect(getEventListeners(closing.signal, "abort")).toEqual([]);
  });

  it("ends for who doesn't read, instead of keeping everything for them", async () => {
    const changes = new EventTarget();
    const stream = changeStream({ changes, closing: new AbortController().signal } as unknown as EmulatorServices);
    for (let i = 0; i < 5_000; i += 1) changes.dispatchEvent(new Event("tools"));
    expect(getEventListeners(changes, "tools")).toEqual([]);
    const kept = (await new Response(stream).text()).split("\n\n").length;
    expect(kept).toBeGreaterThan(1_000);
    expect(kept).toBeLessThan(1_010);
  });

  it("ends a stream that begins while the emulator ends", async () => {
    const services = { changes: new EventTarget(), closing: AbortSignal.abort() } as unknown as EmulatorServices;
    const reader = changeStream(services).getReader();
    await reader.read();
    expect(await reader.read()).toMatchObject({ done: true });
  });

  it("opens no stream for a HEAD, which nobody would end", async () => {
    const { emulator } = await startEmulator();
    const listening = vi.spyOn(EventTarget.prototype, "addEventListener");
    onTestFinished(() => listening.mockRestore());
    const answer = await fetch(`${emulator.url}/_page/changes`, { method: "HEAD" });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    expect(listening.mock.calls.filter(([kind]) => kind === "deliveries")).toEqual([]);
  });
});
