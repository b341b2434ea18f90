/**
 * Every error that the client can throw, and the guards that recognize them across realms and duplicate installs.
 * @module
 */
import type { AmbiguousOutcomeError } from "./ambiguous-outcome-error.ts";
import type { ApiError } from "./api-error.ts";
import type { CancelledError } from "./cancelled-error.ts";
import type { NameTakenError } from "./name-taken-error.ts";
import type { NetworkError } from "./network-error.ts";
import type { SettingsError } from "./settings-error.ts";
import type { TavusError } from "./tavus-error.ts";
import type { ToolNotFoundError } from "./tool-not-found-error.ts";
import type { ValidationError } from "./validation-error.ts";

export { AmbiguousOutcomeError } from "./ambiguous-outcome-error.ts";
export { ApiError } from "./api-error.ts";
export { CancelledError } from "./cancelled-error.ts";
export type { Failure, FailureOutcome } from "./failure.ts";
export { NameTakenError } from "./name-taken-error.ts";
export { NetworkError } from "./network-error.ts";
export { SettingsError } from "./settings-error.ts";
export { TavusError } from "./tavus-error.ts";
export { ToolNotFoundError } from "./tool-not-found-error.ts";
export { ValidationError } from "./validation-error.ts";

/** True for every error of this package, from any copy of it. */
export function isTavusError(error: unknown): error is TavusError {
  return typeof error === "object" && error !== null && "isTavusError" in error && error.isTavusError === true;
}

const named = (error: unknown, ...names: string[]): boolean => isTavusError(error) && names.includes(error.name);

/** Includes subclasses: a `NameTakenError` is an `ApiError`. */
export const isApiError = (error: unknown): error is ApiError =>
  named(error, "ApiError", "NameTakenError", "ToolNotFoundError");
export const isNameTakenError = (error: unknown): error is NameTakenError => named(error, "NameTakenError");
export const isToolNotFoundError = (error: unknown): error is ToolNotFoundError => named(error, "ToolNotFoundError");
export const isNetworkError = (error: unknown): error is NetworkError => named(error, "NetworkError");
export const isAmbiguousOutcomeError = (error: unknown): error is AmbiguousOutcomeError =>
  named(error, "AmbiguousOutcomeError");
export const isValidationError = (error: unknown): error is ValidationError => named(error, "ValidationError");
export const isSettingsError = (error: unknown): error is SettingsError => named(error, "SettingsError");
export const isCancelledError = (error: unknown): error is CancelledError => named(error, "CancelledError");
