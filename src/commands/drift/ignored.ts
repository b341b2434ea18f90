import { isIgnored, parsePropertyPath } from "../../provider/tool/property-path.ts";
import type { PreviewStep, StackResource } from "../stack/index.ts";
import type { DriftFinding } from "./report.ts";

const NOTE = "The program ignores changes of it (ignoreChanges).";

/** The same findings. A property that the program ignores doesn't count. */
export function withoutIgnored(
  findings: readonly DriftFinding[],
  resource: Pick<StackResource, "ignoreChanges">,
  step: Pick<PreviewStep, "ignoreChanges"> | undefined,
): DriftFinding[] {
  const ignoreChanges = step?.ignoreChanges ?? resource.ignoreChanges ?? [];
  const isOne = ({ path }: DriftFinding): boolean => isIgnored(parsePropertyPath(path) ?? [], ignoreChanges);
  // An edit of an ignored property explains why the tool was touched, so it says nothing about a secret.
  const isExplained = findings.some((finding) => isOne(finding) && finding.class === "changed outside");
  return findings.map((finding) => {
    if (isOne(finding)) return { ...finding, counts: false, note: NOTE };
    const isSilent = isExplained && finding.class === "cannot be known (masked)";
    return isSilent ? { ...finding, counts: false } : finding;
  });
}
