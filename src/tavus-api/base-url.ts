import { isLoopbackHost } from "./contract/index.ts";
import { SettingsError } from "./errors/index.ts";
import { withoutTrailing } from "./trailing.ts";

const HOW = "Set baseUrl to something like https://tavusapi.com, or http://127.0.0.1:8080 for a local emulator.";

/**
 * Checks the base URL before the key is ever sent there: https, or http to this machine only. A path prefix is allowed
 * (a gateway), its trailing slash is dropped.
 */
export function parseBaseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    // The text itself is not shown: somebody may have put the key there.
    throw new SettingsError(`The Tavus base URL is not a URL. ${HOW}`);
  }
  if (url.username !== "" || url.password !== "")
    throw new SettingsError(`The Tavus base URL must not hold a user name or password. ${HOW}`);
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(text))
    throw new SettingsError(`The Tavus base URL must not have a query or fragment. ${HOW}`);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopbackHost(url.hostname)))
    throw new SettingsError(
      `The Tavus base URL must be https (http is accepted for this machine only), not ${url.protocol}//${url.host}: ` +
        `the API key would travel in clear. ${HOW}`,
    );
  url.pathname = withoutTrailing(url.pathname, "/");
  return url;
}
