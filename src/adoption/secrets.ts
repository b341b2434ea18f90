import { isCredentialName, isObject, type JsonObject, MASK, type Path } from "../tavus-api/contract/index.ts";
import { valueAt } from "../tool/normalization.ts";
import { SECRET_INPUT_PATHS } from "../tool/wire.ts";
import { toIdentifier, upperFirst } from "./names.ts";

/** A text of a definition that a program must not hold: it comes from the stack's config. */
export interface SecretText {
  /** Where in the inputs. */
  readonly path: Path;
  /** What it consists of: fixed text, and secrets. A secret alone is the usual case. */
  readonly parts: readonly (string | SecretPart)[];
}

export interface SecretPart {
  /** What it is in a config key: `Token`, `UrlKey`. */
  readonly label: string;
  /** `undefined` where Tavus masks it (K-10); else it is readable by everybody with the API key (K-11). */
  readonly value: string | undefined;
}

const LABELS: Readonly<Record<string, string>> = { value: "Key" };

/** The secrets of a definition: masked ones of `auth`, and what looks like a credential in headers, query and URL. */
export function findSecrets(inputs: JsonObject): SecretText[] {
  const masked = SECRET_INPUT_PATHS.flatMap((path): SecretText[] => {
    const value = valueAt(inputs, path);
    if (typeof value !== "string") return [];
    const field = String(path.at(-1));
    const part = { label: LABELS[field] ?? upperFirst(field), value: value === MASK ? undefined : value };
    return [{ path, parts: [part] }];
  });
  return [...masked, ...inMap(inputs, "headers"), ...inMap(inputs, "queryParams"), ...inUrl(inputs)];
}

const API = ["delivery", "api"];

function inMap(inputs: JsonObject, field: "headers" | "queryParams"): SecretText[] {
  const map = valueAt(inputs, [...API, field]);
  if (!isObject(map)) return [];
  return Object.entries(map).flatMap(([name, value]) =>
    typeof value === "string" && isCredentialName(name) && isFixed(value)
      ? [{ path: [...API, field, name], parts: [{ label: upperFirst(toIdentifier(name)), value }] }]
      : [],
  );
}

/** Credentials in the URL's query: everything around them stays readable in the program. */
function inUrl(inputs: JsonObject): SecretText[] {
  const path = [...API, "url"];
  const url = valueAt(inputs, path);
  if (typeof url !== "string") return [];
  const parts: (string | SecretPart)[] = [];
  let from = 0;
  for (const match of url.matchAll(/[?&]([^=&#]+)=([^&#]+)/g)) {
    const [whole, name = "", value = ""] = match;
    if (!isCredentialName(name) || !isFixed(value)) continue;
    const at = match.index + whole.length - value.length;
    parts.push(url.slice(from, at), { label: `Url${upperFirst(toIdentifier(name))}`, value });
    from = at + value.length;
  }
  return parts.length === 0 ? [] : [{ path, parts: [...parts, ...(from < url.length ? [url.slice(from)] : [])] }];
}

/** A value that holds a placeholder is made anew for each call. */
function isFixed(value: string): boolean {
  return value !== "" && !/[{}]/.test(value);
}
