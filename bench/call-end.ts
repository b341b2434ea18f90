import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../tools/chromium.ts";
import type { Row } from "./table.ts";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const TRANSCRIPT = [
  { role: "assistant", content: "How can I help?" },
  { role: "user", content: "Order 4711 never arrived, and I need it by Friday." },
];

/** An endpoint, and the emulator in a separate process that stores everything in a file, as users run it. */
async function start() {
  const answered: number[] = [];
  const endpoint = createServer((request, response) => {
    request.resume().on("end", () => {
      response.end("ok");
      answered.push(Date.now());
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const hook = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-bench-"));
  const child = spawn("node", [CLI, "dev", "--port", "0", "--json", "--persist", join(folder, "bench.sqlite")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const [first] = (await once(lines, "line")) as [string];
  lines.on("line", () => {});
  const { url } = JSON.parse(first) as { url: string };
  const call = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(url + path, {
      method: "POST",
      headers: { "x-api-key": "emulator" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Record<string, unknown>;
  };
  await call("/v2/tools", {
    name: "log_note",
    description: "Log a note.",
    trigger_type: "post_call",
    parameters: {
      type: "object",
      properties: { message: { type: "string", description: "What the caller wanted." } },
      required: ["message"],
    },
    delivery: { api: { url: `${hook}/n`, auth: { type: "hmac", secret: "bench" } } },
  });
  return {
    url,
    hook,
    answered,
    trial: () => call("/_emulator/trials", { target: "log_note", transcript: TRANSCRIPT }),
    /** Resident memory in MB. */
    memory: (): number =>
      Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" })) / 1024,
    close: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      endpoint.closeAllConnections();
      await new Promise((resolve) => endpoint.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs `count` pieces of work, `width` at a time. */
async function many(count: number, width: number, work: () => Promise<unknown>): Promise<number> {
  let left = count;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (left > 0) {
        left -= 1;
        await work();
      }
    }),
  );
  return (count / (performance.now() - started)) * 1000;
}

/**
 * Measures the end of calls with one delivery each, which is filled in, signed, sent, and reported. The minimum is two bare requests: one ends the
 * call, and one is the delivery.
 * @returns the row, and the memory after each part of the calls
 */
export async function measureCallEnds(calls: number): Promise<{ row: Row; memory: [calls: number, mb: number][] }> {
  const running = await start();
  try {
    await many(Math.min(200, calls), 8, running.trial);
    const post = () =>
      fetch(running.hook, { method: "POST", body: "x".repeat(300) }).then((response) => response.text());
    const floor = await many(Math.min(calls, 2000), 8, () => post().then(post));
    const memory: [number, number][] = [];
    const speeds: number[] = [];
    for (let part = 1; part <= 5; part += 1) {
      speeds.push(await many(calls / 5, 8, running.trial));
      memory.push([(calls / 5) * part, running.memory()]);
    }
    const ours = Math.min(...speeds);
    return {
      row: { what: "call ends with a delivery", unit: "per s", ours, floor, floorIs: "two bare requests each" },
      memory,
    };
  } finally {
    await running.close();
  }
}

/** Milliseconds from the endpoint's response until the page in a real browser shows the delivery. */
export async function measurePage(deliveries: number): Promise<{ median: number; worst: number }> {
  const [running, browser] = [await start(), await launchChromium()];
  try {
    // Lets the benchmark inspect the page. Users' browsers enforce the page's policy.
    const page = await (await browser.newContext({ bypassCSP: true })).newPage();
    await page.goto(running.url);
    await page.locator("body[data-stream=open]").waitFor();
    await page.evaluate(`window.shown = []; new MutationObserver((all) => { for (const { addedNodes } of all) for (const node of addedNodes)
      if (node.classList?.contains("delivery")) window.shown.push(Date.now()); }).observe(document.getElementById("deliveries"), { childList: true })`);
    const taken: number[] = [];
    for (let i = 1; i <= deliveries; i += 1) {
      await running.trial();
      await page.waitForFunction(`window.shown.length === ${i}`);
      taken.push(Number(await page.evaluate("window.shown.at(-1)")) - (running.answered.at(-1) ?? 0));
    }
    taken.sort((a, b) => a - b);
    return { median: taken[Math.floor(taken.length / 2)] ?? 0, worst: taken.at(-1) ?? 0 };
  } finally {
    await browser.close();
    await running.close();
  }
}
