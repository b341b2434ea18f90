import { isObject, type JsonObject, member } from "../../../contract/index.ts";
import { PROVIDER } from "../../../state-format/properties.ts";
import { PROVIDER_TEXTS } from "../../../state-format/provider-texts.ts";
import { type Kind, kindOf } from "../../../state-format/type-tokens.ts";
import { nameOf, resourcesOf } from "../../stack/index.ts";
import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, problem } from "../report.ts";
import { shorten } from "./shorten.ts";

/** Whether the state runs the installed package. Any other text is foreign code, or an old version of this provider. */
export function checkProviderText(exported: Known<unknown>): Finding[] {
  if (!exported.known) return [notChecked("provider-text", exported.reason)];
  const foreign = new Map<Kind, string[]>();
  let count = 0;
  for (const resource of resourcesOf(exported.value)) {
    const kind = kindOf(resource["type"]);
    if (kind === undefined) continue;
    count += 1;
    if (!isOurs(resource, kind)) foreign.set(kind, [...(foreign.get(kind) ?? []), nameOf(String(resource["urn"]))]);
  }
  if (foreign.size === 0)
    return [ok("provider-text", `${count} ${count === 1 ? "resource" : "resources"} of this package.`)];
  return [...foreign].map(([kind, names]) =>
    problem(
      "provider-text",
      `${shorten(names)} ${names.length === 1 ? "has" : "have"} a type of this package, but other code in __provider, which refresh and destroy run.`,
      // `up` wouldn't help: if nothing else has changed, the engine keeps the old outputs.
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
