/** Pictures of the emulator's page, to be looked at: node tools/screenshots.ts [folder] */
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator } from "../src/emulator.ts";
import { launchChromium } from "./chromium.ts";
import { startSample } from "./sample.ts";

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), "pulumi-tavus-screenshots-"));
mkdirSync(folder, { recursive: true });

const sample = await startSample();
const empty = await createEmulator();
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
  console.log(folder);
} finally {
  await browser.close();
  await sample.close();
  await empty.close();
}
