/**
 * Assigns a unique identifier to each name: `log_crm_note` becomes `LogCrmNote`. If several names would get the same identifier, the plain spelling
 * (`log_crm_note`) gets it. The others get their exact name as a suffix (`LogCrmNote$logCrmNote`). A third name changes neither of the first two.
 */
export function assignNames(names: readonly string[], fallback: string): Map<string, string> {
  const groups = Map.groupBy(new Set(names), (name) => toPascal(name, fallback));
  return new Map(
    [...groups].flatMap(([pascal, group]) =>
      group.map((name): [string, string] => [
        name,
        group.length === 1 || toSnake(pascal) === name ? pascal : `${pascal}$${toExact(name)}`,
      ]),
    ),
  );
}

/** Keeps only letters and digits, so that `_` and `$` can separate a suffix. */
function toPascal(name: string, fallback: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Z]/.test(pascal) ? pascal : fallback + pascal;
}

/** The plain spelling of an identifier, which only one name of a group can have. */
function toSnake(pascal: string): string {
  return pascal.replace(/(?<!^)[A-Z]/g, "_$&").toLowerCase();
}

function toExact(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/gu, (character) => `$${character.codePointAt(0)?.toString(16) ?? ""}$`);
}

/** Compares names for sorting. The order is the same on every machine and in every language. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
