import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { generate } from "selfsigned";
import { expect, it, onTestFinished } from "vitest";
import { TavusClient } from "../client.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { quiet, rejection } from "../testing/harness.ts";

// A self-signed certificate, created again for each run, that nobody trusts.
const { private: KEY, cert: CERTIFICATE } = await generate([{ name: "commonName", value: "localhost" }], {
  keyType: "ec",
});

async function clientOf(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const clock = new FakeClock();
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new TavusClient({ apiKey: "k", baseUrl }, { clock, random: () => 0, cancellation: quiet });
  onTestFinished(async () => {
    await client.close();
    await new Promise((resolve) => server.close(resolve));
  });
  return { client, clock, baseUrl };
}

it("an untrusted certificate is never retried, and the key is never sent", async () => {
  let requests = 0;
  const server = createTlsServer({ key: KEY, cert: CERTIFICATE }, (_request, response) => {
    requests++;
    response.end("[]");
  });
  const { client, clock, baseUrl } = await clientOf(server);
  const error = await rejection(client.createTool({ name: "n", description: "d" }));
  expect(error.name).toBe("NetworkError");
  expect(error.message).toMatch(
    `Could not create tool "n": no secure connection to ${baseUrl} for POST /v2/tools (DEPTH_ZERO_SELF_SIGNED_CERT, self-signed certificate`,
  );
  expect(error).toMatchObject({ failure: { outcome: { kind: "untrusted" } } });
  expect(clock.slept).toEqual([]);
  expect(requests).toBe(0);
});

it("a reset during the handshake isn't a lost POST: it is repeated without a look-up", async () => {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections++;
    socket.on("error", () => undefined);
    socket.resetAndDestroy();
  });
  const { client, clock } = await clientOf(server);
  const error = await rejection(client.createTool({ name: "n", description: "d" }));
  expect(error).toMatchObject({ name: "NetworkError", sent: false });
  expect(connections).toBe(4);
  expect(clock.slept).toHaveLength(3);
});
