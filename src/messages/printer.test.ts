import { expect, it } from "vitest";
import { EXAMPLES } from "../../test/support/message-examples.ts";
import { type Code, type Issue, issue, lintTool, validateTool as valid } from "../contract/index.ts";
import { API, URL, withApi, withAuth } from "../contract/testing/definitions.ts";
import { HTTP_READER, PROGRAM_READER, printIssue, printIssues, ruleOf } from "./printer.ts";

const HMAC = { type: "hmac", secret: "c4nary-s3cret-value" };

/** The whole message of each code: for a program, and for somebody who sends requests if that differs. */
type Row = readonly [program: string, http?: string];

const ROWS: { readonly [C in Code]: Row } = {
  required: ['`name` is required and must be a string. Set it to a name, for example "log_note". (T-3)'],
  empty: ["`delivery.api.auth.token` is empty. Set it to the token. (K-10)"],
  "not-one-of": [
    '`delivery.api.method` is "FETCH". Use one of: GET, POST, PUT, PATCH, DELETE, HEAD. (D-12)',
    "`delivery.api.method` is not valid. Use one of: GET, POST, PUT, PATCH, DELETE, HEAD. (D-12)",
  ],
  "not-object": ["The definition must be an object. Set it to an object with a name and a description. (T-1)"],
  "not-string": [
    '`delivery.api.contentType` must be a string. Set it to a media type, for example "application/json". (D-18)',
    '`delivery.api.content_type` must be a string. Set it to a media type, for example "application/json". (D-18)',
  ],
  "not-string-list": [
    '`tags` must be a list of strings. Set it to a list of strings, for example ["crm", "support"]. (T-17)',
  ],
  "not-string-map": [
    '`delivery.api.headers` must be an object whose values are strings. Set it to an object, for example { "X-Team": "support" }. (D-14)',
  ],
  "not-number": ["`delivery.api.timeout` must be a number. Set it to a number of seconds above 0, at most 60. (D-13)"],
  "not-boolean": [
    "`delivery.appMessage` must be true or false. Set it to true, or remove it. (D-1)",
    "`delivery.app_message` must be true or false. Set it to true, or remove it. (D-1)",
  ],
  "wrong-type": ['`name` is not valid (Invalid input). Set it to a name, for example "log_note". (T-3)'],
  "control-character": [
    "`delivery.api.headers.X-A` contains a line break or another control character. Remove it. (D-14)",
  ],
  "unknown-field": [
    "`priority` is not a field of a tool. Remove it, or use one of: name, description, trigger_type, origin, on_call, " +
      "static_filler, on_resolve, tags, parameters, delivery. (T-16)",
  ],
  "name-characters": [
    '`name` is "log-note". Use only letters, digits and underscores, and begin with a letter or an underscore. (T-3)',
    "`name` is not valid. Use only letters, digits and underscores, and begin with a letter or an underscore. (T-3)",
  ],
  "name-length": ["`name` has 65 characters. Use at most 64. (T-3)"],
  timeout: [
    "`delivery.api.timeout` is 90. Set it to a number of seconds above 0, at most 60. (D-13)",
    "`delivery.api.timeout` is not valid. Set it to a number of seconds above 0, at most 60. (D-13)",
  ],
  "media-type": [
    '`delivery.api.contentType` is "json", which is not a media type. Set it to a media type, for example "application/json". (D-18)',
    '`delivery.api.content_type` is not a media type. Set it to a media type, for example "application/json". (D-18)',
  ],
  "url-whitespace": [
    "`delivery.api.url` contains whitespace or a control character. Trim the setting that it comes from. (D-10)",
  ],
  "url-not-absolute": ["`delivery.api.url` is not an absolute URL. Write the whole address, https://host/path. (D-10)"],
  "url-not-https": [
    "`delivery.api.url` is not an https URL. Use https. Plain http works only with the emulator, and only for a loopback or private host. (D-10)",
    "`delivery.api.url` is not an https URL. Use https. Plain http works only for a loopback or private host. (D-10)",
  ],
  "url-host-placeholder": [
    "`delivery.api.url` has a placeholder in its host. Keep scheme, host and port fixed. Use placeholders in the path or the query. (D-10)",
  ],
  "url-host-private": [
    "`delivery.api.url` has a host that Tavus can't reach, because it is local, private or has no domain. Use a public host. For local tests, run the emulator: npx pulumi-tavus dev. (D-10)",
    "`delivery.api.url` has a host that Tavus can't reach, because it is local, private or has no domain. Use a public host. (D-10)",
  ],
  "header-name": ['`delivery.api.headers["X A"]` is not a valid header name. Use letters, digits and hyphens. (D-14)'],
  "header-of-connection": [
    "`delivery.api.headers.Host` belongs to the HTTP connection and can't be set. Remove it. (D-14)",
  ],
  "header-of-tavus": [
    "`delivery.api.headers.X-Tavus-Key` is reserved for Tavus. Choose a name that doesn't begin with X-Tavus-. (D-14)",
  ],
  "header-twice": [
    "`delivery.api.headers.x-a` is given twice, because header names ignore case. Keep one of the two. (D-14)",
  ],
  "query-name-empty": [
    '`delivery.api.queryParams[""]` has an empty name. Name it, or remove it. (D-17)',
    '`delivery.api.query_params[""]` has an empty name. Name it, or remove it. (D-17)',
  ],
  "username-colon": [
    "`delivery.api.auth.username` contains a colon, which ends the user name in basic authentication. Use a user name without a colon. (K-4)",
  ],
  mask: [
    "`delivery.api.auth.secret` is the mask that the API shows instead of a secret. Set the real secret, for example with config.requireSecret. (K-12)",
    "`delivery.api.auth.secret` is the mask that the API shows instead of a secret. Send the real secret. (K-12)",
  ],
  "missing-value": [
    "`delivery.api.auth.token` is the text of a missing value, such as undefined. Check the setting or environment variable that it comes from. (K-10)",
  ],
  "output-text": [
    "`description` contains the text of a Pulumi Output instead of its value. Use pulumi.interpolate`…` instead of an ordinary template string. (T-25)",
    "`description` contains the text of a Pulumi Output instead of its value. Send the value itself. (T-25)",
  ],
  "live-field": [
    "`onCall` has no effect in a post_call tool. Remove it. (T-21)",
    "`on_call` has no effect in a post_call tool. Remove it. (T-21)",
  ],
  "post-call-parameters": [
    '`parameters` is required for a post_call tool. Set it to a JSON Schema: { type: "object", properties: … }. (T-20)',
  ],
  "post-call-endpoint": [
    "`delivery.api` is required for a post_call tool, because only an endpoint can be reached after the call. Set it to { url: … }. (T-20)",
  ],
  "post-call-app-message": [
    "`delivery.appMessage` can't be used in a post_call tool. Remove it and use `delivery.api`. (D-3)",
    "`delivery.app_message` can't be used in a post_call tool. Remove it and use `delivery.api`. (D-3)",
  ],
  "perception-live-field": [
    "`onCall` can't be set for vision and audio tools. Remove it. (T-10)",
    "`on_call` can't be set for vision and audio tools. Remove it. (T-10)",
  ],
  "perception-resolve": [
    '`onResolve` can only be "fire_and_forget" for vision and audio tools. Remove it. (T-23)',
    '`on_resolve` can only be "fire_and_forget" for vision and audio tools. Remove it. (T-23)',
  ],
  "filler-missing": [
    '`staticFiller` is required if `onCall` is "static_filler". Set it to the sentence that the PAL speaks while the tool runs. (T-12)',
    '`static_filler` is required if `on_call` is "static_filler". Set it to the sentence that the PAL speaks while the tool runs. (T-12)',
  ],
  "two-channels": [
    "`delivery` has both `delivery.api` and `delivery.appMessage`, but a tool uses one of them. Remove one of the two. (D-1)",
    "`delivery` has both `delivery.api` and `delivery.app_message`, but a tool uses one of them. Remove one of the two. (D-1)",
  ],
  "no-channel": [
    "`delivery` has neither `delivery.api` nor `delivery.appMessage`. Set `delivery.api`, or set `delivery.appMessage` to true. (D-1)",
    "`delivery` has neither `delivery.api` nor `delivery.app_message`. Set `delivery.api`, or set `delivery.app_message` to true. (D-1)",
  ],
  "undeclared-placeholder": [
    "`delivery.api.bodyTemplate.query` has the placeholder {client_id}, but no parameter has that name. Declare client_id in parameters.properties, or use {tavus_conversation_id} for the conversation. If the braces are plain text, as in GraphQL, put spaces inside: { client_id }. (T-25)",
    "`delivery.api.body_template.query` has the placeholder {client_id}, but no parameter has that name. Declare client_id in parameters.properties, or use {tavus_conversation_id} for the conversation. If the braces are plain text, as in GraphQL, put spaces inside: { client_id }. (T-25)",
  ],
  "placeholder-name": [
    "`delivery.api.url` uses {caller-name}, which Tavus sends as text: a placeholder has only letters, digits and underscores, and doesn't begin with a digit. Rename the parameter, for example to caller_name. (R-3)",
  ],
  "set-by-auth": ["`delivery.api.headers.authorization` is also set by `delivery.api.auth`. Remove it here. (D-14)"],
  "set-by-auth-in-url": [
    "`delivery.api.url` has the query parameter key, which `delivery.api.auth` also sets. Remove it from the URL. (D-17)",
  ],
  "api-key-header": [
    '`delivery.api.auth.name` is not a valid header name. Use letters, digits and hyphens, or set `delivery.api.auth.location` to "query". (K-3)',
  ],
  "signed-template": [
    '`delivery.api.bodyTemplate` has no effect with auth type "hmac". Remove it, or use another auth type. The envelope that Tavus signs already carries conversation_id and all arguments. (R-34)',
    '`delivery.api.body_template` has no effect with auth type "hmac". Remove it, or use another auth type. The envelope that Tavus signs already carries conversation_id and all arguments. (R-34)',
  ],
  "signed-placeholder": [
    '`delivery.api.url` has the placeholder {message}, which Tavus doesn\'t fill in with auth type "hmac". Remove it, or use another auth type. The envelope that Tavus signs already carries conversation_id and all arguments. (R-34)',
  ],
  "method-without-body": [
    "`delivery.api.bodyTemplate` can't be used with GET, because such a request has no body. Remove it and use `delivery.api.queryParams`, or choose another method. (D-21)",
    "`delivery.api.body_template` can't be used with GET, because such a request has no body. Remove it and use `delivery.api.query_params`, or choose another method. (D-21)",
  ],
  "too-large": [
    "`description` and `parameters` have 10091 characters together, but the limit is 10000. Shorten the description or the descriptions of the parameters. (T-5)",
  ],
  "schema-root": ['`parameters.type` must be "object". Set it to "object". (T-6)'],
  "schema-not-object": [
    '`parameters.properties.p` is not a JSON Schema. Write an object, for example { type: "string", description: … }. (T-6)',
  ],
  "schema-map": ["`parameters.properties.p.properties` must be an object. Give each name a schema. (T-6)"],
  "schema-list": [
    "`parameters.properties.p.anyOf` must be a list of schemas. Write a list with at least one schema. (T-6)",
  ],
  "schema-type": [
    '`parameters.properties.p.type` is "text". Use one of: string, number, integer, boolean, object, array, null. (T-6)',
    "`parameters.properties.p.type` is not valid. Use one of: string, number, integer, boolean, object, array, null. (T-6)",
  ],
  "schema-length": [
    "`parameters.properties.p.minLength` is -1. Use a whole number, 0 or more. (T-6)",
    "`parameters.properties.p.minLength` is not valid. Use a whole number, 0 or more. (T-6)",
  ],
  "schema-step": [
    "`parameters.properties.p.multipleOf` is 0. Use a number above 0. (T-6)",
    "`parameters.properties.p.multipleOf` is not valid. Use a number above 0. (T-6)",
  ],
  "schema-pattern": [
    '`parameters.properties.p.pattern` is "(", which is not a regular expression. Fix the pattern. (T-6)',
    "`parameters.properties.p.pattern` is not a regular expression. Fix the pattern. (T-6)",
  ],
  "schema-enum": [
    "`parameters.properties.p.enum` must be a list of values. Write a list with at least one value. (T-6)",
  ],
  "schema-range": ["`parameters.properties.p.minimum` is above maximum, so no value fits. Fix one of the two. (T-6)"],
  "parameter-reserved": [
    "`parameters.properties.tavus_id` begins with tavus_, which is reserved for Tavus. Choose another name. (T-7)",
  ],
  "parameter-unnamed": ['`parameters.properties[""]` has an empty name. Name the parameter. (T-6)'],
  "required-list": [
    "`parameters.properties.p.required` must be a list of parameter names. Write a list of strings. (T-6)",
  ],
  "required-name": ["`parameters.properties.p.required[0]` is not the name of a parameter. Write a string. (T-6)"],
  "required-twice": [
    '`parameters.properties.p.required[1]` is "a", which is listed twice. Remove one of the two. (T-6)',
    "`parameters.properties.p.required[1]` is listed twice. Remove one of the two. (T-6)",
  ],
  "required-undeclared": [
    '`parameters.properties.p.required[0]` is "b", which is not declared. Declare the parameter in properties, or remove it here. (T-6)',
    "`parameters.properties.p.required[0]` is not declared. Declare the parameter in properties, or remove it here. (T-6)",
  ],
  "enum-type": [
    "`parameters.properties.p.enum[0]` doesn't have the parameter's type. Fix the value or the type. (T-6)",
  ],
  "const-type": [
    "`parameters.properties.p.const` doesn't have the parameter's type. Fix the value or the type. (T-22)",
  ],
  "const-not-in-enum": ["`parameters.properties.p.const` is not one of the values in enum. Fix one of the two. (T-22)"],
  "placeholder-host": [
    "`delivery.api.url` has a host that looks like an example, so nothing would arrive anywhere. Use the real host. (D-11)",
  ],
  "credential-in-url": [
    "`delivery.api.url` contains a credential (api_key), which everyone with the API key can read, and which is part of every event. Use `delivery.api.auth` instead. (K-11)",
  ],
  "credential-in-header": [
    "`delivery.api.headers.X-Api-Key` looks like a credential, but everyone with the API key can read headers. Use `delivery.api.auth` instead. (K-11)",
  ],
  "credential-in-event": [
    "`delivery.api.queryParams.token` looks like a credential, but everyone with the API key can read it, and it is part of every event. Use `delivery.api.auth` instead. (K-11)",
    "`delivery.api.query_params.token` looks like a credential, but everyone with the API key can read it, and it is part of every event. Use `delivery.api.auth` instead. (K-11)",
  ],
  "key-in-url": [
    '`delivery.api.auth.location` is "query", which puts the key into the URL and so into every event. Set it to "header". (E-12)',
  ],
  "url-fragment": ["`delivery.api.url` has a fragment, which is never sent. Remove everything from # on. (D-10)"],
  "content-type-header": [
    "`delivery.api.headers.Content-Type` sets the content type. Use `delivery.api.contentType` instead. (D-14)",
    "`delivery.api.headers.Content-Type` sets the content type. Use `delivery.api.content_type` instead. (D-14)",
  ],
  "placeholder-in-header": [
    "`delivery.api.headers.X-A` has the placeholder {message}, but Tavus sends headers as they are. Move it to `delivery.api.url`, `delivery.api.queryParams` or `delivery.api.bodyTemplate`. (D-14)",
    "`delivery.api.headers.X-A` has the placeholder {message}, but Tavus sends headers as they are. Move it to `delivery.api.url`, `delivery.api.query_params` or `delivery.api.body_template`. (D-14)",
  ],
  "bearer-prefix": ["`delivery.api.auth.token` begins with Bearer, which Tavus adds itself. Set only the token. (K-2)"],
  "short-secret": [
    "`delivery.api.auth.token` has fewer than 8 characters, so it is easy to guess and can't be hidden reliably in messages. Use a longer secret. (K-10)",
  ],
  "empty-password": [
    "`delivery.api.auth.password` is empty, which Tavus's own client refuses, so Tavus may refuse the tool. " +
      'If your endpoint ignores the password, set any text, such as "x". (K-4)',
  ],
  "signed-without-body": [
    "`delivery.api.auth` signs the body, but a GET request has none, so the signature proves nothing. Use POST, or another auth type. (R-23)",
  ],
  "placeholder-blanks": [
    "`delivery.api.bodyTemplate.text` is { message }, which Tavus sends as text because of the spaces. Write {message}. (R-3)",
    "`delivery.api.body_template.text` is { message }, which Tavus sends as text because of the spaces. Write {message}. (R-3)",
  ],
  "placeholder-path": [
    "`delivery.api.bodyTemplate.text` has {message.text}, which Tavus sends as text, because a placeholder is only the name of a parameter. Use {message}, or declare the part that you need as a parameter of its own. (R-3)",
    "`delivery.api.body_template.text` has {message.text}, which Tavus sends as text, because a placeholder is only the name of a parameter. Use {message}, or declare the part that you need as a parameter of its own. (R-3)",
  ],
  "double-braces": [
    "`delivery.api.bodyTemplate.text` has {{message}}, but Tavus's placeholders have single braces, and it sends the others as text. Write {message}, unless you mean these braces. (R-3)",
    "`delivery.api.body_template.text` has {{message}}, but Tavus's placeholders have single braces, and it sends the others as text. Write {message}, unless you mean these braces. (R-3)",
  ],
  "encoded-braces": [
    "`delivery.api.url` has a placeholder whose braces are encoded, so Tavus doesn't fill it in. Write {name}. URL.href and encodeURI encode braces. (R-1)",
  ],
  "unknown-tavus-placeholder": [
    "`delivery.api.bodyTemplate.at` uses {tavus_ended_at}, which isn't known to exist. Use {tavus_conversation_id}, the only one that is known. (R-2)",
    "`delivery.api.body_template.at` uses {tavus_ended_at}, which isn't known to exist. Use {tavus_conversation_id}, the only one that is known. (R-2)",
  ],
  "placeholder-elsewhere": [
    "`delivery.api.url` has the placeholder {record}, which is not in `parameters.properties`, the only place where " +
      "Tavus's own client looks for it. Declare record there, or Tavus may refuse the tool. (T-25)",
  ],
  "optional-placeholder": [
    "`delivery.api.bodyTemplate.text` has the placeholder {message} of an optional parameter, and what Tavus sends if the AI leaves it out is unknown. Make the parameter required. (R-6)",
    "`delivery.api.body_template.text` has the placeholder {message} of an optional parameter, and what Tavus sends if the AI leaves it out is unknown. Make the parameter required. (R-6)",
  ],
  "no-correlation": [
    '`delivery.api` has nothing that links a delivery to its conversation. Put {tavus_conversation_id} into the URL\'s query or the body template, or use auth type "hmac". (R-9)',
  ],
  undescribed: [
    "`parameters.properties.p` is filled in by the AI but has no description. Describe what belongs in it. (T-22)",
  ],
  "nearly-too-large": [
    "`description` and `parameters` have 10230 characters together as Tavus's own client counts them, where a character outside ASCII counts as 6 or 12 in parameters. The limit is 10000, so Tavus may refuse the tool. Shorten the descriptions of the parameters. (T-18)",
  ],
  "unknown-input": ["`nam` is not an input. Did you mean name? Use one of: name, tags."],
  "secret-version-type": [
    "`secretVersion` must be a string or a number. Use another value whenever the secrets must be sent again.",
  ],
  "secret-version-masked": [
    "`secretVersion` has changed, but `delivery.api.auth.clientSecret` is the mask ********, so there is no secret to send. Set the secret itself, or restore the former value. (K-12)",
  ],
  "not-id": [
    '`palId` is "p 1", which is not the id of a PAL. Write the id as Tavus shows it, without / or spaces. (P-1)',
  ],
  "system-tool": [
    '`toolIds[1]` is "end_call", which is a tool of Tavus that every PAL has without an attachment. Remove it. (P-11)',
  ],
  "tool-ids": [
    "`toolIds` must be a list of tool ids. List every tool that the PAL should have: [note, other.id]. (P-1)",
  ],
  "too-many-tools": ["`toolIds` has 53 tools, but a PAL takes at most 50. Remove 3. (P-4)"],
};

