import { type JsonObject, jsonEqual } from "../contract/index.ts";
import type { Settings } from "./settings.ts";

/** The resource of the program that owns an id. */
export interface Owner {
  /** Its name in the program, which may differ from its name in the state. */
  readonly name: unknown;
  /** Whether it gives up its former name, or is being deleted. */
  readonly isRenamed: boolean;
  /** Whether the resource that claims the id is its replacement. */
  readonly isReplaced?: boolean;
}

export interface OwnershipOptions {
  /** The objects that the resources of this process hold, by `accountName`. */
  readonly held: Set<string>;
  readonly holds: (id: string, outputs: JsonObject) => readonly string[];
  /** Whether the inputs determine the id. Creating an existing object again is then harmless. */
  readonly hasKnownIds: boolean;
}

/** A running creation. */
export interface Creation {
  /** Claims an id until the creation fails. If another resource owns the id, returns that resource. */
  claim(id: string): Owner | undefined;
  succeed(id: string, outputs: JsonObject): void;
  fail(): void;
}

/** A key for a name in an account. A preview may not know the account. */
export const accountName = (account: Settings | undefined, name: unknown): string =>
  JSON.stringify([account?.baseUrl, account?.apiKey, name]);

/**
 * Tracks which resource of a kind owns which id. The process lives for one operation of the engine. Two resources of a program must never get the
 * same object, and deleting one resource must not delete the object of another.
 */
export class Ownership {
  readonly #options: OwnershipOptions;
  /** By id: the resource of the program, and its state when it was compared. */
  readonly #managed = new Map<string, Owner & { readonly state?: JsonObject }>();
  /** By claimed id: whether the creation got it. */
  readonly #claims = new Map<string, Promise<boolean>>();
  /** The ids that are deleted or about to be deleted. */
  readonly #ended = new Set<string>();
  /** By id of an object to be replaced: the name of its replacement. */
  readonly #replaced = new Map<string, unknown>();
  /** The names that the program declares, by `accountName`. */
  readonly #names = new Set<string>();

  constructor(options: OwnershipOptions) {
    this.#options = options;
  }

  /** Remembers a name that the program declares. */
  declare(account: Settings | undefined, name: string): void {
    this.#names.add(accountName(account, name));
  }

  /**
   * Remembers a resource that was created, adopted, or updated. The operation must not delete its object. If the engine deletes this id, it means the
   * former resource, which the program renamed or moved without an alias.
   */
  hold(account: Settings, id: string, outputs: JsonObject): void {
    for (const name of this.#options.holds(id, outputs)) this.#options.held.add(accountName(account, name));
    const key = accountName(account, id);
    this.#managed.set(key, { ...this.#managed.get(key), name: outputs["name"], isRenamed: false });
  }

  /** Remembers a resource of the program that keeps its id. The engine compares every resource with its state, even an unchanged one. */
  keep(account: Settings, id: string, before: JsonObject, after: JsonObject): void {
    const isRenamed = before["name"] !== after["name"];
    this.#managed.set(accountName(account, id), { name: after["name"], isRenamed, state: before });
  }

  /** Remembers a resource of the program that will be replaced. The engine usually deletes it first. */
  replace(account: Settings, id: string, { name }: JsonObject): void {
    this.#replaced.set(accountName(account, id), name);
  }

  /**
   * Whether a compared resource must get another id: its object was deleted, a creation with `adopt` took it over, or another resource has the same
   * id in the state.
   */
  async isLost(account: Settings, id: string, before: JsonObject, { name }: JsonObject): Promise<boolean> {
    const key = accountName(account, id);
    if (this.#ended.has(key)) return true;
    if (this.#options.hasKnownIds) return false;
    if (await this.#claims.get(key)) return true;
    const owner = this.#managed.get(key);
    // The engine may compare one resource twice, first with its old inputs. This happens if a refresh runs the program, or if something that the
    // resource depends on is deleted before its replacement.
    const areTwo =
      owner?.name !== name && [owner?.name, name].every((one) => this.#names.has(accountName(account, one)));
    const isShared = areTwo && owner?.state !== undefined && !jsonEqual(owner.state, before);
    // Deleting the replaced resource must not delete the other resource's object.
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

  /** Ends a resource. Returns the objects to delete, which nobody can get from now on. Objects that another resource holds aren't included. */
  async end(account: Settings, id: string, state: JsonObject): Promise<readonly string[]> {
    const names = this.#options.holds(id, state);
    const claims = names.flatMap((name) => this.#claims.get(accountName(account, name)) ?? []);
    // Without claims, this must not wait, so that a creation in the meantime sees the ids as ended.
    if (claims.length > 0) await Promise.all(claims);
    const free = names.filter((name) => !this.#isKept(accountName(account, name), state));
    for (const name of free) this.#ended.add(accountName(account, name));
    return free;
  }

  /** Whether another resource keeps the object. An equal state means the same resource: `replaceOnChanges` replaces it without a diff. */
  #isKept(key: string, state: JsonObject): boolean {
    const other = this.#managed.get(key)?.state;
    const isAnothers = other !== undefined && (this.#options.hasKnownIds || !jsonEqual(other, state));
    return this.#options.held.has(key) || isAnothers;
  }
}
