import { withMaskedCredentials } from "../../contract/credentials.ts";
import { SECRET_AUTH_FIELDS } from "../../contract/fields.ts";
import { isObject, type JsonObject, jsonEqual, MASK, member } from "../../contract/index.ts";
import { tryExactJson } from "../../contract/json.ts";
import type { Document } from "../domain/store.ts";
import { HttpError } from "../http-error.ts";
import { isTooDeep } from "../request.ts";

/**
 * A PATCH with the fields that the form changes. If a field of the delivery changes, it contains the whole delivery (C-12). It leaves out secrets, so
 * that Tavus keeps them (K-13).
 * @throws HttpError 400 if a field isn't JSON
 */
export function toPatch(tool: Document, form: Readonly<Record<string, string>>): JsonObject {
  const patch: JsonObject = {};
  for (const field of ["name", "description"]) {
    const typed = form[field] === undefined ? undefined : withPlainLineEnds(form[field]);
    if (typed !== undefined && typed !== withPlainLineEnds(String(tool[field]))) patch[field] = typed;
  }
  const parameters = jsonOf(form["parameters"] ?? "", "Parameters");
  if (!jsonEqual(parameters ?? {}, tool["parameters"] ?? {})) patch["parameters"] = parameters ?? {};
  const api = member(tool["delivery"], "api");
  if (isObject(api) && form["url"] !== undefined) {
    const edited = editedApi(api, form);
    if (!jsonEqual(edited, api)) patch["delivery"] = { api: withoutSecrets(edited) };
  }
  return patch;
}

/** Browsers send the lines of a field with CRLF. That alone isn't an edit. */
const withPlainLineEnds = (text: string): string => text.replaceAll("\r\n", "\n");

function editedApi(api: JsonObject, form: Readonly<Record<string, string>>): JsonObject {
  const timeout = form["timeout"]?.trim() ?? "";
  const template = jsonOf(form["body_template"] ?? "", "Body template");
  const edited: JsonObject = { ...api, url: urlOf(String(api["url"]), form["url"] ?? "") };
  if (api["method"] !== undefined || form["method"] !== "POST") edited["method"] = form["method"];
  // Text that isn't a number goes to the API unchanged. The API reports what is wrong with it.
  if (timeout === "") delete edited["timeout"];
  else edited["timeout"] = Number.isNaN(Number(timeout)) ? timeout : Number(timeout);
  if (template === undefined) delete edited["body_template"];
  else edited["body_template"] = template;
  return edited;
}

/** The form shows a URL without its credentials. Sending this text back isn't an edit. */
function urlOf(stored: string, typed: string): string {
  if (typed === withMaskedCredentials(stored)) return stored;
  if (typed.includes(MASK))
    throw new HttpError(400, `The endpoint contains ${MASK}. Write the whole address, with its credentials.`);
  return typed;
}

function withoutSecrets(api: JsonObject): JsonObject {
  if (!isObject(api["auth"])) return api;
  const auth = Object.entries(api["auth"]).filter(([name]) => !SECRET_AUTH_FIELDS.includes(name));
  return { ...api, auth: Object.fromEntries(auth) };
}

function jsonOf(text: string, field: string): unknown {
  if (text.trim() === "") return undefined;
  const value = tryExactJson(text);
  if (value === undefined) throw new HttpError(400, `${field} is not valid JSON.`);
  if (isTooDeep(value)) throw new HttpError(400, `${field} is nested too deeply.`);
  return value;
}
