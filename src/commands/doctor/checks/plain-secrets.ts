import { formatPath, isObject, lintTool, type Path } from "../../../contract/index.ts";
import { inputName, SECRET_INPUT_PATHS } from "../../../contract/wire.ts";
import { Definition } from "../../../definition/definition.ts";
import { ruleOf } from "../../../messages/index.ts";
import { kindOf } from "../../../state-format/type-tokens.ts";
import { isEncrypted, nameOf, resourcesOf } from "../../stack/index.ts";
import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, problem, warning } from "../report.ts";
import { shorten } from "./shorten.ts";

/** K-11: credentials where everybody with the API key can read them. */
const READABLE_CREDENTIAL = "K-11";

/** Secrets that the state contains in plain text, left by an old version or another program. */
export function checkPlainSecrets(exported: Known<unknown>, stack: string): Finding[] {
  if (!exported.known) return [notChecked("plain-secrets", exported.reason)];
  const plain = new Set<string>();
  const readable = new Set<string>();
  for (const { type, urn, inputs, outputs } of resourcesOf(exported.value)) {
    const name = nameOf(String(urn));
    for (const values of [inputs, outputs].filter(isObject)) {
      if (type === "pulumi:providers:pulumi-nodejs" && isPlain(values, ["tavus:apiKey"]))
        plain.add(`tavus:apiKey of provider ${name}`);
      if (kindOf(type) !== "tool") continue;
      for (const path of SECRET_INPUT_PATHS) if (isPlain(values, path)) plain.add(`${formatPath(path)} of ${name}`);
      for (const issue of lintTool(Definition.said(values).wire))
        if (ruleOf(issue) === READABLE_CREDENTIAL) readable.add(`${inputName(issue.path)} of ${name}`);
    }
  }
  const findings: Finding[] = [];
  if (plain.size > 0)
    findings.push(
      problem(
        "plain-secrets",
        `In plain text in the state of ${stack}: ${shorten([...plain])}.`,
        "Replace these secrets where they are known, set them with pulumi config set --secret, then pulumi up, which encrypts them.",
      ),
    );
  if (readable.size > 0)
    findings.push(
      warning(
        "plain-secrets",
        `Looks like a credential, and is in plain text in the state: ${shorten([...readable])}.`,
        "Use auth, whose secrets are encrypted; everybody with the API key can read headers, query and URL.",
      ),
    );
  return findings.length > 0 ? findings : [ok("plain-secrets", "All are encrypted.")];
}

/** If the value, or an object around it, is an envelope, it is encrypted. */
function isPlain(values: unknown, path: Path): boolean {
  let inner = values;
  for (const step of path) {
    if (isEncrypted(inner) || !isObject(inner)) return false;
    inner = inner[String(step)];
  }
  return typeof inner === "string" && inner !== "";
}
