import { expect, it } from "vitest";
import {
  createConversation,
  createPal,
  createTool,
  inCall,
  startEmulator,
  TOKEN,
} from "../../emulator/testing/start.ts";
import { ListReport } from "../reports.ts";
import { runCommand } from "../testing/run.ts";

async function start() {
  const { emulator, call } = await startEmulator();
  return { emulator, call, env: { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey } };
}

it("prints tools and PALs with their ids, and no secrets", async () => {
  const { call, env } = await start();
  const url = "https://crm.acme.dev/n/{message}?key=c4nary-query";
  const { palId, toolId } = await createConversation(call, { url, auth: { type: "bearer", token: TOKEN } });
  const other = await createTool(call, inCall("answer", { delivery: { app_message: true } }));
  const { code, stdout, stderr } = await runCommand(["list"], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe(
    `Tools (2)\n  ${other}  answer    in_call    app message\n  ${toolId}  log_note  post_call  https://crm.acme.dev/n/{message}\n\nPALs (1)\n  ${palId}  P\n`,
  );
  const { json, stdout: text } = await runCommand(["list", "--json"], env);
  expect(ListReport.parse(json)).toEqual({
    version: 1,
    baseUrl: env.TAVUS_BASE_URL,
    tools: [
      { toolId: other, name: "answer", triggerType: "in_call", endpoint: null },
      { toolId, name: "log_note", triggerType: "post_call", endpoint: "https://crm.acme.dev/n/{message}" },
    ],
    pals: [{ palId, name: "P" }],
  });
  expect(stdout + text).not.toContain("c4nary");
});

it("prints only one kind, conversations with the newest first", async () => {
  const { emulator, call, env } = await start();
  const { palId, id } = await createConversation(call, { url: "https://crm.acme.dev/n", auth: { type: "none" } });
  const { code, json } = await runCommand(["list", "conversations", "--json"], env);
  expect([code, Object.keys(json)]).toEqual([0, ["version", "baseUrl", "conversations"]]);
  expect(ListReport.parse(json).conversations).toEqual([
    { conversationId: id, name: "Conversation", status: "active", palId, createdAt: expect.stringMatching(/Z$/) },
  ]);
  expect(emulator.requests.filter(({ method }) => method === "GET")).toHaveLength(1);
  const { stdout } = await runCommand(["list", "conversations"], env);
  expect(stdout).toMatch(new RegExp(`^Conversations in the last 24h \\(1\\)\n  ${id}  .*Z  active  ${palId}  Conv`));
});

it("says if there is nothing, and which kinds there are", async () => {
  const { call, env } = await start();
  expect((await runCommand(["list"], env)).stdout).toBe("No tools.\n\nNo PALs.\n");
  expect((await runCommand(["list", "persons"], env)).stderr).toBe(
    'pulumi-tavus: "persons" can\'t be listed. Write one of: tools, pals, conversations.\n',
  );
  expect((await runCommand(["list", "conversations", "--since", "soon"], env)).code).toBe(1);
  // A name from the account must not control the terminal.
  await createPal(call);
  await call("POST", "/v2/pals", { pal_name: "\u001b[31mRed", system_prompt: "s", default_face_id: "r1" });
  expect((await runCommand(["list", "pals"], env)).stdout).toContain("  \ufffd[31mRed\n");
});
