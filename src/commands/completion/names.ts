import { kindOf } from "../../state-format/type-tokens.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { readAccount, stackToRead } from "../account.ts";
import { withClient } from "../clients.ts";
import { exportStack, nameOf, resourcesOf, type StackOptions } from "../stack/index.ts";
import type { Names } from "./candidates.ts";

type Source = () => Promise<readonly string[]>;

/** The sources of these kinds of names: the account, or the state of the stack. */
export function sourcesOf(kinds: readonly Names[], options: StackOptions): Source[] {
  const ofAccount = kinds.filter((kind) => kind !== "resources");
  return [
    ...(ofAccount.length === 0 ? [] : [() => readAccountNames(ofAccount, options)]),
    ...(ofAccount.length === kinds.length ? [] : [() => readResourceNames(options)]),
  ];
}

/** Collects the names that the sources return before the time limit, sorted. Ignores sources that fail. */
export async function collectNames(
  sources: readonly Source[],
  patienceMs: number,
): Promise<{ readonly names: string[]; readonly isWhole: boolean }> {
  const names = new Set<string>();
  const reading = sources.map(async (read) => {
    for (const name of await read().catch(() => [])) names.add(name);
  });
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), patienceMs);
  const isWhole = await Promise.race([Promise.all(reading).then(() => true), late]);
  clearTimeout(timer);
  return { names: [...names].sort(), isWhole };
}

async function readAccountNames(kinds: readonly Names[], options: StackOptions): Promise<string[]> {
  const account = await readAccount(options);
  const names = await withClient(account, (client) => Promise.all(kinds.map((kind) => namesOf(client, kind))));
  return names.flat();
}

const DAY_MS = 86_400_000;

async function namesOf(client: TavusClient, kind: Names): Promise<string[]> {
  if (kind === "tools") return (await client.listTools()).map(({ name }) => name);
  if (kind === "conversations") return (await client.listConversations(Date.now() - DAY_MS)).map(({ id }) => id);
  const pals = await client.listPals();
  return pals.map(({ id, name }) => (kind === "pals" ? name : id));
}

/** Reads the stored state without decrypting it. It needs no passphrase and runs no program or provider. */
async function readResourceNames(options: StackOptions): Promise<string[]> {
  const stack = stackToRead(options);
  if (stack === undefined) return [];
  return resourcesOf(await exportStack(stack))
    .filter(({ type }) => kindOf(type) === "tool")
    .map(({ urn }) => nameOf(String(urn)));
}
