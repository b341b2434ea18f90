import { formatPath, isObject, type JsonObject, lintTool, member, type Path } from "../../../contract/index.ts";
import { inputName, SECRET_INPUT_PATHS } from "../../../contract/wire.ts";
import { Definition } from "../../../definition/definition.ts";
import { ruleOf } from "../../../messages/index.ts";
import { PROVIDER } from "../../../state-format/properties.ts";
import { PROVIDER_TEXTS } from "../../../state-format/provider-texts.ts";
import { type Kind, kindOf } from "../../../state-format/type-tokens.ts";
import { isEncrypted, nameOf, objectsAt, resourcesOf, type StoredConfigValue } from "../../stack/index.ts";
import { plural, shorten } from "../../words.ts";
import type { StackFacts } from "../facts/collect.ts";
import type { Known } from "../known.ts";
import { type Finding, findingsOf } from "../report.ts";

const NAMES_MAX = 5;

const ofStack = findingsOf("stack");

export function checkStack(stack: Known<StackFacts>, asked: boolean, hasPulumi: boolean): Finding {
  if (stack.known) return ofStack.ok(`${stack.value.name}.`);
  const remedy = "pulumi login, then pulumi stack select <name>; pulumi stack ls names them.";
  return asked
    ? ofStack.problem(stack.reason, remedy)
    : ofStack.notChecked(stack.reason, hasPulumi ? remedy : undefined);
}

const storage = findingsOf("key-storage");

export function checkKeyStorage(stored: Known<Readonly<Record<string, StoredConfigValue>>>, stack: string): Finding {
  if (!stored.known) return storage.notChecked(stored.reason);
  const key = stored.value["tavus:apiKey"];
  if (key === undefined) return storage.ok("The stack's config has no key.");
  if (key.secret) return storage.ok("tavus:apiKey is stored as a secret.");
  return storage.problem(
    `tavus:apiKey is in plain text in Pulumi.${stack}.yaml.`,
    "pulumi config set --secret tavus:apiKey <a new key>, then delete the old one at https://maker.tavus.io/dev/api-keys, because the file's history still contains it.",
  );
}

const provider = findingsOf("provider-text");

/** Checks whether the state runs the installed package. Any other text is foreign code, or an old version of this provider. */
export function checkProviderText(exported: Known<unknown>): Finding[] {
  if (!exported.known) return [provider.notChecked(exported.reason)];
  const foreign = new Map<Kind, string[]>();
  let count = 0;
  for (const resource of resourcesOf(exported.value)) {
    const kind = kindOf(resource["type"]);
    if (kind === undefined) continue;
    count += 1;
    if (!isOurs(resource, kind)) foreign.set(kind, [...(foreign.get(kind) ?? []), nameOf(String(resource["urn"]))]);
  }
  if (foreign.size === 0) return [provider.ok(`${plural(count, "resource")} of this package.`)];
  return [...foreign].map(([kind, names]) =>
    provider.problem(
      `${shorten(names, NAMES_MAX)} ${names.length === 1 ? "has" : "have"} a type of this package, but other code in __provider, which refresh and destroy run.`,
      // `up` wouldn't help. If nothing else has changed, the engine keeps the old outputs.
      `pulumi stack export --file state.json; there, in inputs and outputs, write "__provider": ${JSON.stringify(PROVIDER_TEXTS[kind])}; pulumi stack import --file state.json`,
    ),
  );
}

/** Read and delete use the outputs. Check and create use the inputs, which a resource that is only read doesn't have. */
function isOurs({ inputs, outputs }: JsonObject, kind: Kind): boolean {
  const texts = [inputs, outputs].filter(isObject).map((values) => member(values, PROVIDER));
  return (
    texts.every((text) => text === undefined || text === PROVIDER_TEXTS[kind]) &&
    texts.some((text) => text !== undefined)
  );
}

const operations = findingsOf("pending-operations");

/** Operations that an interrupted `up` left open. Nobody knows whether they were done. */
export function checkPendingOperations(exported: Known<unknown>): Finding {
  if (!exported.known) return operations.notChecked(exported.reason);
  const pending = objectsAt(exported.value, ["deployment", "pending_operations"]);
  const told = pending.map((one) => `${String(one["type"])} ${nameOf(String(member(one["resource"], "urn")))}`);
  const isOurs = pending.some((one) => kindOf(member(one["resource"], "type")) !== undefined);
  if (pending.length === 0) return operations.ok("None.");
  const seen = `An interrupted run left ${shorten(told, NAMES_MAX)}.`;
  if (!isOurs) return operations.warning(seen, "pulumi refresh");
  return operations.problem(
    `${seen} The state doesn't say whether Tavus has done it.`,
    "pulumi refresh --clear-pending-creates, then pulumi up; a tool that exists already is taken over with adopt: true.",
  );
}

const secrets = findingsOf("plain-secrets");

/** K-11: credentials that everybody with the API key can read. */
const READABLE_CREDENTIAL = "K-11";

/** Secrets that the state contains in plain text, left by an old version or another program. */
export function checkPlainSecrets(exported: Known<unknown>, stack: string): Finding[] {
  if (!exported.known) return [secrets.notChecked(exported.reason)];
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
      secrets.problem(
        `In plain text in the state of ${stack}: ${shorten([...plain], NAMES_MAX)}.`,
        "Replace these secrets where they are known, set them with pulumi config set --secret, then pulumi up, which encrypts them.",
      ),
    );
  if (readable.size > 0)
    findings.push(
      secrets.warning(
        `Looks like a credential, and is in plain text in the state: ${shorten([...readable], NAMES_MAX)}.`,
        "Use auth, whose secrets are encrypted; everybody with the API key can read headers, query and URL.",
      ),
    );
  return findings.length > 0 ? findings : [secrets.ok("All are encrypted.")];
}

/** The value is encrypted if it, or an object around it, is an envelope. */
function isPlain(values: unknown, path: Path): boolean {
  let inner = values;
  for (const step of path) {
    if (isEncrypted(inner) || !isObject(inner)) return false;
    inner = inner[String(step)];
  }
  return typeof inner === "string" && inner !== "";
}
