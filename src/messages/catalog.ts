import {
  CONVERSATION_ID_PLACEHOLDER,
  type Code,
  DEFINITION_MAX,
  type IssueParams,
  MASK,
  NAME_MAX,
  ON_RESOLVE_DEFAULT,
  PAL_TOOLS_MAX,
  type Path,
  placeholderNameFor,
  placeholderOf,
  RESERVED_PREFIX,
  SECRET_LENGTH_MIN,
} from "../contract/index.ts";
import { fieldAt } from "../contract/wire.ts";
import { quote, suggest } from "./words.ts";

/** The path of an issue, and how its reader spells names. */
export interface Place {
  readonly path: Path;
  /** What to set it to. Absent below a field. */
  readonly example: string | undefined;
  /** Whether to show values. */
  readonly quotes: boolean;
  /** A field of the definition by its wire path, in backticks, in the reader's spelling. */
  name(wirePath: string): string;
}

type Text<C extends Code> = string | ((params: IssueParams[C], place: Place) => string);

/** A rule id has its section in docs/reference/rules.md. */
export interface Entry<C extends Code> {
  /** The id of the rule in the contract. `"field"`: the field's rule. Absent: the rule is ours. */
  readonly rule?: string | ((path: Path) => string | undefined);
  /** What is wrong: completes a sentence that begins with the path. */
  readonly wrong: Text<C>;
  /** What to do, as sentences. For a program, and for somebody who sends requests if that differs. */
  readonly remedy: Text<C> | { readonly program: Text<C>; readonly http: Text<C> };
  /** What to do if the reader has just read the remedy for the same rule. @default the remedy */
  readonly again?: string;
}

const FIELD = "field";
const API = "delivery.api";
const AUTH = "delivery.api.auth";
const CONVERSATION = placeholderOf(CONVERSATION_ID_PLACEHOLDER);
const is = ({ value }: { readonly value?: unknown }, place: Place): string => {
  if (value === undefined) return "is required";
  return mayQuote(value, place) ? `is ${quote(value)}` : "is not valid";
};
/** Whether a value can be shown. Objects and lists can contain secrets, and so can values in `auth`. */
function mayQuote(value: unknown, { quotes, path }: Place): boolean {
  if (!quotes || (typeof value === "object" && value !== null)) return false;
  return path[2] !== "auth" || /^[a-z][a-z0-9_ -]{0,30}$/i.test(String(value));
}
/** The same plus what is wrong with the value, which is all that the reader of a server's answer gets. */
const isWhich =
  (clause: string) =>
  ({ value }: { readonly value?: unknown }, place: Place): string =>
    mayQuote(value, place) ? `is ${quote(value)}, which ${clause}` : clause;
const set =
  (otherwise = "another value"): Text<Code> =>
  (_, { example }) =>
    `Set it to ${example ?? otherwise}.`;
const useAuth: Text<Code> = (_, { name }) => `Use ${name(AUTH)} instead.`;
const REMOVE = "Remove it.";
const UNSIGNED =
  "Remove it, or use another auth type. The envelope that Tavus signs already carries conversation_id and all arguments.";
const AS_WELL = "Remove it as well.";
const FIX_SIZE = "Shorten the descriptions of the parameters.";

/** The rule about an unknown field depends on its path. */
function ruleOfUnknown(path: Path): string {
  if (path.length === 1) return "T-16";
  return path.length === 2 ? "D-5" : "D-10";
}

