/** A fact, or the reason why it isn't known. Checks that need it are then skipped, which isn't a failure. */
export type Known<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string };

export const known = <T>(value: T): Known<T> => ({ known: true, value });
export const unknown = (reason: string): Known<never> => ({ known: false, reason });

export function valueIfKnown<T>(fact: Known<T> | undefined): T | undefined {
  return fact?.known === true ? fact.value : undefined;
}
