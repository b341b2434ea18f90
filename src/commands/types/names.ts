/**
 * Identifiers for names, each its own: `log_crm_note` becomes `LogCrmNote`. If two names become the same, it stays with the one that is
 * its plain spelling (`log_crm_note`), and the others have their exact name behind it (`LogCrmNote$logCrmNote`): whoever comes third changes
 * neither.
 * @param fallback begins an identifier that would begin with a digit, or be empty
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

/** Letters and digits only: `_` and `$` stay free to set apart what is added to a name. */
function toPascal(name: string, fallback: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Z]/.test(pascal) ? pascal : fallback + pascal;
}

/** One name for each identifier, so that at most one of a group is the plain spelling. */
function toSnake(pascal: string): string {
  return pascal.replace(/(?<!^)[A-Z]/g, "_$&").toLowerCase();
}

function toExact(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/gu, (character) => `$${character.codePointAt(0)?.toString(16) ?? ""}$`);
}

/** The order of everything that is sorted: the same on every machine, whatever its language. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
