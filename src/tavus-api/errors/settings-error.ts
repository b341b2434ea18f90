import { TavusError } from "./tavus-error.ts";

/** A setting (API key, base URL, a limit) is missing or unusable. Found before any request. */
export class SettingsError extends TavusError {
  override name = "SettingsError";
}
