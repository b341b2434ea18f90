import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished } from "vitest";
import { startRemote } from "../../src/commands/testing/remote.ts";
import { CLI, runCommand } from "../../src/commands/testing/run.ts";
import { credentialUrls, PLAIN } from "../../src/contract/testing/credential-urls.ts";
import {
  type Call,
  createPal,
  createTool,
  postCall,
  startReceiver,
  TRANSCRIPT,
} from "../../src/emulator/testing/start.ts";
import { it, type Tavus } from "../support/tavus.ts";

/** A PAL with a tool for each URL that contains a credential, all of which deliver to this machine. */
async function createUrls({ call }: Pick<Tavus, "call">) {
  const { url, received } = await startReceiver();
  const host = new URL(url).host;
  const palId = await createPal(call);
  const toolIds: string[] = [];
  for (const [i, [plain]] of credentialUrls(host).entries()) {
    const api = { url: plain, query_params: { password: PLAIN }, headers: { "X-Api-Key": PLAIN } };
    toolIds.push(await createTool(call, postCall({ name: `log_note_${i}`, delivery: { api } })));
  }
  await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: toolIds });
  return { palId, toolIds, received, shown: credentialUrls(host).map(([, masked]) => masked) };
}

const inHtml = (text: string): string => text.replaceAll("&", "&amp;");

describe("a credential in a tool's URL", () => {
  it("is sent, and masked in the output of trigger, replay, and list", async ({ tavus }) => {
    const { palId, shown, received } = await createUrls(tavus);
    const env = { TAVUS_BASE_URL: tavus.emulator.url, TAVUS_API_KEY: tavus.emulator.apiKey };
    const triggered = await runCommand(["trigger", palId, "--json"], env);
    expect(triggered.code).toBe(0);
    const id = String(triggered.json["conversationId"]);
    const outputs = [
      triggered.stdout,
      (await runCommand(["trigger", palId], env)).stdout,
      (await runCommand(["replay", id], env)).stdout,
      (await runCommand(["replay", id, "--json"], env)).stdout,
    ];
    for (const output of outputs) {
      for (const url of shown) expect(output).toContain(url);
      expect(output).not.toContain(PLAIN);
    }
    expect((await runCommand(["list", "tools"], env)).stdout).not.toContain(PLAIN);
    expect(received).toHaveLength(4 * shown.length);
    for (const { url, headers } of received) {
      expect(url).toContain(`password=${PLAIN}`);
      expect(headers).toMatchObject({ "x-api-key": PLAIN });
    }
  });

  it("is masked in the output of trigger and replay with a real account", async ({ tavus }) => {
    const { palId } = await createUrls(tavus);
    const { body } = await tavus.trial({ target: palId });
    const env = await startRemote(tavus.emulator);
    const replayed = await runCommand(["replay", String(body["conversation_id"])], env);
    expect(replayed.stdout).toContain("api_key=********");
    for (const [to, masked] of credentialUrls(new URL((await startReceiver()).url).host)) {
      const { stdout } = await runCommand(["trigger", "log_note_0", "--to", to], env);
      expect(stdout).toContain(masked);
      expect(stdout + replayed.stdout).not.toContain(PLAIN);
    }
  });

  it("is masked in every line of dev", async () => {
    for (const option of ["-v", "--json"]) {
      const child = spawn(process.execPath, [CLI, "dev", "--port", "0", "--no-persist", option]);
      onTestFinished(() => void child.kill("SIGKILL"));
      const lines: string[] = [];
      const output = createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
      await once(output, "line");
      const [address = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(lines[0])) ?? [];
      const call: Call = async (method, path, body) => {
        const response = await fetch(address + path, {
          method,
          headers: { "x-api-key": "emulator" },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, text, body: text === "" ? {} : JSON.parse(text), headers: response.headers };
      };
      const { palId, shown } = await createUrls({ call });
      await call("POST", "/_emulator/trials", { target: palId, transcript: TRANSCRIPT });
      child.kill("SIGTERM");
      await once(output, "close");
      for (const url of shown) expect(lines.join("\n")).toContain(url);
      expect(lines.join("\n")).not.toContain(PLAIN);
    }
  });

  it("is masked on every page, and an edit keeps it", async ({ tavus }) => {
    const { call, page } = tavus;
    const { palId, toolIds, shown } = await createUrls(tavus);
    const id = String((await tavus.trial({ target: palId })).body["conversation_id"]);
    const submit = (toolId: unknown, fields: Record<string, string>) => {
      const { url } = tavus.emulator;
      const body = new URLSearchParams({ ...fields, method: "POST" });
      return fetch(`${url}/tools/${toolId}`, { method: "POST", redirect: "manual", headers: { origin: url }, body });
    };
    for (const [i, toolId] of toolIds.entries()) {
      const pages = [await page(`/tools/${toolId}`), await page(`/deliveries/${id}.${toolId}`)];
      for (const text of pages) expect(text).toContain(inHtml(shown[i] ?? ""));
      expect((await submit(toolId, { description: "Other.", url: shown[i] ?? "" })).status).toBe(303);
      expect((await call("GET", `/v2/tools/${toolId}`)).text).toContain(PLAIN);
      for (const text of pages) expect(text).not.toContain(PLAIN);
    }
    for (const path of ["/", "/deliveries", "/tools", `/pals/${palId}`, `/conversations/${id}`, "/requests"])
      expect(await page(path), path).not.toContain(PLAIN);
    const part = await submit(toolIds[0], { url: `${shown[0]}&more=1` });
    expect(await part.text()).toContain(
      "The endpoint contains ********. Write the whole address, with its credentials.",
    );
  });
});
