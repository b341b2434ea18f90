import { clientFor, type TavusClient } from "../tavus-api/client.ts";
import type { StackResource, StackState } from "./stack/index.ts";

/** Runs a function with clients for the accounts of a stack, and closes them afterward. */
export async function withClients<T>(
  state: StackState,
  look: (clientOf: (resource: StackResource) => TavusClient) => Promise<T>,
): Promise<T> {
  const clients = new Set<TavusClient>();
  try {
    return await look((resource) => {
      const client = clientFor(state.accountOf(resource));
      clients.add(client);
      return client;
    });
  } finally {
    await Promise.all([...clients].map((client) => client.close()));
  }
}
