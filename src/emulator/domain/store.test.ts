import { expect, it, onTestFinished, vi } from "vitest";
import { openStore } from "./store.ts";

function open() {
  const store = openStore(undefined);
  onTestFinished(() => store.close());
  return store;
}

it("keeps documents by kind, account, and id, in order of creation", () => {
  const store = open();
  store.put("tool", "1", { id: "b", n: 1 });
  store.put("tool", "1", { id: "a" });
  store.put("tool", "2", { id: "b", n: 2 });
  store.put("pal", "1", { id: "b", n: 3 });
  store.put("tool", "1", { id: "b", n: 4 });
  expect(store.list("tool", "1")).toEqual([{ id: "b", n: 4 }, { id: "a" }]);
  expect(store.get("tool", "2", "b")).toEqual({ id: "b", n: 2 });
  expect(store.get("pal", "2", "b")).toBeUndefined();
  store.clear();
  expect(store.list("pal", "1")).toEqual([]);
});

it("lets a claim succeed once", () => {
  const store = open();
  expect(store.claim("run", "1", { id: "a", n: 1 })).toBe(true);
  expect(store.claim("run", "1", { id: "a", n: 2 })).toBe(false);
  expect(store.claim("run", "2", { id: "a" })).toBe(true);
  expect(store.get("run", "1", "a")).toEqual({ id: "a", n: 1 });
});

it("does all of the work or nothing", () => {
  const store = open();
  expect(store.atomic(() => store.claim("run", "1", { id: "kept" }))).toBe(true);
  expect(() =>
    store.atomic(() => {
      store.put("tool", "1", { id: "lost" });
      throw new Error("half way");
    }),
  ).toThrow("half way");
  expect(store.get("tool", "1", "lost")).toBeUndefined();
  expect(store.get("run", "1", "kept")).toEqual({ id: "kept" });
});

it("drops Node 22's warning that SQLite is experimental, and no other", () => {
  const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const load = process.getBuiltinModule;
  vi.spyOn(process, "getBuiltinModule").mockImplementation((id: string) => {
    process.emitWarning("SQLite is an experimental feature and might change at any time", "ExperimentalWarning");
    process.emitWarning("SQLite is old", "Warning", "CODE");
    return load(id as "node:sqlite");
  });
  onTestFinished(() => void vi.restoreAllMocks());
  open();
  expect(emitWarning.mock.calls).toEqual([["SQLite is old", "Warning", "CODE"]]);
  expect(process.emitWarning).toBe(emitWarning);
});
