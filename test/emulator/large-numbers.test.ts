import { expect, it } from "vitest";
import { isObject, type Path } from "../../src/contract/index.ts";
import { DEFAULT_BEHAVIOR } from "../../src/emulator/behavior.ts";
import { operationsOf } from "../../src/emulator/openapi/index.ts";
import { startFuzzedEmulator } from "../support/fuzz/fuzzed-emulator.ts";
import { exampleRequest } from "../support/fuzz/requests.ts";

/** An integer beyond 2^53, which the code holds as an object with its digits. */
const LARGE = "-9223372036854776000";

const withBody = operationsOf(DEFAULT_BEHAVIOR).filter(({ body, id }) => body !== undefined && id !== "resetAccount");

/** The paths of all objects and lists in a JSON value. */
function groupsIn(value: unknown, path: Path = []): Path[] {
  if (!isObject(value) && !Array.isArray(value)) return [];
  return [path, ...Object.entries(value).flatMap(([key, item]) => groupsIn(item, [...path, key]))];
}

/** The JSON text of a value with another text in one place. */
function textWith(value: unknown, at: Path, text: string): string {
  const replace = (item: unknown, path: Path): unknown => {
    if (path.join("\0") === at.join("\0")) return "HERE";
    if (Array.isArray(item)) return item.map((one, i) => replace(one, [...path, String(i)]));
    if (!isObject(item)) return item;
    return Object.fromEntries(Object.entries(item).map(([key, one]) => [key, replace(one, [...path, key])]));
  };
  return JSON.stringify(replace(value, [])).replace('"HERE"', text);
}

it.each(withBody.map((operation) => [operation.id, operation] as const))(
  "%s treats a large number in place of an object like any number",
  async (_, operation) => {
    const { send } = await startFuzzedEmulator({});
    const request = exampleRequest(operation);
    const example = JSON.parse(String(request.body)) as unknown;
    const places = groupsIn(example);
    expect(places).not.toEqual([]);
    for (const place of places) {
      const answers = [];
      for (const number of ["5", LARGE]) {
        const { status, text } = await send(operation, {
          ...request,
          body: Buffer.from(textWith(example, place, number)),
        });
        expect(text).not.toContain("__number");
        answers.push(status);
      }
      expect(answers, `${operation.id} at /${place.join("/")}`).toEqual([answers[0], answers[0]]);
    }
  },
);
