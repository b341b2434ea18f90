import { NODE_RANGE } from "../../supported-node.ts";
import { Redactor } from "../../tavus-api/redactor.ts";
import { VERSION } from "../../tavus-api/version.ts";
import { checkAccount, checkApiKey, checkBaseUrl, checkRecordedSettings } from "./checks/account.ts";
import {
  checkGuard,
  checkNodeVersion,
  checkPackageVersions,
  checkProject,
  checkPulumiCli,
  checkSdk,
  SDK_RANGE,
} from "./checks/machine.ts";
import { checkPackage } from "./checks/package.ts";
import {
  checkKeyStorage,
  checkPendingOperations,
  checkPlainSecrets,
  checkProviderText,
  checkStack,
} from "./checks/stack.ts";
import { askAccount } from "./facts/answer.ts";
import { collectFacts, type Facts, type StackFacts } from "./facts/collect.ts";
import { PROJECT } from "./facts/packages.ts";
import { known, unknown, valueIfKnown } from "./known.ts";
import { CHECKS, type CheckName, type DoctorReport, FINDING_STATUSES, type Finding, findingsOf } from "./report.ts";

export interface DiagnosisOptions {
  readonly cwd: string;
  /** A stack that must exist. An empty string means the selected stack. If undefined, the selected stack is used if there is one. */
  readonly stack?: string | undefined;
  readonly offline: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** Finds out what prevents pulumi-tavus from working here, and what to do about it. Changes nothing. */
export async function diagnose(options: DiagnosisOptions): Promise<DoctorReport> {
  const { env } = options;
  const facts = await collectFacts({ cwd: options.cwd, stack: options.stack || undefined, env });
  const accounts = options.offline ? [] : facts.accounts.usable;
  const answers = await Promise.all(accounts.map(async (account) => checkAccount(account, await askAccount(account))));
  const findings = redact(examine(facts, answers, options), secretsOf(facts, env));
  const count = (status: string): number => findings.filter((finding) => finding.status === status).length;
  return {
    version: 1,
    checkedAt: new Date().toISOString(),
    project: facts.project?.folder ?? null,
    stack: facts.stack.known ? facts.stack.value.name : null,
    healthy: count("problem") === 0,
    summary: Object.fromEntries(FINDING_STATUSES.map((status) => [status, count(status)])) as DoctorReport["summary"],
    findings,
  };
}

/** Runs every check on the facts, in the order of {@link CHECKS}. */
function examine(facts: Facts, ofAccounts: Finding[], options: DiagnosisOptions): Finding[] {
  const { project, probe, manager, packageCopies, sdkCopies, stack, accounts } = facts;
  const { env } = options;
  const none = unknown(stack.known ? "" : `No stack: ${stack.reason}`);
  const unread: StackFacts = { name: "", stored: none, config: none, exported: none, state: none };
  const { name, stored, config, exported, state } = stack.known ? stack.value : unread;
  const isStored = stored.known && stored.value["tavus:apiKey"] !== undefined;
  const results: Record<CheckName, Finding | Finding[]> = {
    node: checkNodeVersion(probe.known ? known(probe.value.nodeVersion) : probe, NODE_RANGE),
    "pulumi-cli": checkPulumiCli(facts.pulumiVersion, project !== undefined),
    project: checkProject(project, facts.cwd),
    package: checkPackage({
      ...facts,
      broughtBy: packageCopies.flatMap(({ seenBy }) => seenBy).filter((who) => who !== PROJECT),
    }),
    "package-versions": checkPackageVersions(packageCopies, VERSION, manager),
    sdk: checkSdk(sdkCopies, SDK_RANGE, manager),
    stack: checkStack(stack, options.stack !== undefined, facts.pulumiVersion.known),
    "api-key": checkApiKey(accounts, { stack: config, isStored, env }),
    "key-storage": checkKeyStorage(stored, name),
    "base-url": checkBaseUrl(accounts, env),
    account: ofAccounts,
    guard: checkGuard(project?.refresh, config),
    "recorded-settings": checkRecordedSettings(state, config),
    "provider-text": checkProviderText(exported),
    "pending-operations": checkPendingOperations(exported),
    "plain-secrets": checkPlainSecrets(exported, name),
  };
  return (Object.keys(CHECKS) as CheckName[]).flatMap((check) => {
    const found = [results[check]].flat();
    return found.length > 0 ? found : [findingsOf(check).notChecked(options.offline ? OFFLINE : NO_ACCOUNT)];
  });
}

const OFFLINE = "--offline: Tavus was not asked.";
const NO_ACCOUNT = "There is no key to ask with.";

function secretsOf({ stack, accounts }: Facts, env: NodeJS.ProcessEnv): string[] {
  const keys = [accounts.apiKey?.text, env["TAVUS_API_KEY"], ...accounts.usable.map(({ apiKey }) => apiKey)];
  const stored = valueIfKnown(valueIfKnown(stack)?.state)?.secrets ?? [];
  return [...keys.flatMap((key) => (key === undefined ? [] : [key, key.trim()])), ...stored];
}

/** No check prints a secret. This function hides secrets in text from elsewhere, such as Pulumi's error messages. */
function redact(findings: readonly Finding[], secrets: readonly string[]): Finding[] {
  const redactor = new Redactor(secrets, { fragments: false });
  return findings.map((finding) => ({
    ...finding,
    seen: redactor.redact(finding.seen),
    ...(finding.remedy !== undefined && { remedy: redactor.redact(finding.remedy) }),
  }));
}
