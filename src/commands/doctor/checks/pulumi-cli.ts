import { isAtLeast } from "../../stack/versions.ts";
import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, problem, warning } from "../report.ts";

const UPDATE = "Update Pulumi: https://www.pulumi.com/docs/install/.";

/** What an older CLI can't do, and the version that can. Everything needs the first entry. */
const SINCE = [
  ["3.139.0", "tavus:apiKey of the stack does not reach the provider"],
  ["3.165.0", "destroy --run-program, for a key that has changed, is missing"],
  ["3.227.0", "--expect-no-changes ends with 255 or 1 instead of 7"],
  ["3.254.0", "pulumi import --file ignores inputs, so pulumi-tavus import --run cannot work"],
] as const;

/** @param version the output of `pulumi version` */
export function checkPulumiCli(version: Known<string>, inProject: boolean): Finding {
  const install = "Install Pulumi: https://www.pulumi.com/docs/install/.";
  // A project needs Pulumi. Receiving deliveries and running calls don't.
  if (!version.known) return (inProject ? warning : notChecked)("pulumi-cli", version.reason, install);
  const missing = SINCE.filter(([since]) => !isAtLeast(version.value, since));
  if (missing.length === 0) return ok("pulumi-cli", `${version.value}.`);
  const seen = `${version.value}: ${missing.map(([since, what]) => `${what} (since ${since})`).join("; ")}.`;
  const isFundamental = missing.some(([since]) => since === SINCE[0][0]);
  return isFundamental ? problem("pulumi-cli", seen, UPDATE) : warning("pulumi-cli", seen, UPDATE);
}
