import { type Auth, isObject, type JsonObject, MASK } from "../../contract/index.ts";

/** Quotes text as one word of a POSIX shell. */
const quote = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** A recorded delivery as a command. Credentials come from the variable `TAVUS_HOOK_SECRET`, because pages never show them. */
export function toCurl(request: JsonObject, headers: JsonObject, auth: Auth | undefined): string {
  const body = typeof request["body"] === "string" ? request["body"] : undefined;
  const url = String(request["url"]);
  // Brackets and braces would make curl send several requests.
  const glob = /[[\]{}]/.test(url) ? "--globoff " : "";
  // With -X HEAD, curl would wait for a body that never arrives.
  const method = request["method"] === "HEAD" ? "--head" : `-X ${quote(String(request["method"]))}`;
  const lines = [`curl ${glob}${method} ${quoteUrl(url)}`];
  // "Name:" would remove a header. "Name;" sends an empty one.
  for (const [name, value] of Object.entries(isObject(headers) ? headers : {}))
    lines.push(`  -H ${quote(value === "" ? `${name};` : `${name}: ${String(value)}`)}`);
  const credentials = credentialHeader(auth);
  if (credentials !== undefined) lines.push(`  ${credentials}`);
  if (body === undefined) return lines.join(" \\\n");
  const command = [...lines, '  --data-binary "$BODY"'].join(" \\\n");
  return `BODY=${quote(body)}\n${command}`;
}

/** Replaces a masked key with the variable. */
function quoteUrl(url: string): string {
  return url
    .split(MASK)
    .map((part) => (part === "" ? "" : quote(part)))
    .join('"$TAVUS_HOOK_SECRET"');
}

function credentialHeader(auth: Auth | undefined): string | undefined {
  switch (auth?.type) {
    case "bearer":
      return '-H "Authorization: Bearer $TAVUS_HOOK_SECRET"';
    case "oauth2_client_credentials":
      return '-H "Authorization: Bearer $ACCESS_TOKEN"';
    case "basic":
      return `-u ${quote(`${auth.username}:`)}"$TAVUS_HOOK_SECRET"`;
    case "api_key":
      return auth.location === "query" ? undefined : `-H ${quote(`${auth.name}: `)}"$TAVUS_HOOK_SECRET"`;
    case "hmac":
      return `-H "X-Tavus-Signature: $(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$TAVUS_HOOK_SECRET" -r | cut -d' ' -f1)"`;
    default:
      return undefined;
  }
}
