/**
 * Takes screenshots of the emulator's page. `npm run screenshots -- --docs` writes the README's screenshots into docs/images. Without it, takes
 * screenshots of every page and width for a review: `npm run screenshots -- [folder]`
 */
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmulator } from "../src/emulator.ts";
import { launchChromium } from "./chromium.ts";
import { startSample } from "./sample.ts";

const forDocs = process.argv.includes("--docs");
const folder = forDocs
  ? fileURLToPath(new URL("../docs/images", import.meta.url))
  : (process.argv[2] ?? mkdtempSync(join(tmpdir(), "pulumi-tavus-screenshots-")));
mkdirSync(folder, { recursive: true });

const sample = await startSample();
const empty = await createEmulator();
const browser = await launchChromium();
try {
  await (forDocs ? shootForDocs() : shootAll());
  console.log(folder);
} finally {
  await browser.close();
  await sample.close();
  await empty.close();
}

/** One delivery, light and dark: PNG of less than 150 kB each. */
async function shootForDocs(): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1180, height: 580 } });
    await page.goto(sample.url + sample.deliveries.signed);
    await page.screenshot({ path: join(folder, colorScheme === "light" ? "emulator.png" : "emulator-dark.png") });
    await page.close();
  }
}

async function shootAll(): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1280, 400]) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      const shoot = async (name: string, path: string, prepare: () => Promise<unknown> = async () => {}) => {
        await page.goto(sample.url + path);
        await prepare();
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      };
      await shoot("overview", "/");
      await shoot("call-form", "/", () => page.locator("form details summary").click());
      await shoot("deliveries", "/deliveries");
      await shoot("deliveries-filtered", "/deliveries?status=timeout&q=4711");
      await shoot("deliveries-none", "/deliveries?q=nowhere");
      await shoot("delivery-simulated", "/deliveries?status=simulated", () =>
        page.locator("#deliveries a").first().click(),
      );
      await shoot("delivery-signed", sample.deliveries.signed);
      await shoot("delivery-failed", sample.deliveries.failed);
      await shoot("delivery-replay", sample.deliveries.replay);
      await shoot("conversations", "/conversations");
      await shoot("conversation", `/conversations/${sample.conversationId}`, () =>
        page.locator("#events summary").last().click(),
      );
      await shoot("conversation-active", `/conversations/${sample.activeId}`);
      await shoot("tools", "/tools?done=tool-deleted");
      await shoot("tool", `/tools/${sample.toolId}`);
      await shoot("pal", `/pals/${sample.palId}?done=attached`);
      await shoot("requests", "/requests", () => page.locator("#requests summary").nth(3).click());
      await shoot("missing", "/tools/t0");
      await page.goto(empty.url);
      await page.screenshot({ path: join(folder, `empty-${colorScheme}-${width}.png`), fullPage: true });
      await page.goto(`${empty.url}/requests`);
      await page.screenshot({ path: join(folder, `empty-requests-${colorScheme}-${width}.png`), fullPage: true });
      await page.close();
    }
}
