/** Stands for a tool whose id nobody knows. */
export const UNANSWERED = "a create of it was never answered";

/** What to say of a throw-away tool that the clean-up did not see gone. @param left its ids, or that they are not known */
export function fateOf(left: readonly string[]): string {
  const isSure = left.some((entry) => entry !== UNANSWERED);
  return `${isSure ? "could not be deleted" : "may be left in the account"} (${left.join(", ")}): delete it in Tavus, or run this command again in five minutes`;
}
