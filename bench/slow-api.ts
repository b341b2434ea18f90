import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createEmulator } from "pulumi-tavus/emulator";

export interface Slowness {
  /** Milliseconds until a request is handled. */
  readonly latency: number;
  /** The number of requests that are allowed per second, and at the same time. Further requests get a 429 with `Retry-After: 1`. @default no limit */
  readonly limit?: number;
}

/** A distant account that counts requests. */
export interface SlowApi {
  readonly url: string;
  readonly apiKey: string;
  /** Returns the counts since the last call. */
  takeCounts(): Counts;
  close(): Promise<void>;
}

export interface Counts {
  /** Includes requests that got a 429. */
  readonly requests: number;
  readonly throttled: number;
  /** Seconds from the first request's arrival to the last response. */
  readonly seconds: number;
}

/** The emulator behind a slow proxy. */
export async function startSlowApi({ latency, limit }: Slowness): Promise<SlowApi> {
  const emulator = await createEmulator();
  let [requests, throttled, first, last] = [0, 0, 0, 0];
  let [tokens, filledAt] = [limit ?? Number.POSITIVE_INFINITY, performance.now()];
  const isOver = (): boolean => {
    if (limit === undefined) return false;
    const now = performance.now();
    [tokens, filledAt] = [Math.min(limit, tokens + ((now - filledAt) / 1000) * limit), now];
    if (tokens < 1) return true;
    tokens -= 1;
    return false;
  };
  const server = createServer(async (request, response) => {
    if (requests === 0) first = performance.now();
    requests += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const over = isOver();
    if (over) throttled += 1;
    await new Promise((resolve) => setTimeout(resolve, latency));
    const answer = over
      ? new Response("{}", { status: 429, headers: { "retry-after": "1" } })
      : await fetch(`${emulator.url}${request.url}`, {
          method: request.method ?? "GET",
          headers: { "x-api-key": String(request.headers["x-api-key"]), "content-type": "application/json" },
          ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
        });
    response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), date: new Date().toUTCString() });
    response.end(Buffer.from(await answer.arrayBuffer()));
    last = performance.now();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: emulator.apiKey,
    takeCounts: () => {
      const counts = { requests, throttled, seconds: (last - first) / 1000 };
      [requests, throttled, first, last] = [0, 0, 0, 0];
      [tokens, filledAt] = [limit ?? Number.POSITIVE_INFINITY, performance.now()];
      return counts;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await emulator.close();
    },
  };
}
