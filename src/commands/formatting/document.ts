/** A text with the positions at which it can be broken into lines. Created by the functions of this file. */
export type Doc = string | readonly Doc[] | Line | Indent | Group | Broken;

/** What a line break becomes if everything fits on one line. `hard` always breaks. */
interface Line {
  readonly kind: "line";
  readonly flat: "" | " " | "hard";
}

interface Indent {
  readonly kind: "indent";
  readonly content: Doc;
}

/** On one line if it fits, otherwise broken at all of its own positions. */
interface Group {
  readonly kind: "group";
  readonly content: Doc;
  readonly isBroken: boolean;
}

/** Printed only if the group around it is broken. */
interface Broken {
  readonly kind: "broken";
  readonly content: Doc;
}

export const line: Doc = { kind: "line", flat: " " };
export const softLine: Doc = { kind: "line", flat: "" };
export const hardLine: Doc = { kind: "line", flat: "hard" };

export const indent = (content: Doc): Doc => ({ kind: "indent", content });
export const ifBroken = (content: Doc): Doc => ({ kind: "broken", content });
export const group = (content: Doc, isBroken = false): Doc => ({
  kind: "group",
  content,
  isBroken: isBroken || hasHardLine(content),
});

export function join(separator: Doc, items: readonly Doc[]): Doc {
  return items.flatMap((item, i) => (i === 0 ? [item] : [separator, item]));
}

function hasHardLine(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  if (!("kind" in doc)) return doc.some(hasHardLine);
  if (doc.kind === "line") return doc.flat === "hard";
  return doc.kind === "group" ? doc.isBroken : doc.kind === "indent" && hasHardLine(doc.content);
}

/** A part that must still be printed. */
interface Part {
  readonly doc: Doc;
  readonly depth: number;
  readonly isFlat: boolean;
}

const INDENTATION = "  ";

/** The text. A group is on one line if it has at most `width` characters. */
export function layOut(doc: Doc, width: number): string {
  let text = "";
  let column = 0;
  const rest: Part[] = [{ doc, depth: 0, isFlat: false }];
  for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
    const { depth, isFlat } = part;
    if (typeof part.doc === "string") {
      text += part.doc;
      column += part.doc.length;
    } else if ("kind" in part.doc && part.doc.kind === "line") {
      const space = isFlat && part.doc.flat !== "hard" ? part.doc.flat : undefined;
      if (space === undefined) {
        text = `${text.trimEnd()}\n${INDENTATION.repeat(depth)}`;
        column = depth * INDENTATION.length;
      } else {
        text += space;
        column += space.length;
      }
    } else if ("kind" in part.doc && part.doc.kind === "group") {
      const flat = { doc: part.doc.content, depth, isFlat: true };
      const fits = !part.doc.isBroken && (isFlat || fitsIn(width - column, flat, rest));
      rest.push({ ...flat, isFlat: fits });
    } else rest.push(...partsOf(part));
  }
  return text;
}

/** Whether a part, plus the text up to the next line break, has at most this many characters. */
function fitsIn(width: number, first: Part, following: readonly Part[]): boolean {
  const stack = [first];
  let next = following.length;
  let left = width;
  while (left >= 0) {
    const part = stack.pop() ?? following[--next];
    if (part === undefined) return true;
    if (typeof part.doc === "string") left -= part.doc.length;
    else if ("kind" in part.doc && part.doc.kind === "line") {
      if (!part.isFlat || part.doc.flat === "hard") return true;
      left -= part.doc.flat.length;
    } else if ("kind" in part.doc && part.doc.kind === "group")
      stack.push({ ...part, doc: part.doc.content, isFlat: part.isFlat && !part.doc.isBroken });
    else stack.push(...partsOf(part));
  }
  return false;
}

/** The components of a part, in reverse order. */
function partsOf({ doc, depth, isFlat }: Part): Part[] {
  if (typeof doc === "string") return [];
  if (!("kind" in doc)) return doc.map((one) => ({ doc: one, depth, isFlat })).reverse();
  if (doc.kind === "indent") return [{ doc: doc.content, depth: depth + 1, isFlat }];
  return doc.kind === "broken" && !isFlat ? [{ doc: doc.content, depth, isFlat }] : [];
}
