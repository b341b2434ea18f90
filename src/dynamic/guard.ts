import { TavusError } from "../tavus-api/errors/index.ts";
import type { Guard } from "./settings.ts";

/** Set by our own commands where they have the engine plan without meaning to carry it out: then a refusal would only hide what they look for. */
export const ONLY_LOOKS = "PULUMI_TAVUS_ONLY_LOOKS";

/** What an operation is about to lose of somebody else's work. */
export interface Loss {
  /** What was changed, as a sentence. */
  readonly lost: string;
  readonly guard: Exclude<Guard, "off">;
  readonly isDeletion: boolean;
}

/**
 * Warns, or refuses.
 * @throws TavusError where it is refused
 */
export function reportLoss({ lost, guard, isDeletion }: Loss, warn: (text: string) => void): void {
  const what = isDeletion ? "deleted" : "overwritten";
  if (guard === "warn") {
    warn(`warning: ${lost} It is ${what} now (tavus:guard is warn).`);
    return;
  }
  throw new TavusError(
    `${lost} It was not touched (tavus:guard is refuse). Take it over into the program, or run pulumi refresh: then the change counts as ` +
      `seen, and the next up has it ${what}.`,
  );
}
