/**
 * Takes screenshots of the emulator's page. `npm run screenshots -- --docs` writes the README's screenshots into docs/images.
 * `npm run screenshots -- [folder]` takes screenshots of every page and width for a review.
 */
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions } from "playwright-core";
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

/** Takes screenshots of one delivery, light and dark. Each PNG has less than 150 kB. */
async function shootForDocs(): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1180, height: 612 } });
    await page.goto(sample.url + sample.deliveries.signed);
    await page.screenshot({ path: join(folder, colorScheme === "light" ? "emulator.png" : "emulator-dark.png") });
    await page.close();
  }
}

async function shootAll(): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1280, 400]) await shootPages({ colorScheme, viewport: { width, height: 900 } });
  await shootPages({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
}

async function shootPages(options: BrowserContextOptions): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const hasScript = options.javaScriptEnabled !== false;
  const look = hasScript ? options.colorScheme : "no-javascript";
  const shoot = async (name: string, path: string, prepare: () => Promise<unknown> = async () => {}) => {
    await page.goto(path.startsWith("/") ? sample.url + path : path);
    await prepare();
    await page.screenshot({ path: join(folder, `${name}-${look}-${options.viewport?.width}.png`), fullPage: true });
  };
  const press = (name: string) => page.getByRole("button", { name }).first().click();
  /** Sends a form that the emulator refuses, and waits for the message. */
  const refuse = async (name: string) => {
    await press(name);
    await page.locator(".failure").first().waitFor();
  };

  await shoot("empty", empty.url);
  await shoot("empty-deliveries", `${empty.url}/deliveries`);
  await shoot("empty-tools", `${empty.url}/tools`);
  await shoot("empty-requests", `${empty.url}/requests`);
  await shoot("overview", "/");
  await shoot("call-form", "/", () => page.locator("form details summary").click());
  for (const [field, value] of [
    ["Fixed arguments", "no value"],
    ["Endpoint", "localhost:3000"],
    ["callback_url", "http://[bad"],
    ["Transcript", "Ada: Hello."],
  ] as const)
    await shoot(`call-refused-${field.split(" ")[0]?.toLowerCase()}`, "/", async () => {
      await page.locator("form details summary").click();
      await page.getByLabel(field).fill(value);
      await page.evaluate("for (const form of document.forms) form.noValidate = true");
      await refuse("End the call");
    });
  await shoot("call-ended", "/", async () => {
    await press("End the call");
    await page.locator(hasScript ? ".notice.done" : "p.done").waitFor();
  });
  await shoot("deliveries", "/deliveries");
  await shoot("deliveries-older", "/deliveries?page=2");
  await shoot("deliveries-filtered", "/deliveries?status=timeout&q=4711&from=2020-01-01T00:00&to=2040-01-01T00:00");
  await shoot("deliveries-none", "/deliveries?q=nowhere");
  await shoot("delivery-simulated", "/deliveries?status=simulated", () =>
    page.locator("#deliveries a").first().click(),
  );
  await shoot("delivery-signed", sample.deliveries.signed, () => page.getByText("Exact bytes").first().click());
  await shoot("delivery-failed", sample.deliveries.failed);
  await shoot("delivery-held", sample.deliveries.held);
  await shoot("delivery-held-replayed", sample.deliveries.held, async () => {
    await refuse("Replay");
  });
  await shoot("delivery-replay", sample.deliveries.replay);
  await shoot("delivery-replayed", sample.deliveries.failed, async () => {
    await press("Replay");
    await page.locator(hasScript ? ".notice.failure" : "p.done").waitFor();
  });
  await shoot("call-like", `/?like=${sample.conversationId}`);
  await shoot("deliveries-held", "/deliveries?status=held+back");
  await shoot("conversations", "/conversations");
  await shoot("conversation", `/conversations/${sample.conversationId}`, () =>
    page.locator("#events summary").last().click(),
  );
  await shoot("conversation-active", `/conversations/${sample.activeId}`);
  await shoot("conversation-refused", `/conversations/${sample.activeId}`, async () => {
    await page.getByRole("textbox", { name: "Transcript" }).fill("{no JSON");
    await refuse("End the call");
  });
  await shoot("tools", "/tools?done=tool-deleted");
  await shoot("tool", `/tools/${sample.toolId}`);
  await shoot("tool-refused", `/tools/${sample.toolId}`, async () => {
    await page.getByLabel("Timeout in seconds").fill("soon");
    await page.getByLabel("Endpoint").fill("ftp://nowhere");
    await refuse("Save");
  });
  await shoot("pal", `/pals/${sample.palId}?done=attached`);
  await shoot("pal-detached", `/pals/${sample.otherPalId}?done=detached`);
  await shoot("requests", "/requests", () => page.locator("#requests summary").nth(3).click());
  await shoot("requests-writes", "/requests?kind=writes&q=pals");
  await shoot("missing", "/tools/t0");
  await shoot("missing-page", "/nowhere");
  await shoot("focus", "/", async () => {
    for (let i = 0; i < 3; i += 1) await page.keyboard.press("Tab");
  });
  await shoot("focus-row", "/deliveries", () => page.locator("#deliveries a").nth(1).focus());
  await context.close();
}
