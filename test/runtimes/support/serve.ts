import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { onTestFinished } from "vitest";

/** The address of a server on loopback that ends with the test. */
export async function serve(given: Server | RequestListener): Promise<string> {
  const server = typeof given === "function" ? createServer(given) : given;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
