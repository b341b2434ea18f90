/** What every part of is a word that begins with a letter: then no two such names give the same type name. */
const PLAIN = /^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*$/;

/**
 * A tool's name as the beginning of type names. It depends on nothing but the name, so that another tool never changes it.
 * @example typeName("log_crm_note") // "LogCrmNote"
 * @example typeName("logNote") // "Tool_logNote"
 */
export function typeName(tool: string): string {
  if (!PLAIN.test(tool)) return `Tool_${identifier(tool)}`;
  return tool
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** A part of a type name from any text, another one for another text. */
export function identifier(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/gu, (character) => `$${character.codePointAt(0)}`);
}
