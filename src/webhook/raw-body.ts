/**
 * A body exactly as it arrived. Pass text only if nothing has changed it.
 * @since 0.1.0
 */
export type RawBody = Uint8Array | ArrayBuffer | string;

const encoder = new TextEncoder();

export const encode = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/** Undefined if the value isn't a raw body. */
export function bytesOf(body: unknown): Uint8Array | undefined {
  if (typeof body === "string") return encode(body);
  // Doesn't use `instanceof`, because test runners have their own realms.
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return /ArrayBuffer]$/.test(Object.prototype.toString.call(body)) ? new Uint8Array(body as ArrayBuffer) : undefined;
}

/** @throws DOMException if the string isn't base64 */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
}

/** @param fatal whether invalid UTF-8 is an error. Otherwise it becomes U+FFFD */
export function textOf(body: RawBody, fatal = false): string {
  return typeof body === "string" ? body : new TextDecoder("utf-8", { fatal }).decode(body as ArrayBuffer);
}
