import { createHmac } from "node:crypto";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { describe, expect } from "vitest";
import { z } from "zod";
import { defineAction } from "../../src/action.ts";
import * as tavus from "../../src/index.ts";
import { createReceiver } from "../../src/webhook.ts";
import { serve } from "../support/serve.ts";
import { startCalls } from "./support/calls.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { test as base, type CreateStack } from "./support/fixtures.ts";

// E-10: an action runs some time after the call's end, so a call can end before a deployment and be delivered after it.
const test = base.override("emulatorOptions", { scope: "file" }, () => ({ delayMs: [0, 30] as const }));
test.beforeEach(({ emulator }) => emulator.reset());

const [OLD, NEW] = ["the-old-hook-secret-0123456789", "the-new-hook-secret-0123456789"] as const;
const action = defineAction({
  name: "log_note",
  description: "After the call, log what the caller wanted.",
  parameters: { message: z.string().describe("One sentence: what the caller wanted.") },
});

interface Answered {
  readonly conversation: string;
  readonly status: number;
  /** The secret that matched. Undefined for a refusal. */
  readonly secret?: string | undefined;
}

/** The receiving service: two processes behind one address, each with the secrets from its last start. */
async function startService() {
  const answered: Answered[] = [];
  const handled: string[] = [];
  const waiting = new Set<() => void>();
  const processes = [[OLD], [OLD]].map((secrets: readonly string[]) => {
    const used = new Map<Request, string | undefined>();
    const self = { secrets, used };
    const receive = createReceiver({
      actions: [action],
      auth: { type: "hmac", secret: () => self.secrets },
      on: {
        log_note: (_args, { conversationId, secretIndex, request }) => {
          used.set(request, self.secrets[secretIndex ?? -1]);
          handled.push(String(conversationId));
        },
      },
    });
    return Object.assign(self, { receive });
  });
  let next = 0;
  const server = createAdaptorServer({
    fetch: async (request: Request) => {
      const process = processes[next++ % processes.length];
      if (process === undefined) return new Response(null, { status: 503 });
      const envelope = (await request.clone().json()) as { conversation_id?: string };
      const { status } = await process.receive(request);
      const conversation = envelope.conversation_id ?? "";
      answered.push({ conversation, status, secret: process.used.get(request) });
      for (const look of waiting) look();
      return new Response(null, { status });
    },
  }) as Server;
  const url = await serve(server);
  /** Resolves with the answer after which the condition is true. */
  const until = (isReached: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!isReached()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    url: `${url}/hooks`,
    answered,
    handled,
    until,
    /** Waits for this many deliveries, with any result. */
    more: (count: number) => {
      const goal = answered.length + count;
      return until(() => answered.length >= goal);
    },
    /** Restarts the processes with other secrets one after the other, while deliveries arrive. */
    async restart(secrets: readonly string[]) {
      for (const process of processes) {
        process.secrets = secrets;
        const goal = answered.length + 20;
        await until(() => answered.length >= goal);
      }
    },
  };
}

/** A deployed action, calls that keep ending, and the two steps of a rotation. */
async function deploy(emulator: TestEmulator, createStack: CreateStack) {
  const [service, palId] = [await startService(), await emulator.createPal()];
  const program = (secret: string) => async () =>
    void new tavus.PostCallAction("log-note", {
      action,
      delivery: { receiver: service.url, auth: { type: "hmac", secret } },
      attachTo: { support: palId },
    });
  const stack = await createStack(program(OLD));
  const up = async (secret: string): Promise<void> => {
    const done = await stack.up({ program: program(secret) });
    expect(done.ok, done.stdout + done.stderr).toBe(true);
  };
  await up(OLD);
  const calls = startCalls(emulator, palId, (id) =>
    service.until(() => service.answered.some(({ conversation }) => conversation === id)),
  );
  await service.more(50);
  const end = async (): Promise<void> => {
    await calls.stop();
    await emulator.server.idle();
  };
  const refused = (): Answered[] => service.answered.filter(({ status }) => status !== 200);
  return { service, up, calls, end, refused };
}

