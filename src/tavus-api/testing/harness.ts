import { onTestFinished } from "vitest";
import { type ClientOptions, TavusClient } from "../client.ts";
import { Cancellation } from "../transport/cancellation.ts";
import { FakeClock } from "./fake-clock.ts";
import { type Handler, ScriptedServer } from "./scripted-server.ts";

export const API_KEY = "key-canary-0123456789abcdef";

/** A client without a listener for signals. */
export const quiet = new Cancellation({
  on: () => undefined,
  removeListener: () => undefined,
  listenerCount: () => 1,
  raise: () => undefined,
});

/** A scripted server and its client, on a clock that never waits and without jitter. */
export async function setUp(handler?: Handler, options: ClientOptions = {}) {
  const server = await ScriptedServer.start(handler);
  const clock = new FakeClock();
  const client = new TavusClient(
    { apiKey: API_KEY, baseUrl: server.url },
    { clock, random: () => 0, cancellation: quiet, ...options },
  );
  onTestFinished(async () => {
    await server.close();
    await client.close();
  });
  return { server, clock, client };
}

/** The reason of a promise's rejection. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`rejected with ${typeof error}`);
  }
  throw new Error("was not rejected");
}
