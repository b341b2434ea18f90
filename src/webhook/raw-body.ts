/**
 * A body exactly as it arrived. Pass text only if nothing has changed it.
 * @since 0.1.0
 */
export type RawBody = Uint8Array | ArrayBuffer | string;

const encoder = new TextEncoder();

export function encode(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Undefined for what is not raw. */
export function bytesOf(body: unknown): Uint8Array | undefined {
  if (typeof body === "string") return encode(body);
  // Not `instanceof`: test runners have realms of their own.
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return /ArrayBuffer]$/.test(Object.prototype.toString.call(body)) ? new Uint8Array(body as ArrayBuffer) : undefined;
}

/** @throws DOMException if the text is not base64 */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
}

/**
 * @param fatal whether bytes that are not UTF-8 are an error; otherwise they become U+FFFD
 * @throws TypeError
 */
export function textOf(body: RawBody, fatal = false): string {
  return typeof body === "string" ? body : new TextDecoder("utf-8", { fatal }).decode(body as ArrayBuffer);
}
