/**
 * The emulator's description in OpenAPI 3.1. It is generated from the rules that check requests, and from the switches that change a status or the
 * shape of an answer.
 * @module
 */
import type { JsonObject } from "../../contract/index.ts";
import { VERSION } from "../../tavus-api/version.ts";
import type { Behavior } from "../behavior.ts";
import { CONVERSATION_SCHEMAS, conversationOperations } from "./conversations.ts";
import { EMULATOR_OPERATIONS, EMULATOR_SCHEMAS } from "./emulator.ts";
import { DONE, exactly, type Operation, type Operations, ref, type Schema, TEXT } from "./operation.ts";
import { palOperations, palSchemas } from "./pals.ts";
import { TOOL_SCHEMAS, toolOperations } from "./tools.ts";

/** Every call that the emulator accepts from programs. */
export function operationsOf(behavior: Behavior): Operation[] {
  const operations: Operations = {
    ...toolOperations(behavior),
    ...palOperations("/v2/pals", behavior),
    ...palOperations("/v2/personas", behavior),
    ...conversationOperations(behavior),
    ...EMULATOR_OPERATIONS,
  };
  return Object.entries(operations).map(([id, { call, ...operation }]) => {
    const [method = "", path = ""] = call.split(" ");
    return { answers: DONE, ...operation, id, method, path };
  });
}

/** @param url the emulator's address */
export function describeApi(behavior: Behavior, url: string): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const operation of operationsOf(behavior)) {
    const path = operation.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [operation.method]: describe(operation, behavior) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tavus, as pulumi-tavus emulates it",
      version: VERSION,
      description:
        "Tools, PALs, attachments and conversations of the Tavus API, and the emulator's own calls. Rules about more than one field aren't in the schemas: a request that breaks one gets a 400 that names the rule. Ids in parentheses are rules of the contract.",
    },
    servers: [{ url }],
    // G-2
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: "apiKey", in: "header", name: "x-api-key" } },
      schemas: {
        ...TOOL_SCHEMAS,
        ...palSchemas(behavior),
        ...CONVERSATION_SCHEMAS,
        ...EMULATOR_SCHEMAS,
        //
        Error: behavior.errorShape === "text" ? TEXT : exactly({ [behavior.errorShape]: TEXT }),
        Message: exactly({ message: TEXT }),
      },
    },
  };
}

function describe(operation: Operation, behavior: Behavior): JsonObject {
  const { id, summary, path, query = {}, body, isOpen = false } = operation;
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
  const parameters = [
    ...names.map((name) => ({ name, in: "path", required: true, schema: TEXT })),
    ...Object.entries(query).map(([name, schema]) => ({ name, in: "query", schema })),
  ];
  return {
    operationId: id,
    summary,
    tags: [path.split("/")[2] ?? ""],
    ...(isOpen && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { "application/json": body } },
    }),
    responses: Object.fromEntries(
      Object.entries(answersOf(operation, behavior)).map(([status, schema]) => [
        status,
        describeAnswer(status, schema, behavior),
      ]),
    ),
  };
}

/**
 * The responses of an operation, including those that every operation has: a wrong request, a wrong key, a foreign page, and a body that is too
 * large.
 */
function answersOf(
  { answers, body, path, isOpen = false }: Operation,
  behavior: Behavior,
): Record<string, Schema | null> {
  if (isOpen) return { ...answers, 403: ref("Message") };
  return {
    ...answers,
    400: ref("Error"),
    401: ref("Message"),
    403: ref("Message"),
    //
    ...(path.includes("/:") && { [behavior.missingStatus]: ref("Error") }),
    ...(body && { 413: ref("Message") }),
  };
}

const MEANINGS: Readonly<Record<string, string>> = {
  304: "nothing has changed",
  400: "a rule is broken, or an object doesn't exist",
  401: "the API key is unknown",
  403: "the request comes from a page of another origin, or is for a host name that isn't loopback",
  404: "an object doesn't exist",
  409: "the name is taken, or there are unpublished changes",
  413: "the body is too large",
  422: "the JSON Patch is malformed, or a path leads nowhere",
};

function describeAnswer(status: string, schema: Schema | null, { errorShape }: Behavior): JsonObject {
  const description = MEANINGS[status] ?? "done";
  if (schema === null) return { description };
  const isText = errorShape === "text" && schema["$ref"] === ref("Error")["$ref"];
  return { description, content: { [isText ? "text/plain" : "application/json"]: { schema } } };
}
