import * as pulumi from "@pulumi/pulumi";
import type { Action } from "../action/action.ts";
import { findPlaceholders, issue } from "../contract/index.ts";
import { PROGRAM_READER, printIssue } from "../messages/index.ts";

/**
 * a signed delivery is Tavus's envelope to a static URL, so any other part of a definition would have no effect.
 * @param usesPath whether the definition's path is part of the URL. A receiver has its own path
 * @throws RunError that names each of these parts, and what to do
 */
export function assertNoTemplates(resource: string, action: Action, usesPath: boolean): void {
  const hasPlaceholder = (texts: readonly string[]): boolean => texts.some((text) => findPlaceholders(text).length > 0);
  const parts = [
    ...(Object.keys(action.bodyTemplate ?? {}).length > 0 ? ["body"] : []),
    ...(usesPath && hasPlaceholder([action.pathTemplate]) ? ["placeholders in path"] : []),
    ...(hasPlaceholder(Object.entries(action.queryTemplate).flat()) ? ["placeholders in query"] : []),
  ];
  if (parts.length === 0) return;
  const subject = `PostCallAction ${resource}: the action ${action.name} has ${parts.join(" and ")}, which`;
  throw new pulumi.RunError(printIssue(issue("signed-template", []), PROGRAM_READER, subject));
}
