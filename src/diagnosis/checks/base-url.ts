import { parseBaseUrl } from "../../tavus-api/base-url.ts";
import { isLoopbackHost } from "../../tavus-api/contract/index.ts";
import type { Accounts } from "../facts/accounts.ts";
import { reasonFor } from "../known.ts";
import { type Finding, ok, problem, warning } from "../report.ts";

const PLACES = { "stack config": "tavus:baseUrl of the stack", environment: "TAVUS_BASE_URL", default: "the default" };

export function checkBaseUrl({ apiKey, baseUrl }: Accounts, env: NodeJS.ProcessEnv): Finding {
  const place = PLACES[baseUrl.source];
  let url: URL;
  try {
    url = parseBaseUrl(baseUrl.text);
  } catch (error) {
    const remedy =
      baseUrl.source === "environment" ? "unset TAVUS_BASE_URL" : "pulumi config rm tavus:baseUrl, or set it anew.";
    return problem("base-url", `${place}: ${reasonFor(error)}`, remedy);
  }
  const isLocal = isLoopbackHost(url.hostname);
  if (isLocal && baseUrl.source === "environment" && apiKey?.source === "stack config")
    return warning(
      "base-url",
      `TAVUS_BASE_URL is ${url.origin}, this machine, but the key is the stack's own: its deployments, and its key, go to the emulator.`,
      "unset TAVUS_BASE_URL; or, where the stack is meant for the emulator: pulumi config set tavus:baseUrl " +
        url.origin,
    );
  if (!isLocal && baseUrl.source === "stack config" && isLocalText(env["TAVUS_BASE_URL"]))
    return warning(
      "base-url",
      `TAVUS_BASE_URL is on this machine, the stack's tavus:baseUrl is ${url.origin}: the stack's wins in deployments, the variable in trigger, replay and types.`,
      "unset TAVUS_BASE_URL",
    );
  return ok("base-url", `${url.href.replace(/\/$/, "")}, ${place}${isLocal ? ": this machine, an emulator" : ""}.`);
}

function isLocalText(text: string | undefined): boolean {
  return text !== undefined && URL.canParse(text.trim()) && isLoopbackHost(new URL(text.trim()).hostname);
}
