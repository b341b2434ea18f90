import { expect, it } from "vitest";
import { BUGS, readPlace } from "../../tools/planted-bugs.ts";

it.each(BUGS.map((bug) => [bug.name, bug] as const))("has a place for the planted bug %s", (_name, bug) => {
  const { source } = readPlace(bug);
  expect(source.replace(bug.good, bug.bad)).not.toBe(source);
});
