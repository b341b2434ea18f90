import { TavusError } from "../tavus-api/errors/index.ts";
import type { Guard } from "./settings.ts";

/** Set by our own commands where they have the engine plan without meaning to carry it out: then a refusal would only hide what they look for. */
export const ONLY_LOOKS = "PULUMI_TAVUS_ONLY_LOOKS";

/** What somebody else changed of a resource that an operation is about to change or delete. */
export interface Loss {
  /** What was changed, as a sentence. */
  readonly text: string;
  /** False if the operation leaves it unchanged. */
  readonly isLost: boolean;
  readonly guard: Exclude<Guard, "off">;
  readonly isDeletion: boolean;
}

/**
 * Warns, or refuses if something is lost.
 * @throws TavusError if it is refused
 */
export function reportLoss({ text, isLost, guard, isDeletion }: Loss, warn: (text: string) => void): void {
  const what = isDeletion ? "deleted" : "overwritten";
  if (guard === "warn" || !isLost) {
    warn(`warning: ${text} It ${isLost ? `is ${what} now` : "stays as it is"} (tavus:guard is ${guard}).`);
    return;
  }
  throw new TavusError(
    `${text} It was not touched (tavus:guard is refuse). Take it over into the program, or run pulumi refresh: then the change counts as ` +
      `seen, and the next up has it ${what}.`,
  );
}
