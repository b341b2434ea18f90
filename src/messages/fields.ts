import type { Path } from "../tavus-api/contract/index.ts";

export interface Field {
  /** The rule of the contract that says what the field may be. Absent: the field is ours. */
  readonly rule?: string;
  /** What to set it to: completes "Set it to …". */
  readonly example: string;
}

export const SCHEMA_EXAMPLE = '{ type: "object", properties: … }';
const SCHEMA: Field = { rule: "T-6", example: "a value that JSON Schema allows" };
const SECRET = "K-10";

/** The fields of a definition by their path on the wire; `*` stands for a key of the user. */
const FIELDS: Readonly<Record<string, Field>> = {
  "": { rule: "T-1", example: "an object with a name and a description" },
  name: { rule: "T-3", example: 'a name, for example "log_note"' },
  description: { rule: "T-4", example: "a sentence that says what the tool is for" },
  parameters: { rule: "T-6", example: `a JSON Schema: ${SCHEMA_EXAMPLE}` },
  trigger_type: { rule: "T-8", example: '"post_call"' },
  origin: { rule: "T-9", example: '"llm"' },
  on_call: { rule: "T-10", example: '"generate_filler"' },
  on_resolve: { rule: "T-11", example: '"fire_and_forget"' },
  static_filler: { rule: "T-12", example: "the sentence that the PAL speaks while the tool runs" },
  tags: { rule: "T-17", example: 'a list of strings, for example ["crm", "support"]' },
  "tags.*": { rule: "T-17", example: "the tag" },
  delivery: { rule: "T-13", example: "{ api: { url: … } }" },
  "delivery.app_message": { rule: "D-1", example: "true, or remove it" },
  "delivery.api": { rule: "D-10", example: "{ url: … }" },
  "delivery.api.url": {
    rule: "D-10",
    example: 'the address of your endpoint, for example "https://crm.acme.com/notes"',
  },
  "delivery.api.method": { rule: "D-12", example: '"POST"' },
  "delivery.api.timeout": { rule: "D-13", example: "a number of seconds above 0, at most 60" },
  "delivery.api.headers": { rule: "D-14", example: 'an object, for example { "X-Team": "support" }' },
  "delivery.api.headers.*": { rule: "D-14", example: "the value of the header" },
  "delivery.api.query_params": { rule: "D-17", example: 'an object, for example { source: "tavus" }' },
  "delivery.api.query_params.*": { rule: "D-17", example: "the value of the query parameter" },
  "delivery.api.body_template": { rule: "D-16", example: "a JSON object, whose strings may contain {placeholders}" },
  "delivery.api.content_type": { rule: "D-18", example: 'a media type, for example "application/json"' },
  "delivery.api.auth": { rule: "D-15", example: '{ type: … }, for example { type: "none" }' },
  "delivery.api.auth.type": { rule: "D-15", example: '"none"' },
  "delivery.api.auth.token": { rule: SECRET, example: "the token" },
  "delivery.api.auth.name": {
    rule: "K-3",
    example: 'the name of the header or query parameter, for example "X-Api-Key"',
  },
  "delivery.api.auth.value": { rule: SECRET, example: "the API key of your endpoint" },
  "delivery.api.auth.location": { rule: "K-3", example: '"header"' },
  "delivery.api.auth.username": { rule: "K-4", example: "the user name" },
  "delivery.api.auth.password": { rule: SECRET, example: "the password" },
  "delivery.api.auth.token_url": {
    rule: "K-5",
    example: 'the address that issues tokens, for example "https://id.acme.com/token"',
  },
  "delivery.api.auth.client_id": { rule: "K-5", example: "the client id" },
  "delivery.api.auth.client_secret": { rule: SECRET, example: "the client secret" },
  "delivery.api.auth.scope": { rule: "K-5", example: "one string with the scopes, separated by spaces" },
  "delivery.api.auth.secret": { rule: SECRET, example: "the signing secret" },
  adopt: { example: "true to take over an existing tool of this name" },
};

/** What is known about the field at a path. Everything below `parameters` is JSON Schema. */
export function fieldAt(path: Path): Field {
  const exact = FIELDS[path.join(".")] ?? FIELDS[[...path.slice(0, -1), "*"].join(".")];
  return exact ?? (path[0] === "parameters" ? SCHEMA : { example: "another value" });
}
