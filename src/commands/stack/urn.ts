/** The parts of a URN: `urn:pulumi:<stack>::<project>::<type of the parents>$<type>::<name>` (Pulumi docs, "Resource names"). */
export interface Urn {
  readonly stack: string;
  readonly type: string;
  readonly name: string;
}

/** Only a name can contain `::`. */
export function parseUrn(urn: string): Urn {
  const [stack = "", , types = "", ...name] = urn.split("::");
  return {
    stack: stack.replace(/^urn:pulumi:/, ""),
    type: types.split("$").at(-1) ?? "",
    name: name.join("::") || urn,
  };
}

/** The resource's name in the program. */
export function nameOf(urn: string): string {
  return parseUrn(urn).name;
}
