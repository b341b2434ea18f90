import { type Account, clientFor, type TavusClient } from "../tavus-api/client.ts";
import type { StackResource, StackState } from "./stack/index.ts";

export async function withClient<T>(account: Account, work: (client: TavusClient) => Promise<T>): Promise<T> {
  const client = clientFor(account);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

export async function withClients<T>(
  state: StackState,
  work: (clientOf: (resource: StackResource) => TavusClient) => Promise<T>,
): Promise<T> {
  const clients = new Set<TavusClient>();
  try {
    return await work((resource) => {
      const client = clientFor(state.accountOf(resource));
      clients.add(client);
      return client;
    });
  } finally {
    await Promise.all([...clients].map((client) => client.close()));
  }
}
