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
  /** A value to suggest. Absent for a path inside a field. */
  readonly example: string | undefined;
  /** Whether to show values. */
  readonly quotes: boolean;
  /** Takes the wire path of a field. Returns its name in the reader's spelling, in backticks. */
  name(wirePath: string): string;
}

type Text<C extends Code> = string | ((params: IssueParams[C], place: Place) => string);

/** The text of one problem. docs/reference/rules.md has a section for each rule id. */
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
/** Quotes the value and says what is wrong with it. Without the quote if the value can't be shown. */
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

/** An entry: the rule that is broken, what is wrong, and what to do. */
function by<C extends Code>(rule: NonNullable<Entry<C>["rule"]>, wrong: Text<C>, remedy: Entry<C>["remedy"]): Entry<C> {
  return { rule, wrong, remedy };
}
/** An entry about the rule of the field. */
const field = <C extends Code>(wrong: Text<C>, remedy: Entry<C>["remedy"]): Entry<C> => by(FIELD, wrong, remedy);
/** An entry about an invalid JSON Schema. */
const schema = <C extends Code>(wrong: Text<C>, remedy: Entry<C>["remedy"]): Entry<C> => by("T-6", wrong, remedy);

/** The rule about an unknown field depends on its path. */
function ruleOfUnknown(path: Path): string {
  if (path.length === 1) return "T-16";
  return path.length === 2 ? "D-5" : "D-10";
}

