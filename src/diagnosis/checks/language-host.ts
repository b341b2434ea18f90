import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, problem } from "../report.ts";

/** @param file where `pulumi-language-nodejs` is; `undefined` where it is missing */
export function checkLanguageHost(file: Known<string | undefined>): Finding {
  if (!file.known) return notChecked("language-host", file.reason);
  if (file.value !== undefined) return ok("language-host", `${file.value}.`);
  return problem(
    "language-host",
    "pulumi-language-nodejs is neither on PATH nor beside pulumi: no Node.js program can run.",
    "Install Pulumi anew, as a whole: https://www.pulumi.com/docs/install/.",
  );
}
