import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { JsonObject } from "../../../src/contract/index.ts";
import {
  actionsOf,
  type Call,
  createConversation,
  createTool,
  eventsOf,
  postCall,
  startEmulator,
  startReceiver,
  TOKEN,
} from "../../../src/emulator/testing/start.ts";
import type { EmulatorOptions } from "../../../src/emulator.ts";
import { launchChromium } from "../../../tools/chromium.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** An emulator with a PAL and its action, and its page in a browser that listens for changes. */
async function open(
  path = "/",
  { api = {}, context = {}, ...options }: { api?: JsonObject; context?: BrowserContextOptions } & EmulatorOptions = {},
) {
  const { emulator, call } = await startEmulator(options);
  const endpoint = await startReceiver();
  const created = await createConversation(call, {
    url: `${endpoint.url}/n`,
    auth: { type: "bearer", token: TOKEN },
    ...api,
  });
  const opened = await browser.newContext(context);
  onTestFinished(() => opened.close());
  const page = await opened.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
  await page.goto(emulator.url + path.replace("TOOL", created.toolId));
  if (context.javaScriptEnabled !== false) await page.locator("body[data-stream=open]").waitFor();
  return { emulator, call, page, problems, endpoint, ...created };
}

const deliveries = (page: Page) => page.locator("#deliveries li.delivery");
/** A mark that a reload would remove. */
const mark = (page: Page) => page.evaluate("window.notReloaded = true");
const isMarked = (page: Page) => page.evaluate("window.notReloaded === true");
const trial = (call: Call, fields: JsonObject = {}) =>
  call("POST", "/_emulator/trials", {
    target: "log_note",
    transcript: [{ role: "user", content: "Order 4711 never arrived." }],
    ...fields,
  });

