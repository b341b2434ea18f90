import { isUnset, jsonEqual } from "../contract/index.ts";
import { fieldAt, inputName } from "../contract/wire.ts";
import { type Comparison, compare } from "./compare.ts";
import type { Definition } from "./definition.ts";

/** The fields of a PATCH that the server left unchanged, each as a sentence. An accepted request doesn't prove that every field was stored. */
export function unappliedFields(
  { before, fields }: Pick<Comparison, "before" | "fields">,
  sent: Definition,
  answer: Definition,
): string[] {
  const differing = compare(sent, answer).fields;
  return (
    fields
      .filter((path) => fieldAt(path)?.isSecret !== true)
      // The server may also have dropped the object that contains the field.
      .filter((path) => differing.some((other) => other.every((step, i) => step === path[i])))
      .filter((path) => jsonEqual(answer.meaningOf(path), before.meaningOf(path)))
      // D-16: a server may show {} for an unset body template.
      .filter((path) => !isUnset(sent.meaningOf(path)) || !jsonEqual(answer.meaningOf(path), {}))
      .map(
        (path) =>
          `${inputName(path)} was sent to Tavus, which accepted the request but kept the old value. ` +
          "Run pulumi up again; if it stays so, replace the tool with pulumi up --replace <its URN>.",
      )
  );
}
