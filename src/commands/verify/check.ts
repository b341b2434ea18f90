import type { CHECKS, VerifyCheck } from "./report.ts";

export const resultsOf = (check: (typeof CHECKS)[number]) => ({
  pass: (message: string): VerifyCheck => ({ check, status: "PASS", message }),
  skip: (message: string): VerifyCheck => ({ check, status: "SKIP", message }),
  warn: (message: string, remedy: string): VerifyCheck => ({ check, status: "WARN", message, remedy }),
  fail: (message: string, remedy: string): VerifyCheck => ({ check, status: "FAIL", message, remedy }),
});

export class Shared<T> {
  readonly #known = new Map<string, Promise<T>>();

  get(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#known.get(key) ?? read();
    this.#known.set(key, known);
    return known;
  }
}
