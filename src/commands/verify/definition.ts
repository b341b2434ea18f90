import { stringifyExact, type Tool } from "../../contract/index.ts";
import { remedyFor } from "../../messages/index.ts";
import { compareTool } from "../drift/tool.ts";
import type { StackResource } from "../stack/index.ts";
import { resultsOf } from "./check.ts";
import type { Quote } from "./quote.ts";
import type { VerifyCheck } from "./report.ts";

const definition = resultsOf("definition");

/** Checks whether the tool at Tavus has the same meaning as the declared one, as in `drift`. */
export function checkDefinition(resource: StackResource, actual: Tool | undefined, quote: Quote): VerifyCheck {
  if (actual === undefined)
    return definition.fail(
      `the tool ${resource.id} is gone: it was deleted outside of Pulumi`,
      remedyFor({ kind: "gone" }),
    );
  const all = compareTool(resource, actual, undefined);
  const findings = all.filter(({ counts }) => counts);
  const changed = findings.filter(({ class: kind }) => kind === "changed outside");
  const unknown = all.filter(({ class: kind }) => kind === "unknown to this version").map(({ path }) => path);
  const note =
    unknown.length === 0
      ? ""
      : `; this version of pulumi-tavus doesn't know, and leaves as it is: ${unknown.join(", ")}`;
  if (changed.length > 0) {
    const told = changed.map(
      ({ path, applied, actual: now }) => `${path} is ${show(now, quote)}, declared ${show(applied, quote)}`,
    );
    const remedy = "Run pulumi up --refresh, or take the change over into the program.";
    return definition.fail(`${told.join("; ")}${note}`, remedy);
  }
  if (findings.length > 0)
    return definition.warn(
      `as declared as far as it can be seen, but somebody has touched it (${actual.updated_at}); secrets are masked (K-16)${note}`,
      "Probe it with --probe. pulumi refresh marks it as seen.",
    );
  return definition.pass(`live as declared${note}`);
}

/** Long values are shortened. `drift` shows them completely. */
function show(value: unknown, quote: Quote): string {
  return value === undefined ? "absent" : quote(stringifyExact(value));
}
