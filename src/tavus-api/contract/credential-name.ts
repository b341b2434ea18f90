const PLAIN = "api[-_]?key|token|secret|passw|pwd|credential|authorization|jwt|cookie";
const NAME = new RegExp(`${PLAIN}|signature|(^|[-_.])(key|auth|sig)($|[-_.])`, "i");
const FIELD = new RegExp(`${PLAIN}|(access|private|auth)[-_]?key`, "i");

/**
 * Names of headers, query fields and properties under which a value may be a credential (U-22). Generous, because it decides what is hidden;
 * what is warned about is decided by the narrower rule of the lint.
 */
export function isCredentialName(name: string): boolean {
  return NAME.test(name);
}

/** The same for fields of a body or of parameters, where a `key` is usually an issue's or a project's. */
export function isCredentialField(name: string): boolean {
  return FIELD.test(name);
}
