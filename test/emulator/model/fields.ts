import type { JsonObject } from "../../../src/contract/index.ts";
import type { Field } from "./commands.ts";

const MESSAGE = { type: "string", description: "m" };

/** The values of a field. A tool starts with the first. `undefined` leaves the field out. Each is valid for tools with either trigger. */
const VALUES: Readonly<Record<Field, (token: string) => readonly [unknown, unknown, unknown]>> = {
  url: () => ["https://crm.acme.dev/n", "https://crm.acme.dev/{message}", "https://hooks.acme.dev/n?of={message}"],
  method: () => [undefined, "PUT", "PATCH"],
  headers: () => [undefined, { "X-Of": "one" }, { "x-of": "one", "X-More": "two" }],
  queryParams: () => [undefined, { of: "{message}" }, { of: "a", and: "b" }],
  bodyTemplate: () => [undefined, { text: "{message}" }, { text: ["{message}", { deep: true }] }],
  timeout: () => [undefined, 20, 60],
  auth: (token) => [{ type: "bearer", token }, { type: "api_key", name: "X-Key", value: token }, undefined],
  parameters: () => [
    { type: "object", properties: { message: MESSAGE } },
    {
      type: "object",
      properties: { message: MESSAGE, source: { type: "string", const: "pal" } },
      required: ["message"],
    },
    { type: "object", properties: { count: { type: "integer", description: "c" }, message: MESSAGE } },
  ],
};

export type Chosen = Readonly<Partial<Record<Field, number>>>;

/** The part of a tool that consists of these fields. */
export function inputsOf(chosen: Chosen, token: string): JsonObject {
  const chosenOf = (field: Field): unknown => VALUES[field](token)[chosen[field] ?? 0];
  const { parameters, ...api } = Object.fromEntries(
    Object.keys(VALUES).map((field) => [field, chosenOf(field as Field)] as const),
  );
  const said = Object.fromEntries(Object.entries(api).filter(([, value]) => value !== undefined));
  return { parameters, delivery: { api: said } };
}