/** Every problem that has a code. */
export const CATALOG: { readonly [C in Code]: Entry<C> } = {
  required: field("is required and must be a string", set()),
  empty: field("is empty", set()),
  "not-one-of": field(is, ({ values }) => `Use one of: ${values.join(", ")}.`),
  "not-object": field("must be an object", set()),
  "not-string": field("must be a string", set("a string")),
  "not-string-list": field("must be a list of strings", set()),
  "not-string-map": field("must be an object whose values are strings", set()),
  "not-number": field("must be a number", set("a number")),
  "not-boolean": field("must be true or false", set("true or false")),
  "wrong-type": field(({ said }) => `is not valid (${said})`, set()),
  "control-character": field("contains a line break or another control character", REMOVE),
  "unknown-field": by(ruleOfUnknown, "is not a field of a tool", ({ known }, { path }) =>
    suggest(String(path.at(-1)), known),
  ),
  "name-characters": field(is, "Use only letters, digits and underscores, and begin with a letter or an underscore."),
  "name-length": field(({ length }) => `has ${length} characters`, `Use at most ${NAME_MAX}.`),
  timeout: field(is, set()),
  "media-type": field(isWhich("is not a media type"), set()),
  "url-whitespace": field("contains whitespace or a control character", "Trim the setting that it comes from."),
  "url-not-absolute": field("is not an absolute URL", "Write the whole address, https://host/path."),
  "url-not-https": field("is not an https URL", {
    program: "Use https. Plain http works only with the emulator, and only for a loopback or private host.",
    http: "Use https. Plain http works only for a loopback or private host.",
  }),
  "url-host-placeholder": field(
    "has a placeholder in its host",
    "Keep scheme, host and port fixed. Use placeholders in the path or the query.",
  ),
  "url-host-private": field("has a host that Tavus can't reach, because it is local, private or has no domain", {
    program: "Use a public host. For local tests, run the emulator: npx pulumi-tavus dev.",
    http: "Use a public host.",
  }),
  "header-name": field("is not a valid header name", "Use letters, digits and hyphens."),
  "header-of-connection": field("belongs to the HTTP connection and can't be set", REMOVE),
  "header-of-tavus": field("is reserved for Tavus", "Choose a name that doesn't begin with X-Tavus-."),
  "header-twice": field("is given twice, because header names ignore case", "Keep one of the two."),
  "query-name-empty": field("has an empty name", "Name it, or remove it."),
  "username-colon": field(
    "contains a colon, which ends the user name in basic authentication",
    "Use a user name without a colon.",
  ),
  mask: by("K-12", "is the mask that the API shows instead of a secret", {
    program: "Set the real secret, for example with config.requireSecret.",
    http: "Send the real secret.",
  }),
  "missing-value": field(
    "is the text of a missing value, such as undefined",
    "Check the setting or environment variable that it comes from.",
  ),
  "output-text": by("T-25", "contains the text of a Pulumi Output instead of its value", {
    program: "Use pulumi.interpolate`…` instead of an ordinary template string.",
    http: "Send the value itself.",
  }),

  "live-field": by((path) => fieldAt(path)?.inCallOnly, "has no effect in a post_call tool", REMOVE),
  "post-call-parameters": by("T-20", "is required for a post_call tool", set()),
  "post-call-endpoint": by(
    "T-20",
    "is required for a post_call tool, because only an endpoint can be reached after the call",
    set(),
  ),
  "post-call-app-message": by(
    "D-3",
    "can't be used in a post_call tool",
    (_, { name }) => `Remove it and use ${name(API)}.`,
  ),
  "perception-live-field": by(
    ([field]) => (field === "on_call" ? "T-10" : "T-23"),
    "can't be set for vision and audio tools",
    REMOVE,
  ),
  "perception-resolve": by("T-23", `can only be "${ON_RESOLVE_DEFAULT}" for vision and audio tools`, REMOVE),
  "filler-missing": by("T-12", (_, { name }) => `is required if ${name("on_call")} is "static_filler"`, set()),
  "two-channels": by(
    "D-1",
    (_, { name }) => `has both ${name(API)} and ${name("delivery.app_message")}, but a tool uses one of them`,
    "Remove one of the two.",
  ),
  "no-channel": by(
    "D-1",
    (_, { name }) => `has neither ${name(API)} nor ${name("delivery.app_message")}`,
    (_, { name }) => `Set ${name(API)}, or set ${name("delivery.app_message")} to true.`,
  ),
  "undeclared-placeholder": by(
    "T-25",
    ({ name }) => `has the placeholder ${placeholderOf(name)}, but no parameter has that name`,
    ({ name, mayBeText }) =>
      `Declare ${name} in parameters.properties, or use ${CONVERSATION} for the conversation.${
        mayBeText ? ` If the braces are plain text, as in GraphQL, put spaces inside: { ${name} }.` : ""
      }`,
  ),
  "placeholder-name": by(
    "R-3",
    ({ name }) =>
      `uses ${placeholderOf(name)}, which Tavus sends as text: a placeholder has only letters, digits and underscores, and doesn't begin with a digit`,
    ({ name }) => {
      const usable = placeholderNameFor(name);
      return usable === undefined ? "Rename the parameter." : `Rename the parameter, for example to ${usable}.`;
    },
  ),
  "set-by-auth": by(
    (path) => (path[2] === "headers" ? "D-14" : "D-17"),
    (_, { name }) => `is also set by ${name(AUTH)}`,
    "Remove it here.",
  ),
  "set-by-auth-in-url": by(
    "D-17",
    (params, { name }) => `has the query parameter ${params.name}, which ${name(AUTH)} also sets`,
    "Remove it from the URL.",
  ),
  "api-key-header": by(
    "K-3",
    ({ isName }) => (isName ? "belongs to the HTTP connection and can't be set" : "is not a valid header name"),
    ({ isName }, { name }) =>
      `${isName ? "Choose another name" : "Use letters, digits and hyphens"}, or set ${name(`${AUTH}.location`)} to "query".`,
  ),
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
    // R-34: a signed delivery can't have its own query either.
    remedy: ({ isSigned }, { name }) =>
      isSigned ? REMOVE : `Remove it and use ${name(`${API}.query_params`)}, or choose another method.`,
  },
  "too-large": by(
    "T-5",
    ({ size }, { name }) =>
      `and ${name("parameters")} have ${size} characters together, but the limit is ${DEFINITION_MAX}`,
    "Shorten the description or the descriptions of the parameters.",
  ),

  "schema-root": schema('must be "object"', 'Set it to "object".'),
  "schema-not-object": schema(
    "is not a JSON Schema",
    'Write an object, for example { type: "string", description: … }.',
  ),
  "schema-map": schema("must be an object", "Give each name a schema."),
  "schema-list": schema("must be a list of schemas", "Write a list with at least one schema."),
  "schema-type": schema(is, "Use one of: string, number, integer, boolean, object, array, null."),
  "schema-length": schema(is, "Use a whole number, 0 or more."),
  "schema-step": schema(is, "Use a number above 0."),
  "schema-pattern": schema(isWhich("is not a regular expression"), "Fix the pattern."),
  "schema-enum": schema("must be a list of values", "Write a list with at least one value."),
  "schema-range": schema(({ high }) => `is above ${high}, so no value fits`, "Fix one of the two."),
  "parameter-reserved": by(
    "T-7",
    `begins with ${RESERVED_PREFIX}, which is reserved for Tavus`,
    "Choose another name.",
  ),
  "parameter-unnamed": schema("has an empty name", "Name the parameter."),
  "required-list": schema("must be a list of parameter names", "Write a list of strings."),
  "required-name": schema("is not the name of a parameter", "Write a string."),
  "required-twice": schema(isWhich("is listed twice"), "Remove one of the two."),
  "required-undeclared": schema(isWhich("is not declared"), "Declare the parameter in properties, or remove it here."),
  "enum-type": schema("doesn't have the parameter's type", "Fix the value or the type."),
  "const-type": by("T-22", "doesn't have the parameter's type", "Fix the value or the type."),
  "const-not-in-enum": by("T-22", "is not one of the values in enum", "Fix one of the two."),

  "placeholder-host": by(
    "D-11",
    "has a host that looks like an example, so nothing would arrive anywhere",
    "Use the real host.",
  ),
  "credential-in-url": by(
    "K-11",
    ({ name }) =>
      `contains a credential (${name}), which everyone with the API key can read, and which is part of every event`,
    useAuth,
  ),
  "credential-in-header": by(
    "K-11",
    "looks like a credential, but everyone with the API key can read headers",
    useAuth,
  ),
  "credential-in-event": by(
    "K-11",
    "looks like a credential, but everyone with the API key can read it, and it is part of every event",
    useAuth,
  ),
  "key-in-url": by(
    "E-12",
    'is "query", which puts the key into the URL and so into every event',
    'Set it to "header".',
  ),
  "url-fragment": by("D-10", "has a fragment, which is never sent", "Remove everything from # on."),
  "content-type-header": by(
    "D-14",
    "sets the content type",
    (_, { name }) => `Use ${name(`${API}.content_type`)} instead.`,
  ),
  "placeholder-in-header": by(
    "D-14",
    ({ name }) => `has the placeholder ${placeholderOf(name)}, but Tavus sends headers as they are`,
    ({ isSigned }, { name }) =>
      isSigned
        ? UNSIGNED
        : `Move it to ${name(`${API}.url`)}, ${name(`${API}.query_params`)} or ${name(`${API}.body_template`)}.`,
  ),
  "bearer-prefix": by("K-2", "begins with Bearer, which Tavus adds itself", "Set only the token."),
  "short-secret": by(
    "K-10",
    `has fewer than ${SECRET_LENGTH_MIN} characters, so it is easy to guess and can't be hidden reliably in messages`,
    "Use a longer secret.",
  ),
  "empty-password": by(
    "K-4",
    "is empty, which Tavus's own client refuses, so Tavus may refuse the tool",
    'If your endpoint ignores the password, set any text, such as "x".',
  ),
  "signed-without-body": by(
    "R-23",
    ({ method }) => `signs the body, but a ${method} request has none, so the signature proves nothing`,
    "Use POST, or another auth type.",
  ),
  "placeholder-blanks": by(
    "R-3",
    ({ written }) => `is ${written}, which Tavus sends as text because of the spaces`,
    ({ name }) => `Write ${placeholderOf(name)}.`,
  ),
  "placeholder-path": by(
    "R-3",
    ({ written }) => `has ${written}, which Tavus sends as text, because a placeholder is only the name of a parameter`,
    ({ name }) => `Use ${placeholderOf(name)}, or declare the part that you need as a parameter of its own.`,
  ),
  "double-braces": by(
    "R-3",
    ({ written }) => `has ${written}, but Tavus's placeholders have single braces, and it sends the others as text`,
    ({ name }) => `Write ${placeholderOf(name)}, unless you mean these braces.`,
  ),
  "encoded-braces": by(
    "R-1",
    "has a placeholder whose braces are encoded, so Tavus doesn't fill it in",
    "Write {name}. URL.href and encodeURI encode braces.",
  ),
  "unknown-tavus-placeholder": by(
    "R-2",
    ({ name }) => `uses ${placeholderOf(name)}, which isn't known to exist`,
    `Use ${CONVERSATION}, the only one that is known.`,
  ),
  "placeholder-elsewhere": by(
    "T-25",
    ({ name }, place) =>
      `has the placeholder ${placeholderOf(name)}, which is not in ${place.name("parameters.properties")}, the only place where Tavus's own client looks for it`,
    ({ name }) => `Declare ${name} there, or Tavus may refuse the tool.`,
  ),
  "optional-placeholder": by(
    "R-6",
    ({ name }) =>
      `has the placeholder ${placeholderOf(name)} of an optional parameter, and what Tavus sends if the AI leaves it out is unknown`,
    "Make the parameter required.",
  ),
  "no-correlation": by(
    "R-9",
    "has nothing that links a delivery to its conversation",
    `Put ${CONVERSATION} into the URL's query or the body template, or use auth type "hmac".`,
  ),
  undescribed: by("T-22", "is filled in by the AI but has no description", "Describe what belongs in it."),
  "nearly-too-large": by(
    "T-18",
    ({ size }, { name }) => {
      const together = `and ${name("parameters")} have ${size} characters together as Tavus's own client counts them`;
      return size > DEFINITION_MAX
        ? `${together}, where a character outside ASCII counts as 6 or 12 in parameters. The limit is ${DEFINITION_MAX}, so Tavus may refuse the tool`
        : `${together}, and the limit is ${DEFINITION_MAX}`;
    },
    "Shorten the descriptions of the parameters.",
  ),

  "unknown-input": { wrong: "is not an input", remedy: ({ known }, { path }) => suggest(String(path.at(-1)), known) },
  "secret-version-type": {
    wrong: "must be a string or a number",
    remedy: "Use another value whenever the secrets must be sent again.",
  },
  "secret-version-masked": by(
    "K-12",
    ({ masked }, { name }) =>
      `has changed, but ${name(masked.join("."))} is the mask ${MASK}, so there is no secret to send`,
    "Set the secret itself, or restore the former value.",
  ),

  "not-id": by(
    "P-1",
    (params, place) =>
      params.value === undefined ? "is required" : isWhich(`is not the id of a ${params.owner}`)(params, place),
    "Write the id as Tavus shows it, without / or spaces.",
  ),
  "system-tool": by("P-11", isWhich("is a tool of Tavus that every PAL has without an attachment"), REMOVE),
  "tool-ids": by("P-1", "must be a list of tool ids", "List every tool that the PAL should have: [note, other.id]."),
  "too-many-tools": by(
    "P-4",
    ({ count }) => `has ${count} tools, but a PAL takes at most ${PAL_TOOLS_MAX}`,
    ({ count }) => `Remove ${count - PAL_TOOLS_MAX}.`,
  ),
};
