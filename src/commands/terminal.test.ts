import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { colored, note, withProgress } from "./terminal.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Runs work that takes this many seconds, and returns what a terminal shows. */
async function shown(seconds: number, isTTY: boolean): Promise<string[]> {
  const written: string[] = [];
  const work = new Promise<string>((resolve) => setTimeout(() => resolve("done"), seconds * 1000));
  const result = withProgress("Reading", () => work, { isTTY, write: (text) => written.push(text) });
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  expect(await result).toBe("done");
  return written;
}

it("shows on a terminal that something takes more than a second, and clears the line", async () => {
  vi.stubEnv("TERM", "xterm");
  expect(await shown(2.5, true)).toEqual(["\r\u001b[2KReading … 1 s", "\r\u001b[2KReading … 2 s", "\r\u001b[2K"]);
});

it("shows nothing for quick work, in a pipe, or on a terminal that can't clear a line", async () => {
  vi.stubEnv("TERM", "xterm");
  expect(await shown(0.9, true)).toEqual([]);
  expect(await shown(5, false)).toEqual([]);
  vi.stubEnv("TERM", "dumb");
  expect(await shown(5, true)).toEqual([]);
});

it("clears the line before other output, and writes no progress to a pipe", async () => {
  vi.stubEnv("TERM", "xterm");
  const written: string[] = [];
  const terminal = { isTTY: true, write: (text: string) => written.push(text) };
  note("before", terminal);
  const work = new Promise<void>((resolve) => setTimeout(resolve, 1500));
  const result = withProgress("Reading", () => work, terminal);
  await vi.advanceTimersByTimeAsync(1000);
  note("meanwhile", terminal);
  await vi.advanceTimersByTimeAsync(500);
  await result;
  expect(written).toEqual(["before\n", "\r\u001b[2KReading … 1 s", "\r\u001b[2Kmeanwhile\n", "\r\u001b[2K"]);
});

it("clears the line if the work fails", async () => {
  vi.stubEnv("TERM", "xterm");
  const written: string[] = [];
  const work = new Promise((_, reject) => setTimeout(() => reject(new Error("no")), 1500));
  const result = withProgress("Reading", () => work, { isTTY: true, write: (text) => written.push(text) });
  const failed = expect(result).rejects.toThrow("no");
  await vi.advanceTimersByTimeAsync(1500);
  await failed;
  expect(written.at(-1)).toBe("\r\u001b[2K");
});

it("has no colors in a pipe, and none with NO_COLOR", () => {
  vi.stubEnv("NO_COLOR", undefined);
  vi.stubEnv("TERM", "xterm");
  const on = (isTTY: boolean) => (status: string, text?: string) => colored(status, text, { isTTY, write: () => {} });
  expect(on(false)("FAIL")).toBe("FAIL");
  expect(on(true)("FAIL")).toBe("\u001b[31mFAIL\u001b[39m");
  expect(on(true)("success", "success in 3 ms")).toBe("\u001b[32msuccess in 3 ms\u001b[39m");
  expect(on(true)("other")).toBe("other");
  vi.stubEnv("NO_COLOR", "1");
  expect(on(true)("FAIL")).toBe("FAIL");
});
