import { isLocalHost, isLoopbackHost, isMetadataAddress } from "../contract/endpoint-host.ts";
import { SettingsError } from "./errors/index.ts";
import { withoutTrailing } from "./trailing.ts";

const HOW = "Set baseUrl to something like https://tavusapi.com, or http://127.0.0.1:8080 for a local emulator.";

const HOW_INSECURE =
  "For an emulator in a container or on another machine, run pulumi config set tavus:allowInsecureBaseUrl true.";

export interface BaseUrlOptions {
  /** Accept http to a private host: a container's name, a private address, `host.docker.internal`. @default false */
  readonly allowInsecure?: boolean | undefined;
}

/**
 * Checks the base URL before the key is ever sent there: https, or http to this machine. `allowInsecure` adds http to private hosts, where
 * only an emulator can be. A path prefix is allowed (a gateway), and its trailing slash is dropped.
 * @throws SettingsError that says what to set
 */
export function parseBaseUrl(text: string, { allowInsecure = false }: BaseUrlOptions = {}): URL {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    // The message doesn't show the value, because somebody may have put the key there.
    throw new SettingsError(`The Tavus base URL is not a URL. ${HOW}`);
  }
  if (url.username !== "" || url.password !== "")
    throw new SettingsError(`The Tavus base URL must not contain a user name or password. ${HOW}`);
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(text))
    throw new SettingsError(`The Tavus base URL must not have a query or fragment. ${HOW}`);
  if (url.protocol !== "https:" && !isEmulatorUrl(url)) throw insecure(url, HOW);
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname) && !allowInsecure) throw insecure(url, HOW_INSECURE);
  url.pathname = withoutTrailing(url.pathname, "/");
  return url;
}

function insecure({ protocol, host }: URL, how: string): SettingsError {
  return new SettingsError(
    `The Tavus base URL must be https (http is accepted for this machine only), not ${protocol}//${host}: ` +
      `the API key would be sent unencrypted. ${how}`,
  );
}

/** True for a base URL that only an emulator can have: on this machine, or http on a private host. */
export function isEmulatorUrl({ protocol, hostname }: URL): boolean {
  if (isLoopbackHost(hostname)) return protocol === "http:" || protocol === "https:";
  return protocol === "http:" && isLocalHost(hostname) && !isMetadataAddress(hostname.replace(/^\[|\]$/g, ""));
}
