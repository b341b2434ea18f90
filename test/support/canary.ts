/** Secrets that can be recognized anywhere, in any spelling. */

/** The place of a secret. Each place has a different secret, so that a trace shows which one leaked. */
export interface Canary {
  readonly place: string;
  readonly value: string;
}

export interface Trace {
  readonly place: string;
  readonly spelling: string;
  /** The text before the secret. */
  readonly after: string;
}

/** Characters that change in a URL, in JSON, in HTML, and in base64. */
export const canary = (place: string): Canary => ({ place, value: `c4n+ry/"${digest(place)}&${place}=` });

/** A secret for places that only accept letters and digits. */
export const plainCanary = (place: string): Canary => ({
  place,
  value: `c4n0ry${digest(place)}${place.replace(/\W/g, "")}`,
});

/** This isn't a cryptographic hash. Different places only need different values. */
function digest(text: string): string {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 0x7fffffff;
  return hash.toString(36).padStart(6, "x");
}

/** Maps the name of each spelling of a secret to the spelling. */
export function spellingsOf(value: string): Map<string, string> {
  const json = JSON.stringify(value).slice(1, -1);
  const found = new Map([
    ["as it is", value],
    ["in a URL", encodeURIComponent(value)],
    ["in a form", new URLSearchParams({ a: value }).toString().slice(2)],
    ["in JSON", json],
    ["in JSON in JSON", JSON.stringify(json).slice(1, -1)],
    ["in JSON for HTML", json.replaceAll("&", "\\u0026").replaceAll("<", "\\u003c").replaceAll(">", "\\u003e")],
    ["in HTML", value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")],
    ["in hex", Buffer.from(value).toString("hex")],
  ]);
  for (const shift of [0, 1, 2]) {
    const text = inBase64(value, shift);
    found.set(`in base64, shifted by ${shift}`, text);
    found.set(`in base64url, shifted by ${shift}`, text.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return found;
}

/** The base64 characters that don't depend on the text around the value, if the value begins `shift` bytes into a group of three. */
function inBase64(value: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]);
  const whole = Math.floor(bytes.length / 3) * 4;
  const begin = shift === 0 ? 0 : shift + 1;
  return bytes.toString("base64").slice(begin, whole);
}

/** The positions of secrets in text. */
export function tracesIn(text: string, canaries: readonly Canary[]): Trace[] {
  const found: Trace[] = [];
  for (const { place, value } of canaries)
    for (const [spelling, spelled] of spellingsOf(value)) {
      const at = text.indexOf(spelled);
      if (at >= 0) found.push({ place, spelling, after: text.slice(Math.max(0, at - 120), at) });
    }
  return found;
}
