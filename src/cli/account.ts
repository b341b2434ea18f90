import { parseBaseUrl } from "../tavus-api/base-url.ts";
import { BASE_URL_DEFAULT, isLoopbackHost } from "../tavus-api/contract/index.ts";
import { isObject, type JsonObject } from "../tavus-api/contract/value.ts";
import { withoutTrailing } from "../tavus-api/trailing.ts";

export interface AccountSettings {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** The base URL is on this machine, where only an emulator can be. */
  readonly isLocal: boolean;
}

/**
 * The account of a command: `TAVUS_API_KEY` and `TAVUS_BASE_URL`.
 * @throws Error with one line for the user
 */
export function readAccount(env: NodeJS.ProcessEnv = process.env): AccountSettings {
  const baseUrl = env["TAVUS_BASE_URL"]?.trim() || BASE_URL_DEFAULT;
  const isLocal = isLoopbackHost(parseBaseUrl(baseUrl).hostname);
  const apiKey = env["TAVUS_API_KEY"]?.trim() ?? "";
  if (apiKey === "")
    throw new Error(
      isLocal
        ? "TAVUS_API_KEY is not set. The emulator printed it when it started; unless it was given one it is: emulator"
        : "TAVUS_API_KEY is not set. For the emulator set TAVUS_BASE_URL too, as npx pulumi-tavus dev prints them; keys of a real account are made at https://maker.tavus.io/dev/api-keys.",
    );
  return { apiKey, baseUrl, isLocal };
}

/**
 * One of the emulator's own calls.
 * @throws Error with one line for the user
 */
export async function askEmulator(
  { baseUrl, apiKey }: AccountSettings,
  path: string,
  body: object,
): Promise<JsonObject> {
  let response: Response;
  try {
    response = await fetch(`${withoutTrailing(baseUrl, "/")}/_emulator${path}`, {
      method: "POST",
      headers: { "x-api-key": apiKey, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error(
      `No emulator answers at ${baseUrl}. Start one with npx pulumi-tavus dev, and set TAVUS_BASE_URL as it prints.`,
    );
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && isObject(answer)) return answer;
  const text = isObject(answer) ? String(answer["error"] ?? answer["message"] ?? "") : "";
  const said = text.replace(/^Bad Request\. /, "") || `The emulator answered ${response.status}.`;
  throw new Error(response.status === 401 ? "The emulator does not know the key in TAVUS_API_KEY." : said);
}
