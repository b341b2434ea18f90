import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The service of the demo: an endpoint for the action at /notes, and one for the conversation's events at /events. */
export interface Receiver {
  readonly url: string;
  readonly notes: Received[];
  readonly events: Received[];
  close(): Promise<void>;
}

export async function startReceiver(token: string): Promise<Receiver> {
  const notes: Received[] = [];
  const events: Received[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const received = { method, url, headers, body: await text(request) };
    const isNote = url.startsWith("/notes");
    if (isNote && headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end("who are you?");
      return;
    }
    (isNote ? notes : events).push(received);
    response.writeHead(200).end("noted");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    notes,
    events,
    close: async () => {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}
