import { ensureChromium } from "../../../tools/chromium.ts";

/** Before the workers start, so that an installation doesn't count in a test's time. */
export function setup(): void {
  ensureChromium();
}