describe("a rotation of the secret while calls end", () => {
  test("loses none of 500 deliveries in the recipe's order, and then refuses the old secret", {
    tags: "nightly",
  }, async ({ emulator, createStack }) => {
    const { service, up, calls, end, refused } = await deploy(emulator, createStack);
    await service.restart([NEW, OLD]);
    await up(NEW);
    const endedBefore = [...calls.ended];
    await service.until(() => {
      const delivered = new Set(service.answered.map(({ conversation }) => conversation));
      return endedBefore.every((id) => delivered.has(id));
    });
    await service.more(50);
    await service.restart([NEW]);
    await service.until(() => service.answered.length >= 500);
    await service.more(50);
    await end();

    expect(refused()).toEqual([]);
    expect(service.answered.length).toBeGreaterThanOrEqual(500);
    // Each call was delivered and handled once, and both secrets were used.
    expect([...service.handled].sort()).toEqual([...calls.ended].sort());
    const by = (secret: string) => service.answered.filter((one) => one.secret === secret).length;
    expect(Math.min(by(OLD), by(NEW))).toBeGreaterThanOrEqual(50);
    expect(by(OLD) + by(NEW)).toBe(service.answered.length);

    const body = '{"name":"log_note","arguments":"{\\"message\\":\\"m\\"}","conversation_id":"c-later"}';
    const deliver = async (secret: string) => {
      const headers = { "x-tavus-signature": createHmac("sha256", secret).update(body).digest("hex") };
      return (await fetch(`${service.url}/log_note`, { method: "POST", headers, body })).status;
    };
    expect([await deliver(OLD), await deliver(NEW)]).toEqual([401, 200]);
  });

  test("loses deliveries if only the receiver knows the new secret", {
    tags: "nightly",
  }, async ({ emulator, createStack }) => {
    const { service, up, end, refused } = await deploy(emulator, createStack);
    await service.restart([NEW]);
    await up(NEW);
    await service.until(() => service.answered.at(-1)?.secret === NEW);
    await end();
    expect(refused().length).toBeGreaterThan(0);
  });

  test("loses deliveries if only Tavus knows the new secret", { tags: "nightly" }, async ({
    emulator,
    createStack,
  }) => {
    const { service, up, end, refused } = await deploy(emulator, createStack);
    await up(NEW);
    await service.until(() => service.answered.at(-1)?.status === 401);
    await service.restart([NEW]);
    await end();
    expect(refused().length).toBeGreaterThan(0);
  });
});

describe("secretVersion", () => {
  test("sends a secret again that was changed outside Pulumi, with one update", async ({ emulator, createStack }) => {
    const [service, palId] = [await startService(), await emulator.createPal()];
    const program = (secretVersion: number) => async () =>
      void new tavus.PostCallAction("log-note", {
        action,
        delivery: { receiver: service.url, auth: { type: "hmac", secret: OLD } },
        attachTo: { support: palId },
        secretVersion,
      });
    const stack = await createStack(program(1));
    expect((await stack.up()).ok).toBe(true);
    const [tool] = await emulator.tools();
    const path = `/v2/tools/${String(tool?.["tool_id"])}`;
    const api = { url: `${service.url}/log_note` };
    await emulator.request("PATCH", path, { delivery: { api: { ...api, auth: { type: "hmac", secret: NEW } } } });
    const statusOfCall = async (): Promise<unknown> => {
      const calls = startCalls(emulator, palId, (id) =>
        service.until(() => service.answered.some(({ conversation }) => conversation === id)),
      );
      await calls.stop();
      await emulator.server.idle();
      return service.answered.at(-1)?.status;
    };
    expect(await statusOfCall()).toBe(401);

    // Tavus shows eight asterisks before and after, so a refresh sees no change.
    const preview = await stack.preview({ program: program(2), args: ["--refresh"] });
    expect(preview.changes).toMatchObject([{ op: "update", name: "log-note" }]);
    expect(Object.keys(preview.changes[0]?.detailedDiff ?? {})).toEqual(["secretVersion"]);
    emulator.calls();
    expect((await stack.up()).ok).toBe(true);
    expect(emulator.calls()).toEqual([`GET ${path}`, `PATCH ${path}`]);
    expect(await statusOfCall()).toBe(200);
  });
});
