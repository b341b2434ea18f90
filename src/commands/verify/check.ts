import type { CHECKS, VerifyCheck } from "./report.ts";

type Name = (typeof CHECKS)[number];

export const pass = (check: Name, message: string): VerifyCheck => ({ check, status: "PASS", message });
export const skip = (check: Name, message: string): VerifyCheck => ({ check, status: "SKIP", message });
export const warn = (check: Name, message: string, remedy: string): VerifyCheck => ({
  check,
  status: "WARN",
  message,
  remedy,
});
export const fail = (check: Name, message: string, remedy: string): VerifyCheck => ({
  check,
  status: "FAIL",
  message,
  remedy,
});

/** Reads each thing only once. */
export class Shared<T> {
  readonly #known = new Map<string, Promise<T>>();

  get(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const reading = read();
    this.#known.set(key, reading);
    return reading;
  }
}