/** Issues that no request can have. */
const IN_PROGRAMS_ONLY: ReadonlySet<string> = new Set<Code>([
  "unknown-input",
  "secret-version-type",
  "secret-version-masked",
  "not-id",
  "system-tool",
  "tool-ids",
  "too-many-tools",
]);

it.each(Object.entries(ROWS))("says what is wrong and what to do: %s", (code, [program, http = program]) => {
  const one = EXAMPLES[code as Code];
  expect(printIssue(one, PROGRAM_READER)).toBe(program);
  if (!IN_PROGRAMS_ONLY.has(code)) expect(printIssue(one, HTTP_READER)).toBe(http);
});

it("never shows a secret", () => {
  expect(JSON.stringify(ROWS)).not.toContain("c4nary");
});

it.each([
  ["order.id", "Rename the parameter, for example to order_id."],
  ["1st", "Rename the parameter, for example to _1st."],
  ["größe", "Rename the parameter."],
])("suggests a name that a template can use for %s, if there is one", (name, remedy) => {
  expect(printIssue(issue("placeholder-name", ["name"], { name }), HTTP_READER)).toContain(`${remedy} (R-3)`);
});

it.each([
  ["body_template", "Write bodyTemplate."],
  ["body-Template", "Write bodyTemplate."],
  ["bodyTempate", "Did you mean bodyTemplate? Use one of: url, bodyTemplate."],
  ["retries", "Remove it, or use one of: url, bodyTemplate."],
])("names the input that was meant instead of %s, or all of them", (key, remedy) => {
  const known = ["url", "bodyTemplate"];
  expect(printIssue(issue("unknown-input", ["delivery", "api", key], { known }), HTTP_READER)).toBe(
    `\`delivery.api.${key}\` is not an input. ${remedy}`,
  );
  expect(printIssue(issue("unknown-input", [key], { known: [] }), HTTP_READER)).toBe(
    `\`${key}\` is not an input. Remove it.`,
  );
});

