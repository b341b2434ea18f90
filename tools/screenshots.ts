/** Pictures of the emulator's page, to be looked at: node tools/screenshots.ts [folder] */
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchChromium } from "./chromium.ts";
import { startSample } from "./sample.ts";

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), "pulumi-tavus-screenshots-"));
mkdirSync(folder, { recursive: true });

const sample = await startSample();
const browser = await launchChromium();
try {
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1280, 400]) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      const shoot = async (name: string, path: string, prepare: () => Promise<unknown> = async () => {}) => {
        await page.goto(sample.url + path);
        await prepare();
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      };
      await shoot("overview", "/");
      await shoot("delivery", "/", () => page.locator("details.delivery summary").first().click());
      await shoot("tool", `/tools/${sample.toolId}`);
      await shoot("conversation", `/conversations/${sample.conversationId}`);
      await page.close();
    }
  console.log(folder);
} finally {
  await browser.close();
  await sample.close();
}
