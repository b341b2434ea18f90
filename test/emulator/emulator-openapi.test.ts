import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, it } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { createApp } from "../../src/emulator/app.ts";
import { type Behavior, DEFAULT_BEHAVIOR } from "../../src/emulator/behavior.ts";
import { describeApi, operationsOf } from "../../src/emulator/openapi/index.ts";
import { isApi } from "../../src/emulator/request.ts";
import type { EmulatorServices } from "../../src/emulator/services.ts";
import { startEmulator } from "../../src/emulator/testing/start.ts";

const OTHERS: Partial<Behavior> = {
  createStatus: 201,
  unchangedPatch: "304",
  missingStatus: 404,
  errorShape: "text",
  totalCount: false,
};

it.each([{}, OTHERS, { errorShape: "message" } as const])("with %j it is OpenAPI 3.1", async (behavior) => {
  const { emulator } = await startEmulator({ behavior });
  // Without a key, because it contains nothing secret.
  const response = await fetch(`${emulator.url}/_emulator/openapi.json`);
  const document = (await response.json()) as JsonObject;
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect([document["openapi"], validator.version, document["servers"]]).toEqual([
    "3.1.0",
    "3.1",
    [{ url: emulator.url }],
  ]);
  // The validator refuses anything else.
  expect(await new Validator().validate({ ...document, paths: { tools: {} } })).toMatchObject({ valid: false });
});

it("has exactly the emulator's calls", () => {
  const app = createApp({
    services: { behavior: DEFAULT_BEHAVIOR } as EmulatorServices,
    keys: ["k"],
    onRequest: () => {},
  });
  const routes = app.routes.filter(({ method, path }) => method !== "ALL" && isApi(path));
  const described = operationsOf(DEFAULT_BEHAVIOR);
  expect(described.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
    [...new Set(routes.map(({ method, path }) => `${method} ${path}`))].sort(),
  );
  expect(new Set(described.map(({ id }) => id)).size).toBe(described.length);
});

it("shows how the switches change an answer", () => {
  const statuses = (behavior: Partial<Behavior>, path: string, method: string): string[] => {
    const { paths } = describeApi({ ...DEFAULT_BEHAVIOR, ...behavior }, "http://127.0.0.1:1");
    const operation = (paths as Record<string, Record<string, JsonObject>>)[path]?.[method];
    return Object.entries(operation?.["responses"] as Record<string, JsonObject>).map(
      ([status, { content }]) => `${status} ${Object.keys(content ?? {}).join()}`,
    );
  };
  const patched = [200, 400, 401, 403, 409, 413].map((status) => `${status} application/json`);
  expect(statuses({}, "/v2/tools/{id}", "patch")).toEqual(patched);
  const [ok, , ...others] = patched.filter((status) => !status.startsWith("409"));
  const plain = ["400 text/plain", "404 text/plain", "409 text/plain"];
  expect(statuses(OTHERS, "/v2/tools/{id}", "patch")).toEqual([ok, "304 ", ...others, ...plain].sort());
  expect(statuses(OTHERS, "/v2/tools", "post")[0]).toBe("201 application/json");
  expect(statuses({ missingStatus: 404 }, "/v2/conversations/{id}", "get")).toContain("404 application/json");
});
