import { TavusError } from "../tavus-api/errors/index.ts";
import type { Guard } from "./settings.ts";

/** Our own commands set this variable when the engine only plans. A refusal would hide the findings that these commands look for. */
export const ONLY_LOOKS = "PULUMI_TAVUS_ONLY_LOOKS";

/** Somebody else's changes to a resource that an operation is about to change or delete. */
export interface Loss {
  /** The changes, as a sentence. */
  readonly text: string;
  /** False if the operation keeps the change. */
  readonly isLost: boolean;
  readonly guard: Exclude<Guard, "off">;
  readonly isDeletion: boolean;
}

/**
 * Warns about the changes, or refuses the operation if it would lose one.
 * @throws TavusError if it refuses
 */
export function reportLoss({ text, isLost, guard, isDeletion }: Loss, warn: (text: string) => void): void {
  const what = isDeletion ? "deleted" : "overwritten";
  if (guard === "warn" || !isLost) {
    warn(`warning: ${text} It ${isLost ? `is ${what} now` : "stays as it is"} (tavus:guard is ${guard}).`);
    return;
  }
  throw new TavusError(
    `${text} It was not touched (tavus:guard is refuse). Copy the change into the program, or run pulumi refresh: then the change counts as ` +
      `seen, and the next up ${isDeletion ? "deletes" : "overwrites"} it.`,
  );
}
