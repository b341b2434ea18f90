import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The path of a browser, if there is one. */
function find(): string | undefined {
  const own = process.env["CHROMIUM_PATH"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return [
    ...(own === undefined ? [] : [own]),
    ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))),
  ].find(existsSync);
}

/**
 * The path of a Chromium. Installs Debian's package if there is none and that is possible.
 * @throws Error that says what to install
 */
export function ensureChromium(): string {
  const found = find();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.error("pulumi-tavus: installing Debian's chromium for the tests of the page (about a minute) …");
    try {
      const run = (...args: string[]) =>
        execFileSync("apt-get", args, {
          stdio: ["ignore", "ignore", "pipe"],
          env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
        });
      run("update", "-qq");
      run("install", "-y", "-qq", "--no-install-recommends", "chromium");
    } catch (error) {
      console.error(String(error instanceof Error && "stderr" in error ? error.stderr : error));
    }
  }
  const installed = find();
  if (installed !== undefined) return installed;
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
