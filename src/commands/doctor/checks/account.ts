import { isLoopbackHost } from "../../../contract/index.ts";
import { isApiKey } from "../../../tavus-api/api-key.ts";
import { isEmulatorUrl, parseBaseUrl } from "../../../tavus-api/base-url.ts";
import type { StackConfig, StackState } from "../../stack/index.ts";
import { plural, reasonFor } from "../../words.ts";
import type { Accounts, NamedAccount, Setting } from "../facts/accounts.ts";
import type { Answer } from "../facts/answer.ts";
import type { Known } from "../known.ts";
import { type Finding, findingsOf } from "../report.ts";

const key = findingsOf("api-key");

const KEY_PLACES = { "stack config": "tavus:apiKey of the stack", environment: "TAVUS_API_KEY", default: "" } as const;
const FIX = "Fix apiKey and baseUrl of this tavus.Provider in the program, then pulumi up.";
const SET = "pulumi config set --secret tavus:apiKey <key>; create one at https://maker.tavus.io/dev/api-keys.";

/** Checks where the key comes from, and whether it looks like a key. The account check says whether the key works. */
export function checkApiKey(
  accounts: Accounts,
  { stack, isStored, env }: { stack: Known<unknown>; isStored: boolean; env: NodeJS.ProcessEnv },
): Finding[] {
  if (!stack.known && isStored)
    return [key.notChecked(`tavus:apiKey of the stack is set, but cannot be read: ${stack.reason}`)];
  const { apiKey, unusable } = accounts;
  const others = unusable.map(({ name, reason }) => key.problem(`${name}: ${reason}`, FIX));
  if (apiKey !== undefined) return [judge(apiKey, env), ...others];
  if (!stack.known) return [key.notChecked(`TAVUS_API_KEY is not set. ${stack.reason}`), ...others];
  if (!accounts.usesDefault) return [key.ok("Every resource has a tavus.Provider of its own."), ...others];
  return [key.problem("Neither the stack's config nor TAVUS_API_KEY has a key.", SET), ...others];
}

function judge({ text, source }: Setting, env: NodeJS.ProcessEnv): Finding {
  const place = KEY_PLACES[source];
  if (!isApiKey(text.trim()))
    return key.problem(`The key of ${place} contains spaces or line breaks, which no key has.`, again(source));
  const unused =
    source === "stack config" && (env["TAVUS_API_KEY"] ?? "").trim() !== ""
      ? " TAVUS_API_KEY is set as well; the stack's wins."
      : "";
  if (text !== text.trim())
    return key.warning(
      `The key of ${place} has spaces or a line break around it. pulumi-tavus removes them; other programs may not.${unused}`,
      again(source),
    );
  return key.ok(`${place}.${unused}`);
}

function again(source: Setting["source"]): string {
  return source === "environment"
    ? "Set TAVUS_API_KEY again, without them."
    : 'printf %s "$KEY" | pulumi config set --secret tavus:apiKey';
}

const ofBaseUrl = findingsOf("base-url");

const URL_PLACES = {
  "stack config": "tavus:baseUrl of the stack",
  environment: "TAVUS_BASE_URL",
  default: "the default",
};