/** Every problem that has a code. */
export const CATALOG: { readonly [C in Code]: Entry<C> } = {
  required: { rule: FIELD, wrong: "is required and must be a string", remedy: set() },
  empty: { rule: FIELD, wrong: "is empty", remedy: set() },
  "not-one-of": { rule: FIELD, wrong: is, remedy: ({ values }) => `Use one of: ${values.join(", ")}.` },
  "not-object": { rule: FIELD, wrong: "must be an object", remedy: set() },
  "not-string": { rule: FIELD, wrong: "must be a string", remedy: set("a string") },
  "not-string-list": { rule: FIELD, wrong: "must be a list of strings", remedy: set() },
  "not-string-map": { rule: FIELD, wrong: "must be an object whose values are strings", remedy: set() },
  "not-number": { rule: FIELD, wrong: "must be a number", remedy: set("a number") },
  "not-boolean": { rule: FIELD, wrong: "must be true or false", remedy: set("true or false") },
  "wrong-type": { rule: FIELD, wrong: ({ said }) => `is not valid (${said})`, remedy: set() },
  "control-character": { rule: FIELD, wrong: "contains a line break or another control character", remedy: REMOVE },
  "unknown-field": {
    rule: ruleOfUnknown,
    wrong: "is not a field of a tool",
    remedy: ({ known }, { path }) => suggest(String(path.at(-1)), known),
  },
  "name-characters": {
    rule: FIELD,
    wrong: is,
    remedy: "Use only letters, digits and underscores, and begin with a letter or an underscore.",
  },
  "name-length": { rule: FIELD, wrong: ({ length }) => `has ${length} characters`, remedy: `Use at most ${NAME_MAX}.` },
  timeout: { rule: FIELD, wrong: is, remedy: set() },
  "media-type": {
    rule: FIELD,
    wrong: isWhich("is not a media type"),
    remedy: set(),
  },
  "url-whitespace": {
    rule: FIELD,
    wrong: "contains whitespace or a control character",
    remedy: "Trim the setting that it comes from.",
  },
  "url-not-absolute": {
    rule: FIELD,
    wrong: "is not an absolute URL",
    remedy: "Write the whole address, https://host/path.",
  },
  "url-not-https": {
    rule: FIELD,
    wrong: "is not an https URL",
    remedy: {
      program: "Use https. Plain http works only with the emulator, and only for a loopback or private host.",
      http: "Use https. Plain http works only for a loopback or private host.",
    },
  },
  "url-host-placeholder": {
    rule: FIELD,
    wrong: "has a placeholder in its host",
    remedy: "Keep scheme, host and port fixed. Use placeholders in the path or the query.",
  },
  "url-host-private": {
    rule: FIELD,
    wrong: "has a host that Tavus can't reach, because it is local, private or has no domain",
    remedy: {
      program: "Use a public host. For local tests, run the emulator: npx pulumi-tavus dev.",
      http: "Use a public host.",
    },
  },
  "header-name": { rule: FIELD, wrong: "is not a valid header name", remedy: "Use letters, digits and hyphens." },
  "header-of-connection": { rule: FIELD, wrong: "belongs to the HTTP connection and can't be set", remedy: REMOVE },
  "header-of-tavus": {
    rule: FIELD,
    wrong: "is reserved for Tavus",
    remedy: "Choose a name that doesn't begin with X-Tavus-.",
  },
  "header-twice": {
    rule: FIELD,
    wrong: "is given twice, because header names ignore case",
    remedy: "Keep one of the two.",
  },
  "query-name-empty": { rule: FIELD, wrong: "has an empty name", remedy: "Name it, or remove it." },
  "username-colon": {
    rule: FIELD,
    wrong: "contains a colon, which ends the user name in basic authentication",
    remedy: "Use a user name without a colon.",
  },
  mask: {
    rule: "K-12",
    wrong: "is the mask that the API shows instead of a secret",
    remedy: { program: "Set the real secret, for example with config.requireSecret.", http: "Send the real secret." },
  },
  "missing-value": {
    rule: FIELD,
    wrong: "is the text of a missing value, such as undefined",
    remedy: "Check the setting or environment variable that it comes from.",
  },
  "output-text": {
    rule: "T-25",
    wrong: "contains the text of a Pulumi Output instead of its value",
    remedy: {
      program: "Use pulumi.interpolate`…` instead of an ordinary template string.",
      http: "Send the value itself.",
    },
  },

  "live-field": {
    rule: (path) => fieldAt(path)?.inCallOnly,
    wrong: "has no effect in a post_call tool",
    remedy: REMOVE,
  },
  "post-call-parameters": {
    rule: "T-20",
    wrong: "is required for a post_call tool",
    remedy: set(),
  },
  "post-call-endpoint": {
    rule: "T-20",
    wrong: "is required for a post_call tool, because only an endpoint can be reached after the call",
    remedy: set(),
  },
  "post-call-app-message": {
    rule: "D-3",
    wrong: "can't be used in a post_call tool",
    remedy: (_, { name }) => `Remove it and use ${name(API)}.`,
  },
  "perception-live-field": {
    rule: ([field]) => (field === "on_call" ? "T-10" : "T-23"),
    wrong: "can't be set for vision and audio tools",
    remedy: REMOVE,
  },
  "perception-resolve": {
    rule: "T-23",
    wrong: `can only be "${ON_RESOLVE_DEFAULT}" for vision and audio tools`,
    remedy: REMOVE,
  },
  "filler-missing": {
    rule: "T-12",
    wrong: (_, { name }) => `is required if ${name("on_call")} is "static_filler"`,
    remedy: set(),
  },
  "two-channels": {
    rule: "D-1",
    wrong: (_, { name }) => `has both ${name(API)} and ${name("delivery.app_message")}, but a tool uses one of them`,
    remedy: "Remove one of the two.",
  },
  "no-channel": {
    rule: "D-1",
    wrong: (_, { name }) => `has neither ${name(API)} nor ${name("delivery.app_message")}`,
    remedy: (_, { name }) => `Set ${name(API)}, or set ${name("delivery.app_message")} to true.`,
  },
  "undeclared-placeholder": {
    rule: "T-25",
    wrong: ({ name }) => `has the placeholder ${placeholderOf(name)}, but no parameter has that name`,
    remedy: ({ name, mayBeText }) =>
      `Declare ${name} in parameters.properties, or use ${CONVERSATION} for the conversation.${
        mayBeText ? ` If the braces are plain text, as in GraphQL, put spaces inside: { ${name} }.` : ""
      }`,
  },
  "placeholder-name": {
    rule: "R-3",
    wrong: ({ name }) =>
      `uses ${placeholderOf(name)}, which Tavus sends as text: a placeholder has only letters, digits and underscores, and doesn't begin with a digit`,
    remedy: ({ name }) => {
      const usable = placeholderNameFor(name);
      return usable === undefined ? "Rename the parameter." : `Rename the parameter, for example to ${usable}.`;
    },
  },
  "set-by-auth": {
    rule: (path) => (path[2] === "headers" ? "D-14" : "D-17"),
    wrong: (_, { name }) => `is also set by ${name(AUTH)}`,
    remedy: "Remove it here.",
  },
  "set-by-auth-in-url": {
    rule: "D-17",
    wrong: (params, { name }) => `has the query parameter ${params.name}, which ${name(AUTH)} also sets`,
    remedy: "Remove it from the URL.",
  },
  "api-key-header": {
    rule: "K-3",
    wrong: ({ isName }) => (isName ? "belongs to the HTTP connection and can't be set" : "is not a valid header name"),
    remedy: ({ isName }, { name }) =>
      `${isName ? "Choose another name" : "Use letters, digits and hyphens"}, or set ${name(`${AUTH}.location`)} to "query".`,
  },
  "signed-template": { rule: "R-34", wrong: 'has no effect with auth type "hmac"', remedy: UNSIGNED, again: AS_WELL },
  "signed-placeholder": {
    rule: "R-34",
    wrong: ({ name }) =>
      `has the placeholder ${placeholderOf(name)}, which Tavus doesn't fill in with auth type "hmac"`,
    remedy: UNSIGNED,
    again: AS_WELL,
  },
  "method-without-body": {
    rule: "D-21",
    wrong: ({ method }) => `can't be used with ${method}, because such a request has no body`,
    // R-34: a signed delivery has no query of its own either.
    remedy: ({ isSigned }, { name }) =>
      isSigned ? REMOVE : `Remove it and use ${name(`${API}.query_params`)}, or choose another method.`,
  },
  "too-large": {
    rule: "T-5",
    wrong: ({ size }, { name }) =>
      `and ${name("parameters")} have ${size} characters together, but the limit is ${DEFINITION_MAX}`,
    remedy: "Shorten the description or the descriptions of the parameters.",
  },

  "schema-root": { rule: "T-6", wrong: 'must be "object"', remedy: 'Set it to "object".' },
  "schema-not-object": {
    rule: "T-6",
    wrong: "is not a JSON Schema",
    remedy: 'Write an object, for example { type: "string", description: … }.',
  },
  "schema-map": { rule: "T-6", wrong: "must be an object", remedy: "Give each name a schema." },
  "schema-list": { rule: "T-6", wrong: "must be a list of schemas", remedy: "Write a list with at least one schema." },
  "schema-type": {
    rule: "T-6",
    wrong: is,
    remedy: "Use one of: string, number, integer, boolean, object, array, null.",
  },
  "schema-length": { rule: "T-6", wrong: is, remedy: "Use a whole number, 0 or more." },
  "schema-step": { rule: "T-6", wrong: is, remedy: "Use a number above 0." },
  "schema-pattern": {
    rule: "T-6",
    wrong: isWhich("is not a regular expression"),
    remedy: "Fix the pattern.",
  },
  "schema-enum": { rule: "T-6", wrong: "must be a list of values", remedy: "Write a list with at least one value." },
  "schema-range": {
    rule: "T-6",
    wrong: ({ high }) => `is above ${high}, so no value fits`,
    remedy: "Fix one of the two.",
  },
  "parameter-reserved": {
    rule: "T-7",
    wrong: `begins with ${RESERVED_PREFIX}, which is reserved for Tavus`,
    remedy: "Choose another name.",
  },
  "parameter-unnamed": { rule: "T-6", wrong: "has an empty name", remedy: "Name the parameter." },
  "required-list": { rule: "T-6", wrong: "must be a list of parameter names", remedy: "Write a list of strings." },
  "required-name": { rule: "T-6", wrong: "is not the name of a parameter", remedy: "Write a string." },
  "required-twice": {
    rule: "T-6",
    wrong: isWhich("is listed twice"),
    remedy: "Remove one of the two.",
  },
  "required-undeclared": {
    rule: "T-6",
    wrong: isWhich("is not declared"),
    remedy: "Declare the parameter in properties, or remove it here.",
  },
  "enum-type": { rule: "T-6", wrong: "doesn't have the parameter's type", remedy: "Fix the value or the type." },
  "const-type": { rule: "T-22", wrong: "doesn't have the parameter's type", remedy: "Fix the value or the type." },
  "const-not-in-enum": { rule: "T-22", wrong: "is not one of the values in enum", remedy: "Fix one of the two." },

  "placeholder-host": {
    rule: "D-11",
    wrong: "has a host that looks like an example, so nothing would arrive anywhere",
    remedy: "Use the real host.",
  },
  "credential-in-url": {
    rule: "K-11",
    wrong: ({ name }) =>
      `contains a credential (${name}), which everyone with the API key can read, and which is part of every event`,
    remedy: useAuth,
  },
  "credential-in-header": {
    rule: "K-11",
    wrong: "looks like a credential, but everyone with the API key can read headers",
    remedy: useAuth,
  },
  "credential-in-event": {
    rule: "K-11",
    wrong: "looks like a credential, but everyone with the API key can read it, and it is part of every event",
    remedy: useAuth,
  },
  "key-in-url": {
    rule: "E-12",
    wrong: 'is "query", which puts the key into the URL and so into every event',
    remedy: 'Set it to "header".',
  },
  "url-fragment": {
    rule: "D-10",
    wrong: "has a fragment, which is never sent",
    remedy: "Remove everything from # on.",
  },
  "content-type-header": {
    rule: "D-14",
    wrong: "sets the content type",
    remedy: (_, { name }) => `Use ${name(`${API}.content_type`)} instead.`,
  },
  "placeholder-in-header": {
    rule: "D-14",
    wrong: ({ name }) => `has the placeholder ${placeholderOf(name)}, but Tavus sends headers as they are`,
    remedy: ({ isSigned }, { name }) =>
      isSigned
        ? UNSIGNED
        : `Move it to ${name(`${API}.url`)}, ${name(`${API}.query_params`)} or ${name(`${API}.body_template`)}.`,
  },
  "bearer-prefix": { rule: "K-2", wrong: "begins with Bearer, which Tavus adds itself", remedy: "Set only the token." },
  "short-secret": {
    rule: "K-10",
    wrong: `has fewer than ${SECRET_LENGTH_MIN} characters, so it is easy to guess and can't be hidden reliably in messages`,
    remedy: "Use a longer secret.",
  },
  "empty-password": {
    rule: "K-4",
    wrong: "is empty, which Tavus's own client refuses, so Tavus may refuse the tool",
    remedy: 'If your endpoint ignores the password, set any text, such as "x".',
  },
  "signed-without-body": {
    rule: "R-23",
    wrong: ({ method }) => `signs the body, but a ${method} request has none, so the signature proves nothing`,
    remedy: "Use POST, or another auth type.",
  },
  "placeholder-blanks": {
    rule: "R-3",
    wrong: ({ written }) => `is ${written}, which Tavus sends as text because of the spaces`,
    remedy: ({ name }) => `Write ${placeholderOf(name)}.`,
  },
  "placeholder-path": {
    rule: "R-3",
    wrong: ({ written }) =>
      `has ${written}, which Tavus sends as text, because a placeholder is only the name of a parameter`,
    remedy: ({ name }) => `Use ${placeholderOf(name)}, or declare the part that you need as a parameter of its own.`,
  },
  "double-braces": {
    rule: "R-3",
    wrong: ({ written }) =>
      `has ${written}, but Tavus's placeholders have single braces, and it sends the others as text`,
    remedy: ({ name }) => `Write ${placeholderOf(name)}, unless you mean these braces.`,
  },
  "encoded-braces": {
    rule: "R-1",
    wrong: "has a placeholder whose braces are encoded, so Tavus doesn't fill it in",
    remedy: "Write {name}. URL.href and encodeURI encode braces.",
  },
  "unknown-tavus-placeholder": {
    rule: "R-2",
    wrong: ({ name }) => `uses ${placeholderOf(name)}, which isn't known to exist`,
    remedy: `Use ${CONVERSATION}, the only one that is known.`,
  },
  "placeholder-elsewhere": {
    rule: "T-25",
    wrong: ({ name }, place) =>
      `has the placeholder ${placeholderOf(name)}, which is not in ${place.name("parameters.properties")}, the only place at which Tavus's own client looks for it`,
    remedy: ({ name }) => `Declare ${name} there, or Tavus may refuse the tool.`,
  },
  "optional-placeholder": {
    rule: "R-6",
    wrong: ({ name }) =>
      `has the placeholder ${placeholderOf(name)} of an optional parameter, and what Tavus sends if the AI leaves it out is unknown`,
    remedy: "Make the parameter required.",
  },
  "no-correlation": {
    rule: "R-9",
    wrong: "has nothing that links a delivery to its conversation",
    remedy: `Put ${CONVERSATION} into the URL's query or the body template, or use auth type "hmac".`,
  },
  undescribed: {
    rule: "T-22",
    wrong: "is filled in by the AI but has no description",
    remedy: "Describe what belongs in it.",
  },
  "nearly-too-large": {
    rule: "T-18",
    wrong: ({ size }, { name }) => {
      const together = `and ${name("parameters")} have ${size} characters together as Tavus's own client counts them`;
      return size > DEFINITION_MAX
        ? `${together}, where a character outside ASCII counts as 6 or 12 in parameters. The limit is ${DEFINITION_MAX}, so Tavus may refuse the tool`
        : `${together}, and the limit is ${DEFINITION_MAX}`;
    },
    remedy: FIX_SIZE,
  },

  "unknown-input": { wrong: "is not an input", remedy: ({ known }, { path }) => suggest(String(path.at(-1)), known) },
  "secret-version-type": {
    wrong: "must be a string or a number",
    remedy: "Use another value whenever the secrets must be sent again.",
  },
  "secret-version-masked": {
    rule: "K-12",
    wrong: ({ masked }, { name }) =>
      `has changed, but ${name(masked.join("."))} is the mask ${MASK}, so there is no secret to send`,
    remedy: "Set the secret itself, or restore the former value.",
  },

  "not-id": {
    rule: "P-1",
    wrong: (params, place) =>
      params.value === undefined ? "is required" : isWhich(`is not the id of a ${params.owner}`)(params, place),
    remedy: "Write the id as Tavus shows it, without / or spaces.",
  },
  "system-tool": {
    rule: "P-11",
    wrong: isWhich("is a tool of Tavus that every PAL has without an attachment"),
    remedy: REMOVE,
  },
  "tool-ids": {
    rule: "P-1",
    wrong: "must be a list of tool ids",
    remedy: "List every tool that the PAL should have: [note, other.id].",
  },
  "too-many-tools": {
    rule: "P-4",
    wrong: ({ count }) => `has ${count} tools, but a PAL takes at most ${PAL_TOOLS_MAX}`,
    remedy: ({ count }) => `Remove ${count - PAL_TOOLS_MAX}.`,
  },
};
