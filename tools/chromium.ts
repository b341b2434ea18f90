import { type Browser, chromium } from "playwright-core";
import { findInstalled, installFromDebian } from "./installed.ts";

const find = (): string | undefined =>
  findInstalled("CHROMIUM_PATH", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]);

/**
 * The path of a Chromium. If there is none, installs Debian's package if possible.
 * @throws Error that says what to install
 */
export function ensureChromium(): string {
  if (find() === undefined) installFromDebian("chromium", "the tests of the page (about a minute)");
  const found = find();
  if (found !== undefined) return found;
  throw new Error(
    "The tests of the emulator's page need Chromium, and it could not be installed: apt-get install chromium (Debian, Ubuntu), or set CHROMIUM_PATH to a Chrome or Chromium.",
  );
}

/** A headless browser. As root, it has no sandbox of its own, but it only opens pages on loopback. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: ensureChromium(),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
}
