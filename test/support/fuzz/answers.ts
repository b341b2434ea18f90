import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { isObject, type JsonObject, member } from "../../../src/contract/index.ts";
import type { Behavior } from "../../../src/emulator/behavior.ts";
import { describeApi } from "../../../src/emulator/openapi/index.ts";
import type { Operation } from "../../../src/emulator/openapi/operation.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Compares requests and responses with the API description. */
export interface Checker {
  readonly document: JsonObject;
  /** Whether the description allows this request body. */
  isBody(operation: Operation, body: unknown): boolean;
  /** The part of a response that the description doesn't allow. Undefined if there is none. */
  mismatch(operation: Operation, answer: HttpAnswer): string | undefined;
}

export function createChecker(behavior: Behavior, url: string): Checker {
  const document = describeApi(behavior, url);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, "api");
  const compiled = new Map<string, ValidateFunction>();
  const check = (pointer: string, value: unknown): ValidateFunction | undefined => {
    let validate = compiled.get(pointer);
    if (validate === undefined) {
      validate = ajv.compile({ $ref: `api#${pointer}` });
      compiled.set(pointer, validate);
    }
    return validate(value) ? undefined : validate;
  };
  const step = (name: string): string => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
  const pointerTo = ({ path, method }: Operation): string =>
    `/paths/${step(path.replaceAll(/:(\w+)/g, "{$1}"))}/${method}`;
  const described = ({ path, method }: Operation, status: number): unknown => {
    const paths = document["paths"] as JsonObject;
    const responses = member(member(paths[path.replaceAll(/:(\w+)/g, "{$1}")], method), "responses");
    return member(responses, String(status));
  };

  return {
    document,
    isBody: (operation, body) =>
      check(`${pointerTo(operation)}/requestBody/content/application~1json/schema`, body) === undefined,
    mismatch: (operation, { status, type, text }) => {
      const answer = described(operation, status);
      if (answer === undefined) return `the status ${status} is not described`;
      const content = member(answer, "content");
      if (!isObject(content)) return text === "" ? undefined : "a body that is not described";
      const [mediaType = ""] = Object.keys(content);
      if (type.split(";")[0] !== mediaType) return `the type ${type} instead of ${mediaType}`;
      const value: unknown = mediaType === "application/json" ? JSON.parse(text) : text;
      const wrong = check(`${pointerTo(operation)}/responses/${status}/content/${step(mediaType)}/schema`, value);
      return wrong && `${ajv.errorsText(wrong.errors)} in ${text.slice(0, 500)}`;
    },
  };
}
