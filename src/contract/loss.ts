/** A value that JSON doesn't have. */
export interface Loss {
  /** What the value is, such as "a Date". */
  readonly kind: string;
  /** What to write instead, as a sentence. */
  readonly remedy: string;
}

/** Why a value, apart from nested values, wouldn't arrive at Tavus. `undefined` if it would. */
export function describeLoss(value: unknown): Loss | undefined {
  switch (typeof value) {
    case "string":
      return describeText(value);
    case "number":
      return describeNumber(value);
    case "bigint":
      return { kind: "a bigint", remedy: "Write a number or, if it is larger than 2^53, a string: String(value)." };
    case "symbol":
      return { kind: "a symbol", remedy: "Write a string." };
    case "function":
      return describeSchema(value) ?? { kind: "a function", remedy: "Call it, or remove it." };
    case "object":
      return value === null ? undefined : describeObject(value);
    default:
      return undefined;
  }
}

function describeText(text: string): Loss | undefined {
  if (/\p{Surrogate}/u.test(text))
    return { kind: "a string with half of a surrogate pair", remedy: "Cut strings between characters, or remove it." };
  if (/Calling \[to(?:String|JSON)\] on an \[Output<T>\]/.test(text))
    return { kind: "a string made from an Output", remedy: "Write pulumi.interpolate`…` instead of `…`." };
  return undefined;
}

function describeNumber(number: number): Loss | undefined {
  if (!Number.isFinite(number)) return { kind: String(number), remedy: "Write a finite number, or remove it." };
  if (!Number.isInteger(number) || Number.isSafeInteger(number)) return undefined;
  return {
    kind: "an integer beyond 2^53, which JavaScript rounds",
    remedy: "Write an id as a string, or a number of at most 9007199254740991.",
  };
}

/** By the name of a class, so that an object of another realm or library also counts. */
const REMEDIES: Readonly<Record<string, string>> = {
  Date: "Write a string: date.toISOString().",
  Map: "Write an object: Object.fromEntries(map).",
  Set: "Write a list: [...set].",
  WeakMap: "Write an object.",
  WeakSet: "Write a list.",
  URL: "Write a string: url.href.",
  URLSearchParams: "Write an object: Object.fromEntries(params).",
  Headers: "Write an object: Object.fromEntries(headers).",
  FormData: "Write an object: Object.fromEntries(data).",
  RegExp: "Write a string: pattern.source.",
  Error: "Write a string: error.message.",
  String: "Write the string itself: String(value).",
  Number: "Write the number itself: Number(value).",
  Boolean: "Write true or false.",
  BigInt: "Write a string: String(value).",
  Buffer: 'Write a string: buffer.toString("utf8"), or buffer.toString("base64").',
  ArrayBuffer: 'Write a string: Buffer.from(data).toString("base64").',
  SharedArrayBuffer: 'Write a string: Buffer.from(data).toString("base64").',
  DataView: 'Write a string: Buffer.from(view.buffer).toString("base64").',
  Generator: "Write a list: [...values].",
  Blob: "Write a string: await value.text().",
  File: "Write a string: await value.text().",
  Request: "Write a string: await value.text().",
  Response: "Write a string: await value.text().",
  ReadableStream: "Write a string: await new Response(value).text().",
  Module: "Import its default: import name from …, not import * as name from ….",
};

function describeObject(value: object): Loss | undefined {
  if (Array.isArray(value) || isMarked(value, "__pulumiOutput") || value instanceof Promise) return undefined;
  const schema = describeSchema(value);
  if (schema !== undefined) return schema;
  if (isMarked(value, "__pulumiResource"))
    return { kind: `a resource (${typeOf(value)})`, remedy: "Write one of its outputs, for example its id." };
  if (isMarked(value, "__pulumiAsset") || isMarked(value, "__pulumiArchive"))
    return { kind: "a Pulumi asset", remedy: "Write its content as a string." };
  if (isNamespace(value)) return { kind: "a module", remedy: String(REMEDIES["Module"]) };
  if (isPlain(value)) return isCopyOfZod(value) ? lossOfSchema("zod") : undefined;
  if (typeof Reflect.get(value, "then") === "function") return undefined;
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  const name = nameOf(value) ?? tag;
  const known = REMEDIES[name] ?? REMEDIES[tag];
  if (known !== undefined) return { kind: withArticle(name), remedy: known };
  if (ArrayBuffer.isView(value) || Symbol.iterator in value)
    return { kind: withArticle(name), remedy: "Write a list: [...values]." };
  if (Symbol.asyncIterator in value)
    return { kind: withArticle(name), remedy: "Write a list: await Array.fromAsync(values)." };
  return { kind: `an instance of ${name}`, remedy: "Write a plain object: { ...value } with what you need." };
}

