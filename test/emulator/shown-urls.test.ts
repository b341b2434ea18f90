import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { startRemote } from "../../src/commands/testing/remote.ts";
import { CLI, runCommand } from "../../src/commands/testing/run.ts";
import { credentialUrls, PLAIN } from "../../src/contract/testing/credential-urls.ts";
import {
  type Call,
  createPal,
  createTool,
  postCall,
  startEmulator,
  startReceiver,
  TRANSCRIPT,
} from "../../src/emulator/testing/start.ts";

/** A PAL with a tool for each URL that contains a credential, all of which deliver to this machine. */
async function createUrls(call: Call) {
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
  it("is sent, and masked in the output of trigger, replay, and list", async () => {
    const { emulator, call } = await startEmulator();
    const { palId, shown, received } = await createUrls(call);
    const env = { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey };
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
    for (const { url, headers } of received)
      expect([url, headers]).toEqual([
        expect.stringContaining(`password=${PLAIN}`),
        expect.objectContaining({ "x-api-key": PLAIN }),
      ]);
  });

  it("is masked in the output of trigger and replay with a real account", async () => {
    const { emulator, call } = await startEmulator();
    const { palId } = await createUrls(call);
    const { body } = await call("POST", "/_emulator/trials", { target: palId, transcript: TRANSCRIPT });
    const env = await startRemote(emulator);
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
      const { palId, shown } = await createUrls(call);
      await call("POST", "/_emulator/trials", { target: palId, transcript: TRANSCRIPT });
      child.kill("SIGTERM");
      await once(output, "close");
      for (const url of shown) expect(lines.join("\n")).toContain(url);
      expect(lines.join("\n")).not.toContain(PLAIN);
    }
  });

  it("is masked on every page, and an edit keeps it", async () => {
    const { emulator, call } = await startEmulator();
    const { palId, toolIds, shown } = await createUrls(call);
    const { body } = await call("POST", "/_emulator/trials", { target: palId, transcript: TRANSCRIPT });
    const id = String(body["conversation_id"]);
    const get = async (path: string): Promise<string> => await (await fetch(emulator.url + path)).text();
    for (const [i, toolId] of toolIds.entries()) {
      const [tool, delivery] = [await get(`/tools/${toolId}`), await get(`/deliveries/${id}.${toolId}`)];
      for (const page of [tool, delivery]) expect(page).toContain(inHtml(shown[i] ?? ""));
      const edit = await fetch(`${emulator.url}/tools/${toolId}`, {
        method: "POST",
        redirect: "manual",
        headers: { origin: emulator.url },
        body: new URLSearchParams({ description: "Other.", url: shown[i] ?? "", method: "POST" }),
      });
      expect(edit.status).toBe(303);
      expect((await call("GET", `/v2/tools/${toolId}`)).text).toContain(PLAIN);
      for (const page of [tool, delivery]) expect(page).not.toContain(PLAIN);
    }
    for (const path of ["/", "/deliveries", "/tools", `/pals/${palId}`, `/conversations/${id}`, "/requests"])
      expect([path, await get(path)]).toEqual([path, expect.not.stringContaining(PLAIN)]);
    const part = await fetch(`${emulator.url}/tools/${toolIds[0]}`, {
      method: "POST",
      headers: { origin: emulator.url },
      body: new URLSearchParams({ url: `${shown[0]}&more=1`, method: "POST" }),
    });
    expect(await part.text()).toContain(
      "The endpoint contains ********. Write the whole address, with its credentials.",
    );
  });
});
