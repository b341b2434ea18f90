import { createHmac } from "node:crypto";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAction } from "../../src/action.ts";
import { postCall } from "../../src/emulator/testing/start.ts";
import { createReceiver } from "../../src/webhook.ts";
import { serve } from "../support/serve.ts";
import { startTavus } from "../support/tavus.ts";

const [OLD, NEW] = ["the-old-hook-secret-0123456789", "the-new-hook-secret-0123456789"] as const;
const action = defineAction({
  name: "log_note",
  description: "After the call, log what the caller wanted.",
  parameters: { message: z.string().describe("One sentence: what the caller wanted.") },
});

/** A service of two processes behind one address, and a tool that delivers to it signed. All know the old secret. */
async function deploy() {
  const handled: string[] = [];
  const processes = [0, 1].map(() => {
    const self: { secrets: readonly string[] } = { secrets: [OLD] };
    const receive = createReceiver({
      actions: [action],
      auth: { type: "hmac", secret: () => self.secrets },
      on: { log_note: (_args, { conversationId }) => void handled.push(String(conversationId)) },
    });
    return Object.assign(self, { receive });
  });
  const statuses: number[] = [];
  let next = 0;
  const fetchNext = async (request: Request): Promise<Response> => {
    const response = (await processes[next++ % 2]?.receive(request)) ?? new Response(null, { status: 503 });
    statuses.push(response.status);
    return response;
  };
  const url = `${await serve(createAdaptorServer({ fetch: fetchNext }) as Server)}/log_note`;

  const tavus = await startTavus();
  const palId = await tavus.createPal();
  const delivery = (secret: string) => ({ api: { url, auth: { type: "hmac", secret } } });
  const toolId = await tavus.createTool(postCall({ delivery: delivery(OLD) }));
  await tavus.attach(palId, toolId);
  const ended: string[] = [];
  return {
    url,
    handled,
    ended,
    /** What the service answered to so many calls, which end at the same time as something else happens. */
    async answers(count: number, meanwhile: () => unknown = () => {}): Promise<number[]> {
      statuses.length = 0;
      const calls = Array.from({ length: count }, async () => {
        const id = await tavus.converse(palId);
        await tavus.speak(id);
        await tavus.hangUp(id);
        return id;
      });
      ended.push(...(await Promise.all([...calls, meanwhile()])).slice(0, count).map(String));
      await tavus.emulator.idle();
      return [...new Set(statuses)].sort();
    },
    restart: (process: 0 | 1, ...secrets: readonly string[]) => Object.assign(processes[process] ?? {}, { secrets }),
    rotate: () => tavus.call("PATCH", `/v2/tools/${toolId}`, { delivery: delivery(NEW) }),
  };
}

describe("a rotation of the secret while calls end", () => {
  it("loses no delivery in the recipe's order, then refuses the old secret", async () => {
    const { url, handled, ended, answers, restart, rotate } = await deploy();
    expect(await answers(4)).toEqual([200]);
    for (const process of [0, 1] as const) expect(await answers(4, () => restart(process, NEW, OLD))).toEqual([200]);
    expect(await answers(12, rotate)).toEqual([200]);
    for (const process of [0, 1] as const) expect(await answers(4, () => restart(process, NEW))).toEqual([200]);
    expect(await answers(4)).toEqual([200]);
    expect([...handled].sort()).toEqual([...ended].sort());

    const body = '{"name":"log_note","arguments":"{\\"message\\":\\"m\\"}","conversation_id":"c-later"}';
    const deliver = async (secret: string): Promise<number> => {
      const headers = { "x-tavus-signature": createHmac("sha256", secret).update(body).digest("hex") };
      return (await fetch(url, { method: "POST", headers, body })).status;
    };
    expect([await deliver(OLD), await deliver(NEW)]).toEqual([401, 200]);
  });

  it("loses deliveries if only some receivers know the new secret, or only Tavus does", async () => {
    const receiverFirst = await deploy();
    receiverFirst.restart(0, NEW);
    expect(await receiverFirst.answers(4)).toEqual([200, 401]);
    const tavusFirst = await deploy();
    await tavusFirst.rotate();
    expect(await tavusFirst.answers(4)).toEqual([401]);
  });
});
