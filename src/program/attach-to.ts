import * as pulumi from "@pulumi/pulumi";
import { describeLoss } from "../contract/loss.ts";
import { isRecord, kindOf } from "./arguments.ts";
import { whenKnown } from "./late.ts";

/** One PAL of `attachTo`. */
interface Pal {
  /** The text to append to the attachment's resource name. */
  readonly key: string;
  /** The path of the PAL, for messages. */
  readonly path: string;
  readonly id: pulumi.Input<string>;
}

/**
 * The PALs of `attachTo`, by the keys that become parts of resource names.
 * @throws RunError if the value is neither a list nor an object, if a PAL has no id, or if a PAL occurs twice
 */
export function palsOf(resource: string, attachTo: unknown): readonly Pal[] {
  const refuse = (text: string): never => {
    throw new pulumi.RunError(`${resource}: ${text}`);
  };
  if (attachTo === undefined || attachTo === null) return [];
  if (!Array.isArray(attachTo) && !isRecord(attachTo))
    return refuse(
      `attachTo is ${kindOf(attachTo)}. ` +
        (typeof attachTo === "string"
          ? 'Write a list: attachTo: ["p…"].'
          : "Write a list or an object, whose values may be Outputs: attachTo: { support: palId }. Pulumi needs to know how many there are."),
    );
  const pals = Array.isArray(attachTo)
    ? // Resource names must be known, so an id that is an Output is identified by its index.
      Array.from(attachTo as unknown[], (id, i) => ({
        key: typeof id === "string" ? id : String(i),
        path: `attachTo[${i}]`,
        id,
      }))
    : Object.entries(attachTo).map(([key, id]) => ({ key, path: `attachTo.${key}`, id }));
  for (const { path, id } of pals) if (!isId(id)) refuse(noId(path, id));
  for (const [place, text] of pals.flatMap(({ key, path, id }) => [[path, id] as const, [path, key] as const])) {
    const loss = describeLoss(text);
    if (loss !== undefined) refuse(`${place} is ${loss.kind}. ${loss.remedy}`);
  }
  const known = pals as readonly Pal[];
  const refuseTwice = (ids: readonly unknown[]): void => {
    const places = repeated(ids);
    const paths = places.map((place) => known[place]?.path).join(" and ");
    // The message shows only plain values of the program, because an Output can be a secret.
    const said = places.map((place) => known[place]?.id).find((id) => typeof id === "string");
    const which = said === undefined ? "" : `, "${said}"`;
    if (places.length > 0) refuse(`${paths} are the same PAL${which}. Remove one of them.`);
  };
  refuseTwice(known.map(({ id }) => id));
  if (known.every(({ id }) => typeof id === "string")) return known;
  // Checked separately, because one id that a preview doesn't know must not make the other ids unknown.
  whenKnown(pulumi.all(known.map(({ id }) => id)), (ids) => refuseTwice(ids as unknown[]));
  return known.map((pal) => {
    if (typeof pal.id === "string") return pal;
    const check = (id: unknown): string => (typeof id === "string" && id !== "" ? id : refuse(noId(pal.path, id)));
    return { ...pal, id: whenKnown(pal.id, check) };
  });
}

const isId = (id: unknown): boolean =>
  (typeof id === "string" && id !== "") || pulumi.Output.isInstance(id) || id instanceof Promise;

function noId(path: string, id: unknown): string {
  const what = `${path} is ${id === "" ? "empty" : kindOf(id)}.`;
  // The value is the result of getPal, or a PalTools.
  if (typeof id === "object" && id !== null && "palId" in id) return `${what} Write the PAL's id: its palId.`;
  return `${what} Write the PAL's id, or remove it.`;
}

/** The positions of the first id that occurs more than once. */
function repeated(ids: readonly unknown[]): readonly number[] {
  const places = ids.map((id) => ids.flatMap((other, i) => (other === id ? [i] : [])));
  return places.find(({ length }) => length > 1) ?? [];
}
