import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { EmulatorOptions } from "../../src/emulator/index.ts";
import {
  actionsOf,
  createTool,
  eventsOf,
  postCall,
  stage,
  startEmulator,
  startReceiver,
  TOKEN,
} from "../../src/emulator/testing/stage.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { launchChromium } from "../../tools/chromium.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** An emulator with a PAL and its action, and its page in a browser that is listening for changes. */
async function open(
  path = "/",
  { api = {}, context = {}, ...options }: { api?: JsonObject; context?: BrowserContextOptions } & EmulatorOptions = {},
) {
  const { emulator, call } = await startEmulator(options);
  const endpoint = await startReceiver();
  const staged = await stage(call, { url: `${endpoint.url}/n`, auth: { type: "bearer", token: TOKEN }, ...api });
  const opened = await browser.newContext(context);
  onTestFinished(() => opened.close());
  const page = await opened.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
  await page.goto(emulator.url + path.replace("TOOL", staged.toolId));
  if (context.javaScriptEnabled !== false) await page.locator("body[data-stream=open]").waitFor();
  return { emulator, call, page, problems, endpoint, ...staged };
}

const deliveries = (page: Page) => page.locator("#deliveries details.delivery");
/** A mark that a reload would take away. */
const mark = (page: Page) => page.evaluate("window.notReloaded = true");
const isMarked = (page: Page) => page.evaluate("window.notReloaded === true");