/** zod 3 and 4, Valibot, ArkType, and every other library that follows Standard Schema. Not the JSON that `z.toJSONSchema` makes. */
function describeSchema(value: object): Loss | undefined {
  const vendor = vendorOf(value);
  return vendor === undefined ? undefined : lossOfSchema(vendor);
}

function lossOfSchema(vendor: string): Loss {
  const call = CONVERSIONS[vendor] ?? "the schema's own conversion";
  return { kind: `a schema of ${vendor}`, remedy: `Write the JSON Schema that it stands for: ${call}.` };
}

/** What remains of a zod 4 or 3 schema in an Output: its own properties, without the marks of a schema. */
function isCopyOfZod(value: object): boolean {
  const { def, type } = value as { readonly def?: unknown; readonly type?: unknown };
  const { typeName } = Object(Reflect.get(value, "_def")) as { readonly typeName?: unknown };
  if (typeof typeName === "string" && typeName.startsWith("Zod")) return true;
  return isTyped(def) && typeof type === "string" && def.type === type && !("properties" in value);
}

const isTyped = (value: unknown): value is { readonly type: unknown } =>
  typeof value === "object" && value !== null && "type" in value;

const CONVERSIONS: Readonly<Record<string, string>> = {
  zod: "z.toJSONSchema(schema)",
  valibot: "toJsonSchema(schema) of @valibot/to-json-schema",
  arktype: "schema.toJsonSchema()",
};

function vendorOf(value: object): string | undefined {
  const isOwnAndHidden = Object.getOwnPropertyDescriptor(value, "~standard")?.enumerable === false;
  // zod's JSON Schemas also have a hidden `~standard`, but are plain objects.
  const standard: unknown =
    isOwnAndHidden && typeof value !== "function" && isPlain(value) && !("_zod" in value)
      ? undefined
      : Reflect.get(value, "~standard");
  if (typeof standard === "object" && standard !== null && "vendor" in standard) return String(standard.vendor);
  const isZod = "_zod" in value || ("_def" in value && "safeParse" in value);
  return isZod ? "zod" : undefined;
}

/** Created by `{}`, `Object.create(null)`, JSON, or an import, in any realm. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: object): string | undefined {
  const made: unknown = value.constructor;
  return typeof made === "function" && made.name !== "" && made.name !== "Object" ? made.name : undefined;
}

/** Pulumi's marks for its own objects, in any copy. Not imported, because a receiving service doesn't have Pulumi. */
const isMarked = (value: object, mark: string): boolean => Reflect.get(value, mark) === true;

const typeOf = (resource: object): string => String(Reflect.get(resource, "__pulumiType") ?? "of Pulumi");

/** `import * as name`, and the form that a compiler creates for CommonJS: a getter for each member of the default export. */
function isNamespace(value: object): boolean {
  if (Object.prototype.toString.call(value) === "[object Module]") return true;
  const { default: standard, ...members } = Object.getOwnPropertyDescriptors(value) as PropertyDescriptorMap;
  const original: unknown = standard?.value;
  if (typeof original !== "object" || original === null) return false;
  const names = Object.keys(members).filter((name) => name !== "__esModule");
  return (
    names.length > 0 &&
    names.length === Object.keys(original).length &&
    names.every((name) => members[name]?.get !== undefined && Object.hasOwn(original, name))
  );
}

const withArticle = (noun: string): string => `${/^(?:[AEIO]|U(?!int|RL))/i.test(noun) ? "an" : "a"} ${noun}`;
