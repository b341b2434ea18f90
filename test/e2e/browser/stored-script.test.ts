import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import {
  createConversation,
  createTool,
  end,
  postCall,
  startEmulator,
  startReceiver,
} from "../../../src/emulator/testing/start.ts";
import { launchChromium } from "../../../tools/chromium.ts";

const SCRIPTS = [
  "<script>window.stolen = true</script>",
  `<img src=x onerror="window.stolen = true">`,
  `"><svg onload="window.stolen = true">`,
  "</textarea></pre><iframe srcdoc='<script>parent.stolen = true</script>'></iframe>",
  `' autofocus onfocus='window.stolen = true`,
  "javascript:window.stolen = true",
].join("\n");

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it("a script in a description, a transcript, an answer or a PAL's name is text on every page, also in what is put in place later", async () => {
  const { emulator, call } = await startEmulator();
  const { url } = await startReceiver((_request, response) => response.writeHead(500).end(SCRIPTS));
  const { id, toolId, palId } = await createConversation(call, {
    url: `${url}/n?x=${encodeURIComponent(SCRIPTS)}`,
    body_template: { [SCRIPTS]: SCRIPTS },
  });
  const opened = await browser.newContext();
  onTestFinished(() => opened.close());
  const page = await opened.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  // A violation of the page's policy is an error of the console: a script that was stopped only there counts as well.
  page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
  page.on("dialog", (dialog) => void problems.push(dialog.message()));
  await page.goto(emulator.url);
  await page.locator("body[data-stream=open]").waitFor();

  await call("PATCH", `/v2/tools/${toolId}`, { description: SCRIPTS });
  await call("PATCH", `/v2/pals/${palId}`, [{ op: "replace", path: "/pal_name", value: SCRIPTS }]);
  await createTool(call, postCall({ name: "other", description: SCRIPTS }));
  await end(emulator, call, id, [{ role: "user", content: SCRIPTS }]);
  await page.locator("#deliveries li.delivery").waitFor();
  for (const path of [
    "/",
    `/deliveries/${id}.${toolId}`,
    `/tools/${toolId}`,
    `/pals/${palId}`,
    `/conversations/${id}`,
    "/requests",
  ]) {
    if (path !== "/") await page.goto(emulator.url + path);
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
    expect(await page.locator("body").innerText(), path).toContain("window.stolen = true");
    expect(await page.evaluate("window.stolen"), path).toBeUndefined();
    expect(await page.locator("iframe, svg[onload], img[onerror], script:not([src])").count(), path).toBe(0);
  }
  expect(problems).toEqual([]);
});
