import type { TavusClient } from "../../tavus-api/client.ts";
import { harden, type ResourceHandlers } from "../runtime.ts";

export const SECRET = "c4nary-s3cret";
export const KEY = "key-of-the-account";
/** Handlers that do nothing. */
export const nothing: ResourceHandlers = {
  secretPaths: [["auth", "token"]],
  check: () => [],
  diff: () => ({ changed: false, replaces: [] }),
  create: async () => ({ id: "t1", outputs: {} }),
  read: async () => undefined,
  missing: (id) => `There is no ${id}.`,
  update: async () => ({ outputs: {} }),
  delete: async () => {},
};
/** A provider with these handlers, some of which a test can replace. */
export const provider = (handlers: Partial<ResourceHandlers>, env: NodeJS.ProcessEnv = { TAVUS_API_KEY: KEY }) =>
  harden({ ...nothing, ...handlers }, { connect: async () => ({}) as TavusClient, env });
