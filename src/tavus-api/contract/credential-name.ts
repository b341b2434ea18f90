const NAME =
  /api[-_]?key|token|secret|passw|pwd|credential|authorization|signature|jwt|(^|[-_.])(key|auth|sig)($|[-_.])/i;

/**
 * Names of headers, query fields and properties under which a value may be a credential (U-22). Generous, because it decides what is hidden;
 * what is warned about is decided by the narrower rule of the lint.
 */
export function isCredentialName(name: string): boolean {
  return NAME.test(name);
}
