/** A step into a definition: an object's key or an array's index. */
export type Path = readonly (string | number)[];

type None = Readonly<Record<never, never>>;
/** A value that isn't secret and can be quoted. `undefined` if it is missing. */
interface Quoted {
  readonly value?: unknown;
}

/** The additional data of each code. It never contains a secret. */
export interface IssueParams {
  // Codes about one field
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
  // Codes about several fields
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
  "method-without-body": { readonly method: string; readonly isSigned: boolean };
  "too-large": { readonly size: number };
  // Codes about the JSON Schema of the parameters
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
  // Definitions that the API accepts but that are probably mistakes
  "placeholder-host": None;
  "credential-in-url": { readonly name: string };
  "key-in-url": None;
  "credential-in-header": None;
  "credential-in-event": None;
  "url-fragment": None;
  "content-type-header": None;
  "placeholder-in-header": { readonly name: string; readonly isSigned: boolean };
  "bearer-prefix": None;
  "short-secret": None;
  "empty-password": None;
  "signed-without-body": { readonly method: string };
  "placeholder-blanks": { readonly written: string; readonly name: string };
  "placeholder-path": { readonly written: string; readonly name: string };
  "double-braces": { readonly written: string; readonly name: string };
  "encoded-braces": None;
  "unknown-tavus-placeholder": { readonly name: string };
  "placeholder-elsewhere": { readonly name: string };
  "optional-placeholder": { readonly name: string };
  "no-correlation": None;
  undescribed: None;
  "nearly-too-large": { readonly size: number };
  // Inputs that only a program has
  "unknown-input": { readonly known: readonly string[] };
  "secret-version-type": None;
  "secret-version-masked": { readonly masked: Path };
  // Codes about attachments
  "not-id": Quoted & { readonly owner: "PAL" | "tool" };
  "system-tool": Quoted;
  "tool-ids": None;
  "too-many-tools": { readonly count: number };
}

export type Code = keyof IssueParams;

/** A broken rule of the contract, as data. The text is in src/messages. */
export type Issue<C extends Code = Code> = {
  readonly [K in C]: {
    readonly code: K;
    /** The path, in the names of the wire (snake_case). */
    readonly path: Path;
    readonly params: IssueParams[K];
  };
}[C];

/** The params of a code as arguments. A code without params takes no argument. */
export type Params<C extends Code> = None extends IssueParams[C] ? [params?: IssueParams[C]] : [params: IssueParams[C]];

export function issue<C extends Code>(code: C, path: Path, ...[params]: Params<C>): Issue {
  return { code, path, params: params ?? {} } as Issue;
}

/** A key that is equal for issues with the same meaning. */
export function issueKey({ code, path, params }: Issue): string {
  return JSON.stringify([code, path, params]);
}

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

/** `["delivery", "api", "headers", "X Y", 0]` as `delivery.api.headers["X Y"][0]`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (PLAIN_KEY.test(String(step))) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
