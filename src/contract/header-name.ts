/** RFC 9110, section 5.1: the characters of a field name. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const OF_THE_CONNECTION = ["host", "content-length", "transfer-encoding", "connection"];

export function isHeaderName(name: string): boolean {
  return FIELD_NAME.test(name);
}

export type HeaderNameProblem = "header-name" | "header-of-connection";

/** D-14: why a header with this name can't be sent. */
export function headerNameProblem(name: string): HeaderNameProblem | undefined {
  if (!isHeaderName(name)) return "header-name";
  return OF_THE_CONNECTION.includes(name.toLowerCase()) ? "header-of-connection" : undefined;
}
