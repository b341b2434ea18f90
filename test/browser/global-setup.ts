import { ensureChromium } from "../../tools/chromium.ts";

/** Before the workers start, so that an installation is not part of a test's time. */
export function setup(): void {
  ensureChromium();
}