it.each<[path: (string | number)[], rule: string | undefined]>([
  [["labels"], "T-16"],
  [["delivery", "type"], "D-5"],
  [["delivery", "api", "auth", "x"], "D-10"],
])("names the rule of an unknown field's position: %j", (path, rule) => {
  expect(ruleOf(issue("unknown-field", path, { known: [] }))).toBe(rule);
});

it.each<[Issue, string]>([
  [issue("live-field", ["origin"]), "T-9"],
  [issue("live-field", ["static_filler"]), "T-21"],
  [issue("perception-live-field", ["static_filler"]), "T-23"],
  [issue("set-by-auth", [...API, "query_params", "key"]), "D-17"],
  [issue("url-not-https", [...API, "auth", "token_url"]), "K-5"],
  [issue("not-string", ["parameters", "properties", "p", "title"]), "T-6"],
  [issue("not-string", ["tags", 0]), "T-17"],
  [issue("not-string", [...API, "headers", "X-A"]), "D-14"],
])("names the rule of a field: %j", (found, rule) => {
  expect(ruleOf(found)).toBe(rule);
});

it("has different texts depending on the params", () => {
  const print = (found: Issue): string => printIssue(found, HTTP_READER);
  expect(print(issue("not-one-of", [...API, "auth", "type"], { values: ["none", "hmac"] }))).toBe(
    "`delivery.api.auth.type` is required. Use one of: none, hmac. (D-15)",
  );
  expect(print(issue("undeclared-placeholder", [...API, "url"], { name: "id", mayBeText: false }))).toMatch(
    /for the conversation\. \(T-25\)$/,
  );
  expect(print(issue("api-key-header", [...API, "auth", "name"], { isName: true }))).toBe(
    "`delivery.api.auth.name` belongs to the HTTP connection and can't be set. " +
      'Choose another name, or set `delivery.api.auth.location` to "query". (K-3)',
  );
  expect(print(issue("nearly-too-large", ["description"], { size: 9_500 }))).toBe(
    "`description` and `parameters` have 9500 characters together as Tavus's own client counts them, and the limit is 10000. " +
      "Shorten the descriptions of the parameters. (T-18)",
  );
  expect(print(issue("not-id", ["palId"], { owner: "PAL" }))).toMatch(/^`palId` is required\. /);
  expect(
    printIssue(issue("schema-pattern", ["parameters", "pattern"], { value: "(".repeat(99) }), PROGRAM_READER),
  ).toContain(`is "${"(".repeat(58)}…, which`);
});

