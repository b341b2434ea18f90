/** A step into a definition: an object's key or an array's index. */
export type Path = readonly (string | number)[];

/** One broken rule of the contract. It never carries the value that broke it: that may be a secret. */
export interface Issue {
  /** Id of the rule in the contract, such as `T-3`. */
  readonly rule: string;
  /** Where, in the names of the wire (snake_case). */
  readonly path: Path;
  /** What is wrong, as the end of a sentence that begins with the path. */
  readonly message: string;
  /** What to write instead, as a sentence. */
  readonly remedy: string;
}

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

/** `["delivery", "api", "headers", "X Y", 0]` as `delivery.api.headers["X Y"][0]`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (PLAIN_KEY.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** One line for people: where, what, what instead, and the rule's id. */
export function formatIssue(issue: Issue, path: Path = issue.path): string {
  const where = path.length === 0 ? "" : `${formatPath(path)} `;
  return `${where}${issue.message}. ${issue.remedy} (${issue.rule})`;
}
