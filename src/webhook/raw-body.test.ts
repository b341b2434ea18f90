import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { bytesOf } from "./raw-body.ts";

it.each<[string, unknown]>([
  ["a string", "né"],
  ["a Buffer", Buffer.from("né")],
  ["a part of a longer buffer", Buffer.from("xnéx").subarray(1, 4)],
  ["an ArrayBuffer", Uint8Array.from(Buffer.from("né")).buffer],
  ["a DataView", new DataView(Uint8Array.from(Buffer.from("né")).buffer)],
  ["bytes of another realm, as in test runners", runInNewContext("new Uint8Array([110, 195, 169])")],
  ["an ArrayBuffer of another realm", runInNewContext("new Uint8Array([110, 195, 169]).buffer")],
])("accepts %s as a raw body", (_what, body) => {
  expect(Buffer.from(bytesOf(body) ?? []).toString()).toBe("né");
});

it.each([undefined, null, 5, {}, [110], { type: "Buffer", data: [110] }])("doesn't accept %j as a raw body", (body) => {
  expect(bytesOf(body)).toBeUndefined();
});
