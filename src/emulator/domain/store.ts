import { chmodSync, closeSync, openSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { JsonObject } from "../../contract/index.ts";

export type Kind = "tool" | "pal" | "conversation" | "run" | "pending" | "delivery" | "callback";

/** The reason if another process uses the file. */
export const IN_USE = "another emulator is using it";

export interface Document extends JsonObject {
  id: string;
}

/** Documents by kind, account, and id, in order of creation, in memory or in a file that survives a restart. */
export interface Store {
  get(kind: Kind, account: string, id: string): Document | undefined;
  /** The documents are shared with other callers. Put a new document instead of changing one. */
  list(kind: Kind, account: string): Document[];
  named(kind: Kind, account: string, name: string): Document[];
  /** The documents whose id begins with this prefix, for example everything that belongs to a conversation. */
  startingWith(kind: Kind, account: string, prefix: string): Document[];
  /** Returns the newest documents first. Reads them one by one, because there can be very many. */
  newest(kind: Kind, account: string): Generator<Document>;
  put(kind: Kind, account: string, document: Document): void;
  remove(kind: Kind, account: string, id: string): void;
  /** Stores a new document. Returns false if it already exists. */
  claim(kind: Kind, account: string, document: Document): boolean;
  /** Applies all of the work's changes, or none if the work throws. */
  atomic<T>(work: () => T): T;
  /** @param account clears only documents of this account. @default everything */
  clear(account?: string): void;
  close(): void;
}

type WithoutAccount<Method> = Method extends (kind: Kind, account: string, ...rest: infer Rest) => infer Result
  ? (kind: Kind, ...rest: Rest) => Result
  : Method;

export type AccountStore = {
  readonly [Name in Exclude<keyof Store, "clear" | "close">]: WithoutAccount<Store[Name]>;
} & {
  /** Like `get`, but without deleted documents. */
  find(kind: Kind, id: string): Document | undefined;
  /** Like `list`, but without deleted documents. */
  live(kind: Kind): Document[];
  clear(): void;
};

export function storeOf(store: Store, account: string): AccountStore {
  const of =
    <Rest extends unknown[], Result>(method: (kind: Kind, account: string, ...rest: Rest) => Result) =>
    (kind: Kind, ...rest: Rest): Result =>
      method(kind, account, ...rest);
  return {
    get: of(store.get),
    list: of(store.list),
    named: of(store.named),
    startingWith: of(store.startingWith),
    newest: of(store.newest),
    put: of(store.put),
    remove: of(store.remove),
    claim: of(store.claim),
    find: (kind, id) => {
      const found = store.get(kind, account, id);
      return found?.["deleted"] === true ? undefined : found;
    },
    live: (kind) => store.list(kind, account).filter((one) => one["deleted"] !== true),
    atomic: store.atomic,
    clear: () => store.clear(account),
  };
}

/**
 * @param file path of a SQLite database, or undefined for memory
 * @throws Error with one line for the user if the file can't be used
 */
export function openStore(file: string | undefined): Store {
  const database = open(file);
  const select = (rest: string) =>
    database.prepare(`SELECT body FROM documents WHERE kind = ? AND account = ? ${rest}`);
  const get = select("AND id = ?");
  const list = select("ORDER BY seq");
  const newest = select("ORDER BY seq DESC");
  const startingWith = select("AND id >= ? AND id < ? ORDER BY seq");
  const named = select("AND json_extract(body, '$.name') = ? ORDER BY seq");
  const remove = database.prepare("DELETE FROM documents WHERE kind = ? AND account = ? AND id = ?");
  const insert = (onConflict: string) =>
    database.prepare(`INSERT INTO documents (kind, account, id, body) VALUES (?, ?, ?, ?) ON CONFLICT ${onConflict}`);
  const put = insert("(kind, account, id) DO UPDATE SET body = excluded.body");
  const claim = insert("DO NOTHING");
  const clearAccount = database.prepare("DELETE FROM documents WHERE account = ?");
  // Reading page by page would parse every document for each page. Any write clears this cache.
  const lists = new Map<string, readonly Document[]>();
  const listed = (kind: Kind, account: string): readonly Document[] => {
    const key = `${kind} ${account}`;
    const known = lists.get(key) ?? list.all(kind, account).map(parse);
    lists.set(key, known);
    return known;
  };
  const parse = (row: unknown): Document => JSON.parse(String((row as { body: unknown }).body)) as Document;
  return {
    get: (kind, account, id) => {
      const row = get.get(kind, account, id);
      return row === undefined ? undefined : parse(row);
    },
    list: (kind, account) => [...listed(kind, account)],
    named: (kind, account, name) => named.all(kind, account, name).map(parse),
    startingWith: (kind, account, prefix) => startingWith.all(kind, account, prefix, `${prefix}\u{10ffff}`).map(parse),
    newest: function* (kind, account) {
      for (const row of newest.iterate(kind, account)) yield parse(row);
    },
    remove: (kind, account, id) => {
      lists.clear();
      remove.run(kind, account, id);
    },
    put: (kind, account, document) => {
      lists.clear();
      put.run(kind, account, document.id, JSON.stringify(document));
    },
    claim: (kind, account, document) => {
      lists.clear();
      return claim.run(kind, account, document.id, JSON.stringify(document)).changes > 0;
    },
    atomic: (work) => {
      database.exec("BEGIN");
      try {
        const result = work();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        lists.clear();
        database.exec("ROLLBACK");
        throw error;
      }
    },
    clear: (account) => {
      lists.clear();
      if (account === undefined) database.exec("DELETE FROM documents");
      else clearAccount.run(account);
    },
    close: () => database.close(),
  };
}

/** The lock is exclusive, because two emulators with the same file would run an action twice. */
function open(file: string | undefined): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    // Only the owner can read the file, because it contains the secrets of tools.
    if (file !== undefined) attempt(() => closeSync(openSync(file, "ax", 0o600)));
    database = new (loadSqlite().DatabaseSync)(file ?? ":memory:");
    database.exec(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" +
        "CREATE TABLE IF NOT EXISTS documents (seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, account TEXT NOT NULL," +
        " id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, account, id)) STRICT;" +
        "CREATE INDEX IF NOT EXISTS by_age ON documents (kind, account, seq);" +
        "CREATE INDEX IF NOT EXISTS by_name ON documents (kind, account, json_extract(body, '$.name'))",
    );
    // Existing files need this, too, but only after it is known that they are ours.
    if (file !== undefined) for (const one of [file, `${file}-wal`]) attempt(() => chmodSync(one, 0o600));
    return database;
  } catch (error) {
    database?.close();
    if (file === undefined || !(error instanceof Error)) throw error;
    const inUse = error.message.includes("locked");
    throw new Error(`cannot store data in ${file}: ${inUse ? IN_USE : error.message}`);
  }
}

/** Ignores failures, because they don't matter or SQLite reports them. */
function attempt(step: () => void): void {
  try {
    step();
  } catch {}
}

/**
 * Hides the warning of Node 22 that SQLite is experimental. Loads SQLite synchronously, so that no other warning and no second emulator comes in
 * between.
 */
function loadSqlite(): typeof import("node:sqlite") {
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).startsWith("SQLite is an experimental feature"))
      Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    const sqlite: typeof import("node:sqlite") | undefined = process.getBuiltinModule?.("node:sqlite");
    if (sqlite === undefined) throw new Error(`the emulator needs Node 22.19 or newer; this is ${process.version}`);
    return sqlite;
  } finally {
    process.emitWarning = emitWarning;
  }
}
