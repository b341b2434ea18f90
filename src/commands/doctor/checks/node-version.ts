import { isInRange } from "../../stack/versions.ts";
import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, problem } from "../report.ts";

/** The `node` on PATH runs the program and the provider, no matter which Node.js runs this command. */
export function checkNodeVersion(version: Known<string>, range: string): Finding {
  if (!version.known)
    return notChecked("node", version.reason, `Install Node.js ${range} and put it on PATH: https://nodejs.org.`);
  if (isInRange(version.value, range)) return ok("node", `${version.value} on PATH; ${range} is needed.`);
  return problem(
    "node",
    `${version.value} on PATH, with which Pulumi runs the program; ${range} is needed.`,
    "Install Node.js 24 (https://nodejs.org), or select it: nvm install 24, fnm use 24.",
  );
}
