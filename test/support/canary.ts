/** Secrets that are recognized wherever they turn up, and in whatever spelling. */

/** Where a secret stands; each place has another one, so that a trace says which has leaked. */
export interface Canary {
  readonly place: string;
  readonly value: string;
}

export interface Trace {
  readonly place: string;
  readonly spelling: string;
  /** What stands before it. */
  readonly after: string;
}

/** What changes in a URL, in JSON, in HTML and in base64. */
export const canary = (place: string): Canary => ({ place, value: `c4n+ry/"${digest(place)}&${place}=` });

/** For places that take letters and digits only. */
export const plainCanary = (place: string): Canary => ({
  place,
  value: `c4n0ry${digest(place)}${place.replace(/\W/g, "")}`,
});

/** Without a dependency: other places have others, that is all. */
function digest(text: string): string {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 0x7fffffff;
  return hash.toString(36).padStart(6, "x");
}

/** Every spelling of a secret, by name. */
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

/** The letters of base64 that depend on nothing around the value, where it begins `shift` bytes into a group of three. */
function inBase64(value: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]);
  const whole = Math.floor(bytes.length / 3) * 4;
  const begin = shift === 0 ? 0 : shift + 1;
  return bytes.toString("base64").slice(begin, whole);
}

/** Where secrets turn up in a text. */
export function tracesIn(text: string, canaries: readonly Canary[]): Trace[] {
  const found: Trace[] = [];
  for (const { place, value } of canaries)
    for (const [spelling, spelled] of spellingsOf(value)) {
      const at = text.indexOf(spelled);
      if (at >= 0) found.push({ place, spelling, after: text.slice(Math.max(0, at - 120), at) });
    }
  return found;
}
