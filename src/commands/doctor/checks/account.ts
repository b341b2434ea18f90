import type { Account } from "../facts/accounts.ts";
import type { Answer } from "../facts/answer.ts";
import { type Finding, ok, problem, warning } from "../report.ts";

/** Whether the server accepts the key, and which account it is, as far as the API shows it. */
export function checkAccount({ name, baseUrl }: Account, answer: Answer): Finding {
  const server = new URL(baseUrl).origin;
  if (answer.kind === "failure")
    return problem("account", `${server} (${name}) cannot be reached: ${answer.message}`, reach(answer.code));
  const { status, tools } = answer;
  if (status === 401 || status === 403)
    return problem(
      "account",
      `${server} does not accept the key of ${name} (${status}).`,
      "Make a key at https://maker.tavus.io/dev/api-keys and set it: pulumi config set --secret tavus:apiKey <key>. For an emulator, use the key that it printed.",
    );
  if (status === 429 || status >= 500)
    return warning(
      "account",
      `${server} (${name}) answers ${status}: the key could not be tried.`,
      "Run pulumi-tavus doctor again later.",
    );
  if (status !== 200 || tools === undefined)
    return problem(
      "account",
      `${server} (${name}) answers ${status}${status === 200 ? ", but no list of tools" : ""}: that is not the API of Tavus.`,
      "Fix tavus:baseUrl or TAVUS_BASE_URL, or the proxy or login page in between.",
    );
  const count = tools.total === undefined ? "" : `, ${tools.total} ${tools.total === 1 ? "tool" : "tools"}`;
  const owner = tools.owner === undefined ? "" : `, owner ${tools.owner}`;
  return ok("account", `${server} accepts the key of ${name}${count}${owner}.`);
}

function reach(code: string): string {
  if (code === "ECONNREFUSED") return "Start the server (npx pulumi-tavus dev), or fix the base URL.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "Fix the host in the base URL, or this machine's DNS.";
  if (code.includes("CERT") || code.includes("SIGNED"))
    return "Let Node.js trust the certificate of the proxy in between: NODE_EXTRA_CA_CERTS=<file>.";
  return "Check this machine's network. Behind a proxy, set HTTPS_PROXY.";
}
