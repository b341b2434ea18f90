import { isObject } from "../../../contract/index.ts";
import { tryJson } from "../../../contract/json.ts";
import { parseBaseUrl } from "../../../tavus-api/base-url.ts";
import type { Account } from "../../../tavus-api/client.ts";
import { TOOLS } from "../../../tavus-api/paths.ts";
import { parsePage } from "../../../tavus-api/reads/page.ts";
import { Redactor } from "../../../tavus-api/redactor.ts";
import { UndiciHttp } from "../../../tavus-api/transport/http.ts";
import { VERSION } from "../../../tavus-api/version.ts";

export type Answer =
  | { readonly kind: "answer"; readonly status: number; readonly tools?: ToolCount }
  | { readonly kind: "failure"; readonly code: string; readonly message: string };

export interface ToolCount {
  readonly total: number | undefined;
  /** The owner of the first tool, if there is one and the API shows it. */
  readonly owner: string | undefined;
}

const TIMEOUT_MS = 15_000;

/** Sends one request that changes nothing. It doesn't use the client, because the client retries and the doctor must report the first result. */
export async function askAccount({ apiKey, baseUrl, allowInsecureBaseUrl }: Account): Promise<Answer> {
  const url = parseBaseUrl(baseUrl, { allowInsecure: allowInsecureBaseUrl });
  const http = new UndiciHttp(url);
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const result = await http.exchange(
      {
        method: "GET",
        path: `${TOOLS}?limit=1&type=user`,
        headers: { "x-api-key": apiKey, accept: "application/json", "user-agent": `pulumi-tavus/${VERSION}` },
        body: undefined,
      },
      timeout,
    );
    if (result.kind === "failure" && timeout.aborted)
      return { kind: "failure", code: "TIMEOUT", message: `no answer within ${TIMEOUT_MS / 1000} s` };
    if (result.kind === "failure") {
      const message = new Redactor([apiKey]).redact(result.message);
      return { kind: "failure", code: result.code, message };
    }
    const tools = countTools(result.text);
    return { kind: "answer", status: result.status, ...(tools !== undefined && { tools }) };
  } finally {
    await http.close();
  }
}

function countTools(text: string): ToolCount | undefined {
  const page = parsePage(tryJson(text));
  if (page === undefined) return undefined;
  const owner = page.items.filter(isObject).map((tool) => tool["owner_id"])[0];
  return {
    total: page.total,
    owner: typeof owner === "number" || typeof owner === "string" ? String(owner) : undefined,
  };
}
