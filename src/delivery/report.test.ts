import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { deliverReported } from "./report.ts";
import { createTokenCache } from "./tokens.ts";

async function silentEndpoint(): Promise<string> {
  const server = createServer(() => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/n`;
}

it.each([0.05, 0.0123, 0.0001])(
  "waits %d s for an endpoint, a time that isn't in whole milliseconds (D-20)",
  async (timeout) => {
    const request = { method: "HEAD", url: await silentEndpoint(), headers: {} };
    const options = { tokens: createTokenCache(Date.now), allowNonPublic: true };
    const { properties } = await deliverReported(request, { timeout }, options);
    expect(properties).toMatchObject({ status: "timeout" });
  },
);
