import { isLoopbackHost } from "../../../contract/index.ts";
import { isEmulatorUrl, parseBaseUrl } from "../../../tavus-api/base-url.ts";
import type { Accounts } from "../facts/accounts.ts";
import { reasonFor } from "../known.ts";
import { type Finding, ok, problem, warning } from "../report.ts";

const PLACES = { "stack config": "tavus:baseUrl of the stack", environment: "TAVUS_BASE_URL", default: "the default" };

export function checkBaseUrl({ apiKey, baseUrl, allowInsecureBaseUrl }: Accounts, env: NodeJS.ProcessEnv): Finding {
  const place = PLACES[baseUrl.source];
  let url: URL;
  try {
    url = parseBaseUrl(baseUrl.text, { allowInsecure: allowInsecureBaseUrl });
  } catch (error) {
    const remedy =
      baseUrl.source === "environment" ? "unset TAVUS_BASE_URL" : "pulumi config rm tavus:baseUrl, or set it again.";
    return problem("base-url", `${place}: ${reasonFor(error)}`, remedy);
  }
  const isLocal = isLoopbackHost(url.hostname);
  const isEmulator = isEmulatorUrl(url);
  if (isEmulator && !isLocal)
    return warning(
      "base-url",
      `${url.origin} is http on another host, and tavus:allowInsecureBaseUrl is set: the API key is sent unencrypted.`,
      "Use it for an emulator only. Otherwise: pulumi config rm tavus:allowInsecureBaseUrl",
    );
  if (isLocal && baseUrl.source === "environment" && apiKey?.source === "stack config")
    return warning(
      "base-url",
      `TAVUS_BASE_URL is ${url.origin}, this machine, but the key is the stack's own: its deployments, and its key, go to the emulator.`,
      `unset TAVUS_BASE_URL; or, if the stack is meant for the emulator: pulumi config set tavus:baseUrl ${url.origin}`,
    );
  if (!isLocal && baseUrl.source === "stack config" && isLocalText(env["TAVUS_BASE_URL"]))
    return warning(
      "base-url",
      `TAVUS_BASE_URL is on this machine, the stack's tavus:baseUrl is ${url.origin}, which wins in deployments and in every command.`,
      "unset TAVUS_BASE_URL",
    );
  return ok("base-url", `${url.href.replace(/\/$/, "")}, ${place}${isLocal ? ": this machine, an emulator" : ""}.`);
}

function isLocalText(text: string | undefined): boolean {
  return text !== undefined && URL.canParse(text.trim()) && isLoopbackHost(new URL(text.trim()).hostname);
}
