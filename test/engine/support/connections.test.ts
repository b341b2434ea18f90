import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type ServiceError,
} from "@grpc/grpc-js";
import { expect, it, onTestFinished } from "vitest";
import { grpcClientOptions } from "./stack.ts";

const asIs = (bytes: Buffer): Buffer => bytes;
const service = {
  ask: {
    path: "/engine.Engine/Ask",
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
} satisfies ServiceDefinition;

async function serve(port = 0): Promise<{ server: Server; port: number }> {
  const server = new Server();
  server.addService(service, {
    ask: (_call: unknown, answer: (error: null, bytes: Buffer) => void) => answer(null, Buffer.from("here")),
  });
  const bound = await new Promise<number>((resolve, reject) => {
    const credentials = ServerCredentials.createInsecure();
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, found) => (error ? reject(error) : resolve(found)));
  });
  onTestFinished(() => server.forceShutdown());
  return { server, port: bound };
}

function connect(port: number): () => Promise<string> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), grpcClientOptions);
  onTestFinished(() => client.close());
  return () =>
    new Promise((resolve) => {
      const { path } = service.ask;
      client.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), (error: ServiceError | null, bytes?: Buffer) =>
        resolve(error?.details ?? String(bytes)),
      );
    });
}

it("reaches an engine on the port of an earlier one", async () => {
  const { server, port } = await serve();
  const askEarlier = connect(port);
  expect(await askEarlier()).toBe("here");
  server.forceShutdown();
  expect(await askEarlier()).toContain("No connection established");

  await serve(port);
  expect(await connect(port)()).toBe("here");
});
