import { member, type Tool } from "../../contract/index.ts";
import { type Page, parseUserTool } from "./page.ts";

/** G-12: the largest page that is known to work. The server may have a lower limit. */
export const PAGE_LIMIT = 100;
/** No account has this many pages. The limit ends a list if the server keeps inventing new tools. */
const PAGES_MAX = 1000;

/** How to read the items of a list. */
export interface ItemKind<T> {
  /** The keys that can contain an item's id. */
  readonly ids: readonly string[];
  /** Returns `undefined` to leave the item out. */
  readonly parse: (item: unknown) => T | undefined;
}

/**
 * Collects a list page by page, and decides when it ends. Neither the length of a page nor `total_count` is trusted alone (U-17): a server may limit
 * the page size, count wrong, or ignore `page`.
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

  /** Whether the server counts more items than its pages contained. Without a count, whether the pages were empty. */
  get lacksItems(): boolean {
    return this.#total === undefined ? this.#collected === 0 : this.#collected < this.#total;
  }

  /** The number of the next page, from 1 (G-11). */
  get nextPage(): number {
    return this.#pages + 1;
  }

  /** The number of remaining pages, as far as the server's count can be trusted. 1 without a count. */
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
    // There is no count, or a wrong one. A short first page can mean a lower limit than requested. A later page that is shorter than the first is the
    // last.
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