it("doesn't suggest parts that have no effect in a signed delivery", () => {
  const api = { auth: HMAC, method: "GET", body_template: {}, headers: { "X-A": "{message}" } };
  const [method] = valid(withApi(api));
  const header = lintTool(withApi(api)).find(({ code }) => code === "placeholder-in-header");
  const texts = [method, header].map((found) => found && printIssue(found, PROGRAM_READER));
  expect(texts).toEqual([
    "`delivery.api.bodyTemplate` can't be used with GET, because such a request has no body. Remove it. (D-21)",
    "`delivery.api.headers.X-A` has the placeholder {message}, but Tavus sends headers as they are. Remove it, or use another " +
      "auth type. The envelope that Tavus signs already carries conversation_id and all arguments. (D-14)",
  ]);
});

it("repeats a common remedy only once for several parts without effect", () => {
  const fields = { url: `${URL}/{message}`, body_template: { a: "b" }, query_params: { a: "b" }, auth: HMAC };
  const lines = printIssues(valid(withApi(fields)), PROGRAM_READER);
  expect(lines.map((line) => line.slice(line.indexOf("Remove")))).toEqual([
    "Remove it, or use another auth type. The envelope that Tavus signs already carries conversation_id and all arguments. (R-34)",
    "Remove it as well. (R-34)",
    "Remove it as well. (R-34)",
  ]);
});

it.each([
  withApi({ method: { k: "S3CRET" } }),
  withApi({ method: ["S3CRET"] }),
  withAuth({ type: ["bearer", "S3CRET"] }),
  withAuth({ type: { token: "S3CRET" } }),
  withAuth({ type: "api_key", name: "k", value: "long-enough", location: "S3CRET/with+signs=" }),
])("shows no value that may contain a secret: %j", (tool) => {
  const lines = printIssues(valid(tool), PROGRAM_READER);
  expect(lines).not.toEqual([]);
  expect(lines.join("\n")).not.toContain("S3CRET");
});
