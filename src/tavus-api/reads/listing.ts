import { member, type Tool } from "../../contract/index.ts";
import { type Page, parseUserTool } from "./page.ts";

/** G-12: the largest page known to work; the server may cap it lower. */
export const PAGE_LIMIT = 100;
/** No account has so many tools; a server that invents new ones for ever must not hold us. */
const PAGES_MAX = 1000;

/** What a list is made of. */
export interface ItemKind<T> {
  /** Under which keys an item may have its id. */
  readonly ids: readonly string[];
  /** `undefined` for what is to be left out. */
  readonly parse: (item: unknown) => T | undefined;
}

/**
 * A list that is fetched page by page, and the decision where it ends. Neither the length of a page nor `total_count` is
 * trusted alone (U-17): a server may cap the page size, miscount, or ignore `page` altogether.
 */
export class PagedList<T> {
  readonly found = new Map<string, T>();
  readonly #kind: ItemKind<T>;
  readonly #seen = new Set<string>();
  #collected = 0;
  #pages = 0;
  #pageSize = 0;
  #total: number | undefined;
  #complete = false;

  constructor(kind: ItemKind<T>) {
    this.#kind = kind;
  }

  get complete(): boolean {
    return this.#complete;
  }

  get started(): boolean {
    return this.#pages > 0;
  }

  /** Whether the server has more than its pages held, or where it doesn't count, whether they held nothing. */
  get lacksItems(): boolean {
    return this.#total === undefined ? this.#collected === 0 : this.#collected < this.#total;
  }

  /** Of the next page to ask for, from 1 (G-11). */
  get nextPage(): number {
    return this.#pages + 1;
  }

  /** Pages still to come, as far as the server's count can be believed; 1 if it gave none. */
  get remainingPages(): number {
    if (this.#complete) return 0;
    if (this.#total === undefined || this.#pageSize === 0) return 1;
    return Math.max(1, Math.ceil((this.#total - this.#collected) / this.#pageSize));
  }

  add({ items, total }: Page): void {
    this.#pages++;
    if (this.#pages === 1) this.#pageSize = items.length;
    this.#total = total ?? this.#total;
    let fresh = 0;
    for (const item of items) {
      const id = this.#kind.ids.map((key) => member(item, key)).find((value) => typeof value === "string");
      const key = typeof id === "string" ? id : JSON.stringify(item);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      fresh++;
      const parsed = this.#kind.parse(item);
      if (parsed !== undefined) this.found.set(key, parsed);
    }
    this.#collected += fresh;
    this.#complete = fresh === 0 || this.#pages >= PAGES_MAX || this.#ends(items.length);
  }

  #ends(length: number): boolean {
    if (this.#total !== undefined && this.#collected === this.#total) return true;
    if (this.#total !== undefined && this.#collected < this.#total) return false;
    // No count, or a wrong one. A short first page may only mean a lower cap than asked for; a later page that is
    // shorter than the first is the last.
    return this.#pages > 1 && length < this.#pageSize;
  }
}

/** The user's tools. */
export class Listing extends PagedList<Tool> {
  constructor() {
    super({ ids: ["tool_id"], parse: parseUserTool });
  }

  get tools(): Map<string, Tool> {
    return this.found;
  }
}