describe("the page", () => {
  it("ends a call with the form, and shows the delivery as it arrives, without a reload", async () => {
    const { page, endpoint, problems } = await open();
    await mark(page);
    await page.getByLabel("Transcript").fill("user: The parcel of Zoë never arrived.");
    await page.getByRole("button", { name: "End the call" }).click();
    const delivery = deliveries(page).filter({ hasText: "log_note" });
    await delivery.waitFor();
    expect(await delivery.locator("summary").innerText()).toMatch(
      /success[\s\S]*POST http:\/\/127\.0\.0\.1:\d+\/n[\s\S]*200 \d+ ms/,
    );
    await delivery.locator("summary").click();
    const text = await delivery.innerText();
    for (const part of [
      "The parcel of Zoë never arrived.",
      '"channel": "C0"',
      "noted",
      '"tool_name": "log_note"',
      "content-type: application/json",
    ])
      expect(text).toContain(part);
    expect(await page.content()).not.toContain(TOKEN);
    expect(endpoint.received).toHaveLength(1);
    // Announced to who cannot see it.
    expect(await page.locator("#said").innerText()).toBe("Delivery: log_note, success 200");
    expect(await isMarked(page)).toBe(true);
    expect(problems).toEqual([]);
  });

  it("shows what others do: calls by the API, tools that are deployed, while details stay open and text stays typed", async () => {
    const { page, call, palId, id, emulator } = await open();
    await mark(page);
    await call("PUT", `/_emulator/conversations/${id}/transcript`, {
      transcript: [{ role: "user", content: "First." }],
    });
    await call("POST", `/v2/conversations/${id}/end`);
    await deliveries(page).first().waitFor();
    await deliveries(page).first().locator("summary").click();
    await deliveries(page).first().getByLabel("Another endpoint").fill("http://localhost:1/typed");
    await page.getByLabel("Transcript").fill("user: typed but not sent");
    const other = await createTool(call, postCall({ name: "deployed_now" }));
    await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [other] });
    await page.locator("#tools").getByText("deployed_now").waitFor();
    await page.locator("#pals").getByText("deployed_now").waitFor();
    const second = await call("POST", "/_emulator/trials", {
      target: "log_note",
      transcript: [{ role: "user", content: "Second." }],
    });
    expect(second.status).toBe(200);
    await deliveries(page).nth(1).waitFor();
    expect(await deliveries(page).nth(0).innerText()).not.toContain("First.");
    const first = deliveries(page).nth(1);
    expect(await first.getAttribute("open")).not.toBeNull();
    expect(await first.getByLabel("Another endpoint").inputValue()).toBe("http://localhost:1/typed");
    expect(await page.getByLabel("Transcript").inputValue()).toBe("user: typed but not sent");
    expect(await isMarked(page)).toBe(true);
    await emulator.idle();
  });

  it("replays a delivery, also to another endpoint, and it arrives as one of its own", async () => {
    const { page, endpoint, call, id } = await open();
    const local = await startReceiver((_request, response) => response.end("local"));
    await call("PUT", `/_emulator/conversations/${id}/transcript`, {
      transcript: [{ role: "user", content: "Once." }],
    });
    await call("POST", `/v2/conversations/${id}/end`);
    const original = deliveries(page).first();
    await original.locator("summary").click();
    await original.getByRole("button", { name: "Replay" }).click();
    await deliveries(page).nth(1).waitFor();
    expect(endpoint.received.map(({ body }) => body)).toEqual([endpoint.received[0]?.body, endpoint.received[0]?.body]);
    const first = deliveries(page).last();
    await first.getByLabel("Another endpoint").fill(`${local.url}/hook`);
    await first.getByRole("button", { name: "Replay" }).click();
    await deliveries(page).nth(2).waitFor();
    expect(local.received).toMatchObject([
      { url: "/hook", headers: { authorization: `Bearer ${TOKEN}` }, body: endpoint.received[0]?.body },
    ]);
    expect(actionsOf(await eventsOf(call, id))).toHaveLength(1);
  });

  it("has a receiver handle a delivery again, and says how", async () => {
    const { page, endpoint, emulator, call, id } = await open();
    await call("PUT", `/_emulator/conversations/${id}/transcript`, {
      transcript: [{ role: "user", content: "Once." }],
    });
    await call("POST", `/v2/conversations/${id}/end`);
    await emulator.idle();
    const original = deliveries(page).first();
    await original.locator("summary").click();
    await original.getByRole("button", { name: "Handle again" }).click();
    await page.getByText("Sent again: success. It had the header pulumi-tavus-again").first().waitFor();
    expect(endpoint.received.map(({ headers }) => headers["pulumi-tavus-again"])).toEqual([undefined, "1"]);
  });

  it("holds back what would go to a public host, until somebody confirms it", async () => {
    const api = { url: "https://crm.acme.invalid.acme.dev/n", timeout: 1 };
    const { page, emulator, call, id, problems } = await open("/", { api });
    await call("PUT", `/_emulator/conversations/${id}/transcript`, {
      transcript: [{ role: "user", content: "Once." }],
    });
    await call("POST", `/v2/conversations/${id}/end`);
    await emulator.idle();
    const held = deliveries(page).first();
    await held.locator("summary").click();
    await held.getByText("not sent: crm.acme.invalid.acme.dev is a public host").first().waitFor();
    await held.getByRole("button", { name: "Send it to crm.acme.invalid.acme.dev all the same" }).click();
    await deliveries(page).nth(1).waitFor();
    expect(await deliveries(page).first().locator("summary").innerText()).toMatch(/replay/);
    expect(problems).toEqual([]);
  });

  it("copies a delivery as a curl command without its secret", async () => {
    const { page, call, id } = await open("/", { context: { permissions: ["clipboard-read", "clipboard-write"] } });
    await call("PUT", `/_emulator/conversations/${id}/transcript`, {
      transcript: [{ role: "user", content: 'It\'s "quoted".' }],
    });
    await call("POST", `/v2/conversations/${id}/end`);
    await deliveries(page).first().locator("summary").click();
    await deliveries(page).first().getByRole("button", { name: "Copy as curl" }).click();
    await page.locator("#said").getByText("Copied.").waitFor({ state: "attached" });
    const copied = String(await page.evaluate("navigator.clipboard.readText()"));
    expect(copied).toContain('-H "Authorization: Bearer $TAVUS_HOOK_SECRET"');
    expect(copied).toContain("It'\\''s");
    expect(copied).not.toContain(TOKEN);
  });

  it("edits a tool as the console would, keeps its secret, and says what the API says of a wrong edit", async () => {
    const { page, call, toolId, endpoint, problems } = await open("/tools/TOOL");
    await page.getByLabel("Timeout in seconds").fill("45");
    await page.getByLabel("Description").fill("Edited in the console.");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("#definition").getByText("Edited in the console.").waitFor();
    const { body } = await call("GET", `/v2/tools/${toolId}`);
    expect(body).toMatchObject({
      description: "Edited in the console.",
      delivery: { api: { timeout: 45, auth: { type: "bearer", token: "********" } } },
    });
    await call("POST", "/_emulator/trials", { target: toolId, transcript: [{ role: "user", content: "Hi." }] });
    expect(endpoint.received[0]?.headers["authorization"]).toBe(`Bearer ${TOKEN}`);

    await page.getByLabel("Timeout in seconds").fill("soon");
    await page.getByLabel("Endpoint").fill("ftp://nowhere");
    await page.getByRole("button", { name: "Save" }).click();
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toContain("delivery.api.timeout");
    expect(await alert.innerText()).toContain("delivery.api.url");
    expect(await page.getByLabel("Endpoint").inputValue()).toBe("ftp://nowhere");
    await page.getByLabel("Parameters").fill("{ no JSON");
    await page.getByRole("button", { name: "Save" }).click();
    await alert.getByText("Parameters is not valid JSON.").waitFor();
    expect((await call("GET", `/v2/tools/${toolId}`)).body).toEqual(body);
    // A 400 is what a wrong edit gets; the browser notes it.
    expect(problems.filter((problem) => !problem.includes("400"))).toEqual([]);
  });

  it("says what is wrong with a call beside the form", async () => {
    const { page } = await open();
    await page.getByLabel("Transcript").fill("{not JSON");
    await page.getByRole("button", { name: "End the call" }).click();
    await page.locator("form .notice.failure").getByText("The transcript is not valid JSON.").waitFor();
  });

  it("leaves an open event open and goes on with the list under the focus when the conversation ends", async () => {
    const { page, call, id, emulator } = await open("/");
    await page.goto(`${emulator.url}/conversations/${id}`);
    await page.locator("body[data-stream=open]").waitFor();
    await page.locator("#events summary").first().click();
    await call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: [{ role: "user", content: "Hi." }] });
    await call("POST", `/v2/conversations/${id}/end`);
    await page.locator("#events summary").getByText("application.post_call_action_executed").waitFor();
    expect(await page.locator("#events details").first().getAttribute("open")).not.toBeNull();
  });

  it("brings what came while the focus was in its place when the focus leaves", async () => {
    const { page, call } = await open();
    await page.locator("#target").focus();
    await createTool(call, postCall({ name: "fresh_tool" }));
    await page.locator("#tools").getByText("fresh_tool").waitFor();
    await page.getByLabel("Transcript").focus();
    await page.locator("#target option", { hasText: "fresh_tool" }).waitFor({ state: "attached" });
  });

  it("saves a tool of several lines without changing it", async () => {
    const { page, call, toolId } = await open("/tools/TOOL");
    await call("PATCH", `/v2/tools/${toolId}`, { description: "\n\none\ntwo" });
    const { body } = await call("GET", `/v2/tools/${toolId}`);
    await page.reload();
    const saved = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Save" }).click();
    expect((await saved).status()).toBe(303);
    expect((await call("GET", `/v2/tools/${toolId}`)).body).toEqual(body);
  });

  it("says beside a delivery why it was not sent again, and that the emulator is away", async () => {
    const { page, call, emulator } = await open();
    await call("POST", "/_emulator/trials", { target: "log_note", transcript: [{ role: "user", content: "Hi." }] });
    const first = deliveries(page).first();
    await first.locator("summary").click();
    await first.getByLabel("Another endpoint").fill("ftp://nowhere");
    await first.getByRole("button", { name: "Replay" }).click();
    await first.getByText("The endpoint is not an http or https URL.").waitFor();
    await emulator.close();
    await page.getByText("The emulator does not answer; this page comes back with it.").waitFor();
  });

  it("can be used with the keyboard alone", async () => {
    const { page } = await open();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    await page.getByLabel("With", { exact: true }).focus();
    const tabTo = async (name: string) => {
      for (let i = 0; i < 40; i += 1) {
        if (
          String(await page.evaluate("document.activeElement.textContent"))
            .trim()
            .includes(name)
        )
          return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`no way to ${name}`);
    };
    await tabTo("End the call");
    await page.keyboard.press("Enter");
    await deliveries(page).first().waitFor();
    await tabTo("log_note");
    await page.locator("#deliveries summary").first().focus();
    await page.keyboard.press("Enter");
    await tabTo("Replay");
    await page.keyboard.press("Enter");
    await deliveries(page).nth(1).waitFor();
  });

  it("works without JavaScript", async () => {
    const { page, endpoint, emulator, toolId } = await open("/", { context: { javaScriptEnabled: false } });
    await page.getByRole("button", { name: "End the call" }).click();
    await page.waitForURL("**/conversations/*");
    await emulator.idle();
    expect(endpoint.received).toHaveLength(1);
    await page.reload();
    await deliveries(page).first().locator("summary").click();
    await deliveries(page).first().getByRole("button", { name: "Replay" }).click();
    await page.waitForURL("**/conversations/*");
    expect(endpoint.received).toHaveLength(2);
    await page.goto(`${emulator.url}/tools/${toolId}`);
    await page.getByLabel("Description").fill("Without JavaScript.");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("#definition").getByText("Without JavaScript.").waitFor();
  });

  it("separates accounts, and names them by number", async () => {
    const { page, call } = await open("/", { keys: ["c4nary-one", "c4nary-two"] });
    await call("POST", "/v2/tools", postCall({ name: "of_the_second" }), { "x-api-key": "c4nary-two" });
    await page.getByLabel("Account").selectOption("2");
    await page.waitForURL("**/?account=2");
    expect(await page.locator("#tools").innerText()).toContain("of_the_second");
    expect(await page.locator("#tools").innerText()).not.toContain("log_note");
    expect(await page.content()).not.toContain("c4nary");
  });

  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
    it.each([1280, 400])("has nothing that axe finds wrong, %i pixels wide", async (width) => {
      const { page, call, toolId, id, emulator } = await open("/", {
        context: { colorScheme, viewport: { width, height: 900 } },
      });
      for (const as of ["500", "timeout", "skipped", undefined])
        await call("POST", "/_emulator/trials", {
          target: "log_note",
          transcript: [{ role: "user", content: "Hi." }],
          as,
        });
      for (const path of ["/", `/tools/${toolId}`, `/conversations/${id}`]) {
        await page.goto(emulator.url + path);
        const details = page.locator("details summary");
        if ((await details.count()) > 0) await details.first().click();
        const violations = await page.evaluate(
          `(() => { ${axe}; return axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" | "))); })()`,
        );
        expect(violations, path).toEqual([]);
        // Nothing has to be scrolled sideways to be read.
        expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path).toBe(true);
      }
    });
  });

  it("ends its stream with the emulator, and comes back by itself", async () => {
    const { page, emulator } = await open();
    const port = Number(new URL(emulator.url).port);
    await emulator.close();
    await page.locator("body[data-stream=away]").waitFor();
    await startEmulator({ port });
    await page.locator("body[data-stream=open]").waitFor();
  });
});
