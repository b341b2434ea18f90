import { type JsonObject, jsonEqual } from "../contract/index.ts";
import type { Settings } from "./settings.ts";

/** Another resource of the program. */
export interface Owner {
  /** What the program calls it, which may be another name than the state's. */
  readonly name: unknown;
  /** It gives its former name up, or ends. */
  readonly isRenamed: boolean;
  /** It is what the resource that asks is to replace. */
  readonly isReplaced?: boolean;
}

export interface OwnershipOptions {
  /** What the resources of this process hold, by `accountName`. */
  readonly held: Set<string>;
  readonly holds: (id: string, outputs: JsonObject) => readonly string[];
  /** Ids are what the inputs say, and to make one again that is there does no harm. */
  readonly hasKnownIds: boolean;
}

/** A creation under way. */
export interface Creation {
  /** Takes an id for it, until it fails; where another resource has that, answers which. */
  claim(id: string): Owner | undefined;
  succeed(id: string, outputs: JsonObject): void;
  fail(): void;
}

/** A name, together with its account. A preview may not know the account. */
export const accountName = (account: Settings | undefined, name: unknown): string =>
  JSON.stringify([account?.baseUrl, account?.apiKey, name]);

/**
 * Which resource of a kind has which id, in a process that lives for one operation of the engine. Two resources of a program must never get the same
 * object, and deleting one resource must not delete the object of another.
 */
export class Ownership {
  readonly #options: OwnershipOptions;
  /** The resources of the program that have an id, by this id, with their state when they were compared. */
  readonly #managed = new Map<string, Owner & { readonly state?: JsonObject }>();
  /** By claimed id: whether the creation got it. */
  readonly #claims = new Map<string, Promise<boolean>>();
  /** The ids that are deleted, or are about to be. */
  readonly #ended = new Set<string>();
  /** By id of an object that will be replaced: the name of the replacement. */
  readonly #replaced = new Map<string, unknown>();
  /** The names of the program, by `accountName`. */
  readonly #names = new Set<string>();

  constructor(options: OwnershipOptions) {
    this.#options = options;
  }

  /** A resource of the program has this name. */
  declare(account: Settings | undefined, name: string): void {
    this.#names.add(accountName(account, name));
  }

  /**
   * Remembers what was created, taken over or updated. Nothing is deleted in the operation that created it; a deletion of it is that of its former
   * resource, renamed or moved in the program without an alias.
   */
  hold(account: Settings, id: string, outputs: JsonObject): void {
    for (const name of this.#options.holds(id, outputs)) this.#options.held.add(accountName(account, name));
    const key = accountName(account, id);
    this.#managed.set(key, { ...this.#managed.get(key), name: outputs["name"], isRenamed: false });
  }

  /** Remembers a resource of the program that keeps its id. The engine compares each with its state, also what is declared as before. */
  keep(account: Settings, id: string, before: JsonObject, after: JsonObject): void {
    const isRenamed = before["name"] !== after["name"];
    this.#managed.set(accountName(account, id), { name: after["name"], isRenamed, state: before });
  }

  /** Remembers a resource of the program that is to be replaced, which usually ends first. */
  replace(account: Settings, id: string, { name }: JsonObject): void {
    this.#replaced.set(accountName(account, id), name);
  }

  /**
   * Whether the id of a resource that is compared is another's by now, or has ended with that. It may have lost its tool to a creation with `adopt`, which
   * came before it and got its former name; or two have one in the state. One of the two has to get another.
   */
  async isLost(account: Settings, id: string, before: JsonObject, { name }: JsonObject): Promise<boolean> {
    const key = accountName(account, id);
    if (this.#ended.has(key)) return true;
    if (this.#options.hasKnownIds) return false;
    if (await this.#claims.get(key)) return true;
    const owner = this.#managed.get(key);
    // One resource may be compared twice, first as it was: what it depends on is deleted before it is replaced, or the program is run by a refresh.
    const areTwo =
      owner?.name !== name && [owner?.name, name].every((one) => this.#names.has(accountName(account, one)));
    const isShared = areTwo && owner?.state !== undefined && !jsonEqual(owner.state, before);
    // Deleting the replaced resource must not delete the object of the other one.
    if (isShared) this.#options.held.add(key);
    return isShared;
  }

  /** @param knownId the id, if the inputs contain it. It is claimed before the request, because its former owner may be deleted at the same time. */
  create(account: Settings, name: unknown, knownId: string | undefined): Creation {
    const claimed = new Set<string>();
    const { promise: isMade, resolve: settle } = Promise.withResolvers<boolean>();
    const claim = (id: string): Owner | undefined => {
      const key = accountName(account, id);
      const ending = this.#ended.has(key) ? { name: undefined, isRenamed: true } : undefined;
      const isReplaced = name !== undefined && this.#replaced.get(key) === name && ending === undefined;
      const former = isReplaced ? { name, isRenamed: false, isReplaced } : undefined;
      const owner = this.#managed.get(key) ?? former ?? ending;
      if (owner !== undefined) return owner;
      this.#managed.set(key, { name, isRenamed: false });
      this.#claims.set(key, isMade);
      claimed.add(key);
      return undefined;
    };
    if (knownId !== undefined) claim(knownId);
    return {
      claim,
      succeed: (id, outputs) => {
        this.hold(account, id, outputs);
        settle(true);
      },
      fail: () => {
        for (const key of claimed) {
          this.#managed.delete(key);
          this.#claims.delete(key);
        }
        settle(false);
      },
    };
  }

  /** What of a resource ends with it, which from now on nobody gets: not what another one holds, or is about to. */
  async end(account: Settings, id: string, state: JsonObject): Promise<readonly string[]> {
    const names = this.#options.holds(id, state);
    const claims = names.flatMap((name) => this.#claims.get(accountName(account, name)) ?? []);
    // Otherwise at once: what is created in the meantime finds it ended.
    if (claims.length > 0) await Promise.all(claims);
    const free = names.filter((name) => !this.#isKept(accountName(account, name), state));
    for (const name of free) this.#ended.add(accountName(account, name));
    return free;
  }

  /** The own replacement of a resource, which the program may ask for (`replaceOnChanges`) though the comparison did not, shows in its state. */
  #isKept(key: string, state: JsonObject): boolean {
    const other = this.#managed.get(key)?.state;
    const isAnothers = other !== undefined && (this.#options.hasKnownIds || !jsonEqual(other, state));
    return this.#options.held.has(key) || isAnothers;
  }
}
