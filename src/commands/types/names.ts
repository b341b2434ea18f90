/**
 * Unique identifiers for names: `log_crm_note` becomes `LogCrmNote`. If two names would get the same identifier, the one with the plain spelling
 * (`log_crm_note`) gets it, and the others get their exact name as a suffix (`LogCrmNote$logCrmNote`). A third name changes neither.
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

/** Only letters and digits. `_` and `$` stay free to separate a suffix. */
function toPascal(name: string, fallback: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Z]/.test(pascal) ? pascal : fallback + pascal;
}

/** One name for each identifier, so that at most one of a group has the plain spelling. */
function toSnake(pascal: string): string {
  return pascal.replace(/(?<!^)[A-Z]/g, "_$&").toLowerCase();
}

function toExact(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/gu, (character) => `$${character.codePointAt(0)?.toString(16) ?? ""}$`);
}

/** The order for sorting, which is the same on every machine and in every language. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
