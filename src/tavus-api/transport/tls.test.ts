import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { TavusClient } from "../client.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { quiet, rejection } from "../testing/harness.ts";

// Signed by itself, for localhost only: made for this test, trusted by nobody.
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVXpCWSQAOYYO9Od2
oGYjH7PHAXv/Lv4DlhEKoLX6Ob2hRANCAASdciWWcCLxPSh9XpC7OSGthCmYF4xh
nRto6Vv41mHV1T3rvrBF2kMcNJ6ow1xFJG9YV0fjYO+7LMzFLxiPq/R+
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmTCCAT+gAwIBAgIUL5+08WJ6u0TN5cX0jRrOAoUBeOowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyMzA5MjkzNloXDTM2MTEyMDA5
MjkzNlowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEnXIllnAi8T0ofV6QuzkhrYQpmBeMYZ0baOlb+NZh1dU9676wRdpDHDSe
qMNcRSRvWFdH42DvuyzMxS8Yj6v0fqNvMG0wHQYDVR0OBBYEFH31mn0atikkUjps
mT+CqcB1ZtG4MB8GA1UdIwQYMBaAFH31mn0atikkUjpsmT+CqcB1ZtG4MA8GA1Ud
EwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49
BAMCA0gAMEUCIDub6kGyDUQJoaxXUtnQLhomSSXfKhroOfbwPBJ8VEY9AiEAwUBK
fnFFtchtuXKkEjm0jaYztmjZUrLQdRNhEMTqkNc=
-----END CERTIFICATE-----`;

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

it("a certificate that nobody vouches for is never retried, and the key is never sent", async () => {
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
  expect(error.message).toContain("NODE_EXTRA_CA_CERTS");
  expect(clock.slept).toEqual([]);
  expect(requests).toBe(0);
});

it("a reset during the handshake is no lost POST: it is repeated without a look-up", async () => {
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
