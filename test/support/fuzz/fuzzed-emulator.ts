import { Agent, type RequestOptions, request } from "node:http";
import { onTestFinished } from "vitest";
import type { JsonObject } from "../../../src/contract/index.ts";
import { type Behavior, DEFAULT_BEHAVIOR } from "../../../src/emulator/behavior.ts";
import type { Operation } from "../../../src/emulator/openapi/operation.ts";
import {
  createPal,
  createTool,
  end,
  postCall,
  startEmulator,
  startReceiver,
} from "../../../src/emulator/testing/start.ts";
import { type Checker, createChecker, type HttpAnswer } from "./answers.ts";
import type { FuzzRequest } from "./requests.ts";

const KEYS = ["fuzzed", "bystander"] as const;

export interface FuzzedEmulator {
  readonly checker: Checker;
  send(operation: Operation, request: FuzzRequest): Promise<HttpAnswer>;
  /** Everything that the requests must not affect: other objects in the account, and another account. */
  snapshot(): Promise<unknown>;
  idle(): Promise<void>;
}

/** An emulator with a tool, a PAL, and a conversation for the fuzzer. It has other objects that must stay unchanged. */
export async function startFuzzedEmulator(switches: Partial<Behavior> = {}): Promise<FuzzedEmulator> {
  const behavior = { ...DEFAULT_BEHAVIOR, variantDelayMs: 0, ...switches };
  const { emulator, call } = await startEmulator({ keys: KEYS, behavior });
  const { url: receiver } = await startReceiver();
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const { hostname, port } = new URL(emulator.url);
  const as = (key: string) => (method: string, path: string, body?: unknown) =>
    call(method, path, body, { "x-api-key": key });

  async function createConversation(key: string, name: string) {
    const other = as(key);
    const tool = await createTool(other, postCall({ name, delivery: { api: { url: `${receiver}/hook` } } }));
    const pal = await createPal(other);
    await other("POST", `/v2/pals/${pal}/tools`, { tool_ids: [tool] });
    const conversation = await other("POST", "/v2/conversations", { pal_id: pal, chat: true });
    return { tool, pal, conversation: String(conversation.body["conversation_id"]) };
  }
  const bystanders: { key: string; tool: string; pal: string; conversation: string }[] = [];
  for (const key of KEYS) {
    const created = await createConversation(key, "bystander");
    await end(emulator, as(key), created.conversation);
    bystanders.push({ key, ...created });
  }
  let fixture = await createConversation(KEYS[0], "fixture");

  return {
    checker: createChecker(behavior, emulator.url),
    idle: emulator.idle,
    send: async (operation, { path, headers, body }) => {
      const fill = (text: string): string =>
        text
          .replaceAll("@tool", fixture.tool)
          .replaceAll("@pal", fixture.pal)
          .replaceAll("@conversation", fixture.conversation)
          .replaceAll("@receiver", receiver);
      const bytes = typeof body === "string" ? Buffer.from(fill(body)) : body;
      const sent = { "x-api-key": KEYS[0], "content-length": String(bytes?.length ?? 0), ...headers };
      const options = {
        hostname,
        port,
        agent,
        method: operation.method.toUpperCase(),
        path: fill(path),
        headers: sent,
      };
      const answer = await exchange(options, bytes);
      // Recreates missing and ended objects, because most requests would otherwise fail.
      const isOver = operation.method === "delete" || /\/(end|transcript|draft)$/.test(operation.path);
      if (isOver && answer.status < 300) {
        // The tool's name must be free.
        await as(KEYS[0])("DELETE", `/v2/tools/${fixture.tool}`);
        fixture = await createConversation(KEYS[0], "fixture");
      }
      return answer;
    },
    snapshot: async () => {
      const seen: JsonObject = {};
      for (const { key, tool, pal, conversation } of bystanders)
        for (const path of [
          `tools/${tool}`,
          `pals/${pal}`,
          `pals/${pal}/tools`,
          `conversations/${conversation}?verbose=true`,
        ])
          seen[`${key} ${path}`] = (await as(key)("GET", `/v2/${path}`)).body;
      for (const list of ["/v2/tools", "/v2/pals", "/v2/conversations", "/_emulator/deliveries"])
        seen[list] = (await as(KEYS[1])("GET", list)).body;
      return seen;
    },
  };
}

function exchange(options: RequestOptions, body: Buffer | undefined): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers["content-type"] ?? "",
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on("error", reject).end(body);
  });
}
