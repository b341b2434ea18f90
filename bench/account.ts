export interface Account {
  readonly url: string;
  readonly apiKey: string;
}

/** Sends one request to an account, as a script would. A missing response body counts as empty. */
export async function request(
  { url, apiKey }: Account,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { "x-api-key": apiKey, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok && response.status !== 304)
    throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
