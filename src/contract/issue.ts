/** A step into a definition: an object's key or an array's index. */
export type Path = readonly (string | number)[];

type None = Readonly<Record<never, never>>;
/** A value that can't be a secret, to be quoted. `undefined` if it's missing. */
interface Quoted {
  readonly value?: unknown;
}

/** What each code says in addition to where it was found. Nothing here may hold a secret. */
export interface IssueParams {
  // One field
  required: None;
  empty: None;
  "not-one-of": Quoted & { readonly values: readonly string[] };
  "not-object": None;
  "not-string": None;
  "not-string-list": None;
  "not-string-map": None;
  "not-number": None;
  "not-boolean": None;
  "wrong-type": { readonly said: string };
  "control-character": None;
  "unknown-field": { readonly known: readonly string[] };
  "name-characters": Quoted;
  "name-length": { readonly length: number };
  timeout: Quoted;
  "media-type": Quoted;
  "url-whitespace": None;
  "url-not-absolute": None;
  "url-not-https": None;
  "url-host-placeholder": None;
  "url-host-private": None;
  "header-name": None;
  "header-of-connection": None;
  "header-of-tavus": None;
  "header-twice": None;
  "query-name-empty": None;
  "username-colon": None;
  mask: None;
  "missing-value": None;
  "output-text": None;
  // Several fields
  "live-field": None;
  "post-call-parameters": None;
  "post-call-endpoint": None;
  "post-call-app-message": None;
  "perception-live-field": None;
  "perception-resolve": None;
  "filler-missing": None;
  "two-channels": None;
  "no-channel": None;
  "undeclared-placeholder": { readonly name: string; readonly mayBeText: boolean };
  "placeholder-name": { readonly name: string };
  "set-by-auth": None;
  "set-by-auth-in-url": { readonly name: string };
  "api-key-header": { readonly isName: boolean };
  "signed-template": None;
  "signed-placeholder": { readonly name: string };
  "method-without-body": { readonly method: string };
  "too-large": { readonly size: number };
  // The JSON Schema of the parameters
  "schema-root": None;
  "schema-not-object": None;
  "schema-map": None;
  "schema-list": None;
  "schema-type": Quoted;
  "schema-length": Quoted;
  "schema-step": Quoted;
  "schema-pattern": Quoted;
  "schema-enum": None;
  "schema-range": { readonly high: string };
  "parameter-reserved": None;
  "parameter-unnamed": None;
  "required-list": None;
  "required-name": None;
  "required-twice": Quoted;
  "required-undeclared": Quoted;
  "enum-type": None;
  "const-type": None;
  "const-not-in-enum": None;
  // What the API accepts and its owner may regret
  "placeholder-host": None;
  "credential-in-url": { readonly name: string };
  "key-in-url": None;
  "credential-in-header": None;
  "credential-in-event": None;
  "url-fragment": None;
  "content-type-header": None;
  "placeholder-in-header": { readonly name: string };
  "bearer-prefix": None;
  "short-secret": None;
  "signed-without-body": { readonly method: string };
  "placeholder-blanks": { readonly written: string; readonly name: string };
  "placeholder-path": { readonly written: string; readonly name: string };
  "double-braces": { readonly written: string; readonly name: string };
  "encoded-braces": None;
  "unknown-tavus-placeholder": { readonly name: string };
  "optional-placeholder": { readonly name: string };
  "no-correlation": None;
  undescribed: None;
  "nearly-too-large": { readonly size: number };
  // Inputs that only a program has
  "unknown-input": { readonly known: readonly string[] };
  "secret-version-type": None;
  "secret-version-masked": { readonly masked: Path };
  // Attachments
  "not-id": Quoted & { readonly owner: "PAL" | "tool" };
  "system-tool": Quoted;
  "tool-ids": None;
  "too-many-tools": { readonly count: number };
}

export type Code = keyof IssueParams;

/** A broken rule of the contract, as data; src/messages has the words. */
export type Issue<C extends Code = Code> = {
  readonly [K in C]: {
    readonly code: K;
    /** Where, in the names of the wire (snake_case). */
    readonly path: Path;
    readonly params: IssueParams[K];
  };
}[C];

/** The params of a code as arguments: none if it has none. */
export type Params<C extends Code> = None extends IssueParams[C] ? [params?: IssueParams[C]] : [params: IssueParams[C]];

export function issue<C extends Code>(code: C, path: Path, ...[params]: Params<C>): Issue {
  return { code, path, params: params ?? {} } as Issue;
}

/** Equal for issues that say the same. */
export function issueKey({ code, path, params }: Issue): string {
  return JSON.stringify([code, path, params]);
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
