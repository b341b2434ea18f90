import type { Tool } from "../contract/index.ts";
import type { Settings } from "../provider/settings.ts";
import type { TavusClient } from "../tavus-api/client.ts";
import type { Pal } from "../tavus-api/reads/pal-list.ts";

/** The tools and PALs of one account. Each list is read once, when the first look-up needs it. */
export interface AccountLists {
  tools(): Promise<readonly Tool[]>;
  pals(): Promise<readonly Pal[]>;
}

/**
 * One entry for each run of a program. A process can run several programs, or one program several times (Automation API), and each run must see the
 * current account.
 */
const runs = new WeakMap<object, Map<string, AccountLists>>();

/** The lists that all look-ups of a run share for an account. */
export function listsOf(run: object, settings: Settings): AccountLists {
  const accounts = runs.get(run) ?? new Map<string, AccountLists>();
  runs.set(run, accounts);
  const key = JSON.stringify([settings.baseUrl, settings.apiKey]);
  const lists = accounts.get(key) ?? readLists(settings);
  accounts.set(key, lists);
  return lists;
}

function readLists(settings: Settings): AccountLists {
  // Loaded only here, because a program without look-ups makes no request.
  const client = async (): Promise<TavusClient> => (await import("../tavus-api/client.ts")).clientFor(settings);
  return {
    tools: once(async () => (await client()).listTools()),
    pals: once(async () => (await client()).listPals()),
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}
