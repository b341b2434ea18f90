/** RFC 9110, section 5.1: the characters of a field name. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const OF_THE_CONNECTION = ["host", "content-length", "transfer-encoding", "connection"];

export function isHeaderName(name: string): boolean {
  return FIELD_NAME.test(name);
}

/** Why a header of this name cannot be sent, and what to do; D-14. */
export function headerNameProblem(name: string): { readonly message: string; readonly remedy: string } | undefined {
  if (!isHeaderName(name)) return { message: "is not a header name", remedy: "Use letters, digits and hyphens." };
  if (OF_THE_CONNECTION.includes(name.toLowerCase()))
    return { message: "belongs to the HTTP connection and cannot be set", remedy: "Remove it." };
  return undefined;
}