export function checkBaseUrl({ apiKey, baseUrl, allowInsecureBaseUrl }: Accounts, env: NodeJS.ProcessEnv): Finding {
  const place = URL_PLACES[baseUrl.source];
  let url: URL;
  try {
    url = parseBaseUrl(baseUrl.text, { allowInsecure: allowInsecureBaseUrl });
  } catch (error) {
    const remedy =
      baseUrl.source === "environment" ? "unset TAVUS_BASE_URL" : "pulumi config rm tavus:baseUrl, or set it again.";
    return ofBaseUrl.problem(`${place}: ${reasonFor(error)}`, remedy);
  }
  const isLocal = isLoopbackHost(url.hostname);
  const isEmulator = isEmulatorUrl(url);
  if (isEmulator && !isLocal)
    return ofBaseUrl.warning(
      `${url.origin} is http on another host, and tavus:allowInsecureBaseUrl is set: the API key is sent unencrypted.`,
      "Use it for an emulator only. Otherwise: pulumi config rm tavus:allowInsecureBaseUrl",
    );
  if (isLocal && baseUrl.source === "environment" && apiKey?.source === "stack config")
    return ofBaseUrl.warning(
      `TAVUS_BASE_URL is ${url.origin}, this machine, but the key is the stack's own: its deployments, and its key, go to the emulator.`,
      `unset TAVUS_BASE_URL; or, if the stack is meant for the emulator: pulumi config set tavus:baseUrl ${url.origin}`,
    );
  if (!isLocal && baseUrl.source === "stack config" && isLocalText(env["TAVUS_BASE_URL"]))
    return ofBaseUrl.warning(
      `TAVUS_BASE_URL is on this machine, the stack's tavus:baseUrl is ${url.origin}, which wins in deployments and in every command.`,
      "unset TAVUS_BASE_URL",
    );
  return ofBaseUrl.ok(`${url.href.replace(/\/$/, "")}, ${place}${isLocal ? ": this machine, an emulator" : ""}.`);
}

function isLocalText(text: string | undefined): boolean {
  return text !== undefined && URL.canParse(text.trim()) && isLoopbackHost(new URL(text.trim()).hostname);
}

const ofAccount = findingsOf("account");

export function checkAccount({ name, baseUrl }: NamedAccount, answer: Answer): Finding {
  const server = new URL(baseUrl).origin;
  if (answer.kind === "failure")
    return ofAccount.problem(`${server} (${name}) cannot be reached: ${answer.message}`, reach(answer.code));
  const { status, tools } = answer;
  if (status === 401 || status === 403)
    return ofAccount.problem(
      `${server} does not accept the key of ${name} (${status}).`,
      "Make a key at https://maker.tavus.io/dev/api-keys and set it: pulumi config set --secret tavus:apiKey <key>. For an emulator, use the key that it printed.",
    );
  if (status === 429 || status >= 500)
    return ofAccount.warning(
      `${server} (${name}) answers ${status}: the key could not be tried.`,
      "Run pulumi-tavus doctor again later.",
    );
  if (status !== 200 || tools === undefined)
    return ofAccount.problem(
      `${server} (${name}) answers ${status}${status === 200 ? ", but no list of tools" : ""}: that is not the API of Tavus.`,
      "Fix tavus:baseUrl or TAVUS_BASE_URL, or the proxy or login page in between.",
    );
  const count = tools.total === undefined ? "" : `, ${plural(tools.total, "tool")}`;
  const owner = tools.owner === undefined ? "" : `, owner ${tools.owner}`;
  return ofAccount.ok(`${server} accepts the key of ${name}${count}${owner}.`);
}

function reach(code: string): string {
  if (code === "ECONNREFUSED") return "Start the server (npx pulumi-tavus dev), or fix the base URL.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "Fix the host in the base URL, or this machine's DNS.";
  if (code.includes("CERT") || code.includes("SIGNED"))
    return "Let Node.js trust the certificate of the proxy in between: NODE_EXTRA_CA_CERTS=<file>.";
  return "Check this machine's network. Behind a proxy, set HTTPS_PROXY.";
}

const settings = findingsOf("recorded-settings");

const KEYS = ["tavus:apiKey", "tavus:baseUrl", "tavus:allowInsecureBaseUrl"] as const;

/** `refresh` and `destroy` use the config of the last `up`, so they don't know about a newer key. */
export function checkRecordedSettings(state: Known<StackState>, config: Known<StackConfig>): Finding {
  if (!state.known) return settings.notChecked(state.reason);
  if (!config.known) return settings.notChecked(config.reason);
  const recorded = state.value.recordedConfig;
  if (recorded === undefined) return settings.ok("Nothing was deployed with the stack's config yet.");
  const changed = KEYS.filter((key) => (recorded[key] ?? "").trim() !== (config.value[key] ?? "").trim());
  if (changed.length === 0) return settings.ok("The last up used the current settings.");
  return settings.warning(
    `${changed.join(" and ")} changed since the last up; pulumi refresh and pulumi destroy still use the settings of that up.`,
    "pulumi up, or until then add --run-program to refresh and destroy.",
  );
}
