import { MASK } from "../contract/index.ts";
import { decodePart } from "../contract/url.ts";
import { renderText, type Values } from "./template.ts";

/** Thrown if arguments would change the meaning of a request. Sending it would be worse than not sending it. */
export class RenderError extends Error {
  override name = "RenderError";
}

/**
 * R-3: encodes all but the unreserved characters of RFC 3986.
 * @throws URIError for half of a surrogate pair, which has no UTF-8 form
 */
export function encodeUrlPart(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * R-1: a URL with its placeholders filled, in the URL standard's form.
 * @throws RenderError if an argument would lead to another path: `.` and `..` do, in any encoding
 */
export function renderUrl(template: string, values: Values): string {
  const rendered = renderText(template, values, encodeUrlPart);
  const before = pathSegments(template);
  if (pathSegments(rendered).some((segment, i) => isDots(segment) && segment !== before[i]))
    throw new RenderError("an argument makes a segment of the URL's path . or .., which leads to another path");
  return new URL(rendered).href;
}

const pathSegments = (url: string): string[] => (url.split(/[?#]/)[0] ?? "").split(/[\\/]/);
const isDots = (segment: string): boolean => [".", ".."].includes(segment.replaceAll(/%2e/gi, "."));

/** Adds to the query and keeps the rest of the URL as written. `URLSearchParams` would rewrite all of it. */
export function appendQuery(url: string, name: string, value: string): string {
  const hash = url.indexOf("#");
  const [address, fragment] = hash === -1 ? [url, ""] : [url.slice(0, hash), url.slice(hash)];
  const separator = !address.includes("?") ? "?" : /[?&]$/.test(address) ? "" : "&";
  return `${address}${separator}${encodeUrlPart(name)}=${encodeUrlPart(value)}${fragment}`;
}

export function withMaskedQuery(url: string, name: string): string {
  const key = encodeUrlPart(name).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return url.replace(new RegExp(`([?&]${key}=)[^&#]*`, "g"), `$1${MASK}`);
}

/** Removes a query parameter from a URL. The rest stays as written. */
export function withoutQuery(url: string, name: string): string {
  const [address = "", query = ""] = url.split(/\?(.*)/s);
  const kept = query.split("&").filter((pair) => pair !== "" && decodePart(pair.split("=")[0] ?? "") !== name);
  return kept.length === 0 ? address : `${address}?${kept.join("&")}`;
}

export function isHttpUrl(text: unknown): text is string {
  return typeof text === "string" && ["http:", "https:"].includes(URL.parse(text)?.protocol ?? "");
}