describe("the page", () => {
  it("ends a call with the form, announces the delivery, and shows all of it", async () => {
    const { page, emulator, endpoint, problems } = await open();
    const events = await startReceiver();
    await mark(page);
    await page.getByLabel("Transcript").fill("user: The parcel of Zoë never arrived.");
    await page.getByText("Arguments, endpoint, callback").click();
    await page.getByLabel("Arguments to set").fill("message=Zoë called.");
    await page.getByLabel("Endpoint").fill(`${endpoint.url}/other?of=form`);
    await page.getByLabel("Perception analysis").fill("Calm.");
    await page.getByLabel("callback_url").fill(events.url);
    await page.getByRole("button", { name: "End the call" }).click();
    const [delivery] = [deliveries(page).filter({ hasText: "log_note" })];
    await delivery.waitFor();
    await page.getByText("The call has ended. Its actions run now. Show it").waitFor();
    // Announced to users of screen readers.
    expect(await page.locator("#said").innerText()).toBe("Delivery: log_note, success 200");
    expect(await isMarked(page)).toBe(true);
    expect(endpoint.received).toMatchObject([{ url: "/other?of=form", body: expect.stringContaining("Zoë called.") }]);
    await emulator.idle();
    expect(events.received.map(({ body }) => JSON.parse(body).properties.analysis)).toContain("Calm.");

    expect(await delivery.innerText()).toMatch(/success[\s\S]*200\s+\d+ ms[\s\S]*POST \/other\?of=form http:\/\/127/);
    await delivery.getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "log_note" }).waitFor();
    const text = await page.locator("main").innerText();
    for (const part of [
      "content-type",
      "authorization",
      "Bearer ********",
      "Zoë called.",
      '"channel": "C0"',
      "noted",
      "keep-alive",
    ])
      expect(text).toContain(part);
    expect(await page.content()).not.toContain(TOKEN);
    expect(problems).toEqual([]);
  });

  it("shows what others do, while text stays typed", async () => {
    const { page, call, palId, id } = await open();
    await mark(page);
    await call("PUT", `/_emulator/conversations/${id}/transcript`, {
      transcript: [{ role: "user", content: "First." }],
    });
    await call("POST", `/v2/conversations/${id}/end`);
    await deliveries(page).first().waitFor();
    await page.getByLabel("Transcript").fill("user: typed but not sent");
    await deliveries(page).first().getByRole("link").focus();
    const other = await createTool(call, postCall({ name: "deployed_now" }));
    await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [other] });
    await page.locator("#target option", { hasText: "deployed_now" }).waitFor({ state: "attached" });
    await trial(call);
    await deliveries(page).nth(1).waitFor();
    expect(await page.evaluate('document.activeElement.closest("#deliveries > :nth-child(2)") !== null')).toBe(true);
    expect(await page.getByLabel("Transcript").inputValue()).toBe("user: typed but not sent");
    expect(await isMarked(page)).toBe(true);
  });

  it("shows each API request as it arrives, its body without the secret", async () => {
    const { page, call } = await open("/requests");
    await createTool(call, postCall({ name: "deployed_now" }));
    const request = page.locator("#requests details").first();
    await request.getByText("/v2/tools").waitFor();
    await request.locator("summary").click();
    // One more comes, and what somebody reads stays open.
    await call("GET", "/v2/tools?limit=1");
    await page.locator("#requests").getByText("/v2/tools?limit=1").waitFor();
    const opened = page.locator("#requests details[open]");
    expect(await opened.innerText()).toContain('"name": "deployed_now"');
    expect(await opened.innerText()).toContain('"token": "********"');
    expect(await page.content()).not.toContain(TOKEN);
  });

  it("replays a delivery to another endpoint, and compares both", async () => {
    const { page, endpoint, call, emulator } = await open();
    const local = await startReceiver((_request, response) => response.writeHead(201).end('{"by":"local"}'));
    const { body } = await trial(call);
    await deliveries(page).first().getByRole("link").click();
    await page.getByLabel("Another endpoint").fill("ftp://nowhere");
    await page.getByRole("button", { name: "Replay" }).click();
    await page.locator(".notice").getByText("The endpoint is not an http or https URL.").waitFor();
    await page.getByLabel("Another endpoint").fill(`${local.url}/hook`);
    await page.getByRole("button", { name: "Replay" }).click();
    await page.locator(".notice").getByText("Sent again: success.").waitFor();
    expect(local.received).toMatchObject([
      { url: "/hook", headers: { authorization: `Bearer ${TOKEN}` }, body: endpoint.received[0]?.body },
    ]);
    await deliveries(page).nth(1).waitFor();
    await page.getByRole("link", { name: "Show it" }).click();
    const compared = await page.getByRole("region", { name: "Compared with the original" }).innerText();
    for (const part of ["200", "201", "/n", "/hook", "Both sent the same bytes", "- noted", '+   "by": "local"'])
      expect(compared).toContain(part);
    expect(actionsOf(await eventsOf(call, String(body["conversation_id"])))).toHaveLength(1);
    await emulator.close();
    await page.getByText("The emulator is not responding. This page comes back when it does.").waitFor();
  });

  it("has a receiver handle a delivery again, and says how", async () => {
    const { page, endpoint, call } = await open();
    await trial(call);
    await deliveries(page).first().getByRole("link").click();
    await page.getByRole("button", { name: "Handle again" }).click();
    const told = "The request had the header pulumi-tavus-again";
    await page.locator(".notice").getByText(`Sent again: success. ${told}`).waitFor();
    expect(endpoint.received.map(({ headers }) => headers["pulumi-tavus-again"])).toEqual([undefined, "1"]);
    await page.getByRole("link", { name: "Show it" }).click();
    await page.locator("main").getByText(told).waitFor();
  });

  it("holds back what would go to a public host, until somebody confirms it", async () => {
    const api = { url: "https://crm.acme.invalid.acme.dev/n", timeout: 1 };
    const { page, call, problems } = await open("/", { api });
    await trial(call);
    await deliveries(page).first().getByRole("link").click();
    await page.getByText("Not sent: crm.acme.invalid.acme.dev is a public host").first().waitFor();
    expect(await page.getByLabel("Request body", { exact: true }).innerText()).toContain("Order 4711");
    await page.getByRole("button", { name: "Replay" }).click();
    await page.locator(".notice").getByText("not sent: crm.acme.invalid.acme.dev is a public host").waitFor();
    await page.getByRole("button", { name: "Send it to crm.acme.invalid.acme.dev anyway" }).click();
    await page.locator(".notice.failure").getByText("Sent again: error.").waitFor();
    await deliveries(page).nth(1).waitFor();
    // A 400 is what a replay without a yes gets; the browser notes it.
    expect(problems.filter((problem) => !problem.includes("400"))).toEqual([]);
  });

  it("names the tool's own URL at a delivery that was forwarded", async () => {
    const other = await startReceiver();
    const url = "https://crm.acme.dev/n";
    const { page, call } = await open("/", { api: { url }, forwardTo: other.url });
    await trial(call);
    await deliveries(page).first().getByRole("link").click();
    await page.getByText(`Forwarded; the tool's URL is ${url}.`).waitFor();
    expect(other.received).toHaveLength(1);
    expect(await page.getByRole("button", { name: "anyway" }).count()).toBe(0);
  });

  it("copies a delivery as a curl command without its secret", async () => {
    const { page, call } = await open("/", { context: { permissions: ["clipboard-read", "clipboard-write"] } });
    await trial(call, { set: { message: 'It\'s "quoted".' } });
    await deliveries(page).first().getByRole("link").click();
    await page.getByRole("button", { name: "Copy as curl" }).click();
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
    await page.getByRole("status").getByText("Saved.").waitFor();
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

  it("says what is wrong with a call next to the form", async () => {
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
    await trial(call);
    await deliveries(page).first().waitFor();
    expect(await page.locator("#target option", { hasText: "fresh_tool" }).count()).toBe(0);
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
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Replay" }).waitFor();
    await page.getByRole("link", { name: "Skip to the content" }).focus();
    await tabTo("Replay");
    await page.keyboard.press("Enter");
    await deliveries(page).nth(1).waitFor();
  });

  it("works without JavaScript, from nothing to a replay and back to nothing", async () => {
    const { emulator } = await startEmulator();
    const opened = await browser.newContext({ javaScriptEnabled: false });
    onTestFinished(() => opened.close());
    const page = await opened.newPage();
    const press = (name: string) => page.getByRole("button", { name }).first().click();
    const said = (text: string) => page.getByRole("status").getByText(text).waitFor();
    await page.goto(emulator.url);
    await press("Add a sample PAL and action");
    await said("A sample PAL and a sample action are ready.");
    await press("End the call");
    await said("The call has ended.");
    await emulator.idle();
    await page.reload();
    await deliveries(page).first().getByRole("link").click();
    // Tavus's signed envelope, with its arguments unfolded.
    expect(await page.getByLabel("Request body", { exact: true }).innerText()).toMatch(
      /"arguments": {\s+"channel": "support"/,
    );
    // The style sheet hides the buttons.
    await page.waitForLoadState();
    expect(await page.getByRole("button", { name: "Copy" }).count()).toBe(0);
    await press("Replay");
    await said("Sent again.");
    await page.getByLabel("Status").selectOption("replay");
    await press("Filter");
    await page.waitForURL(/[?&]status=replay/);
    expect(await deliveries(page).count()).toBe(1);

    await page.getByRole("link", { name: "Tools and PALs" }).click();
    await page.getByLabel("Name").fill("Sales");
    await page.getByLabel("System prompt").fill("Sell.");
    await press("Create PAL");
    await said("The PAL is created.");
    await press("Attach");
    await said("Attached.");
    await press("Detach");
    await said("Detached.");
    await press("Delete this PAL");
    await said("The PAL is deleted.");
    await page.getByRole("link", { name: "sample_call_note" }).first().click();
    await page.getByLabel("Description").fill("Without JavaScript.");
    await press("Save");
    await said("Saved.");
    await page.locator("#definition").getByText("Without JavaScript.").waitFor();
    await press("Delete this tool");
    await said("The tool is deleted");
    await page.getByText("No tools yet.").waitFor();
  });

  it("separates accounts, and names them by number", async () => {
    const { page, call } = await open("/", { keys: ["c4nary-one", "c4nary-two"] });
    await call("POST", "/v2/tools", postCall({ name: "of_the_second" }), { "x-api-key": "c4nary-two" });
    await page.getByLabel("Account").selectOption("2");
    await page.waitForURL("**/?account=2");
    const targets = await page.locator("#target").innerText();
    expect(targets).toContain("of_the_second");
    expect(targets).not.toContain("log_note");
    expect(await page.content()).not.toContain("c4nary");
  });

  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const TITLE = "has nothing that axe finds wrong, in %s colors and %i pixels wide";
  const SHOWN = [
    ["light", 1280],
    ["dark", 400],
  ] as const;
  const SHOWN_AT_NIGHT = [
    ["light", 400],
    ["dark", 1280],
  ] as const;
  it.each(SHOWN)(TITLE, expectAccessible);
  it.each(SHOWN_AT_NIGHT)(TITLE, { tags: "nightly" }, expectAccessible);

  async function expectAccessible(colorScheme: "light" | "dark", width: number): Promise<void> {
    const { page, call, toolId, palId, id, emulator } = await open("/", {
      context: { colorScheme, viewport: { width, height: 900 } },
    });
    for (const as of ["500", "timeout", "skipped", undefined]) await trial(call, { as });
    const { body } = await call("GET", "/_emulator/deliveries");
    const [first] = body["data"] as JsonObject[];
    const failed = String(first?.["conversation_id"]);
    await call("POST", `/_emulator/conversations/${failed}/replays`, {});
    await call("POST", "/v2/tools", { name: "no name" });
    for (const path of [
      "/",
      "/deliveries",
      `/deliveries/${failed}.${toolId}`,
      "/conversations",
      `/conversations/${id}`,
      "/tools?done=tool-deleted",
      `/tools/${toolId}`,
      `/pals/${palId}`,
      "/requests",
    ]) {
      await page.goto(emulator.url + path);
      await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
      const violations = await page.evaluate(
        `(() => { ${axe}; return axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" | "))); })()`,
      );
      expect(violations, path).toEqual([]);
      const ids = (await page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")) as string[];
      expect([...new Set(ids)], path).toEqual(ids);
      // Nothing has to be scrolled sideways to be read.
      expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path).toBe(true);
      const hidden = await page.evaluate(
        "[...document.querySelectorAll('nav a')].filter((link) => link.getBoundingClientRect().right > window.innerWidth).length",
      );
      expect(hidden, path).toBe(0);
    }
  }

  it("ends its stream with the emulator, and comes back by itself", async () => {
    const { page, emulator } = await open();
    const port = Number(new URL(emulator.url).port);
    await emulator.close();
    await page.locator("body[data-stream=away]").waitFor();
    await startEmulator({ port });
    await page.locator("body[data-stream=open]").waitFor();
  });
});
