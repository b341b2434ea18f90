import { join } from "node:path";
import { createClient } from "@redis/client";
import { Redis } from "ioredis";
import { createReceiver, type RedisCommand, redisSeen } from "pulumi-tavus/webhook";
import { describe, expect, it, onTestFinished } from "vitest";
import { logOrders } from "../../../examples/receiver/actions.ts";
import { findRedis, HOW_TO_INSTALL } from "../../../tools/redis.ts";
import { newFolder } from "../../support/folder.ts";
import { requestOf, SECRET } from "./support/delivery.ts";
import { start, waitForOutput } from "./support/program.ts";

interface Server {
  readonly socket: string;
  stop(): Promise<void>;
}

/** A separate server on a socket in its own folder. Both are removed after the test. Undefined if none is installed. */
async function startRedis(): Promise<Server | undefined> {
  const binary = findRedis();
  if (binary === undefined) return undefined;
  const folder = newFolder();
  const socket = join(folder, "redis.sock");
  const child = start(binary, ["--port", "0", "--unixsocket", socket, "--dir", folder, "--save", ""], {});
  await waitForOutput(child, 1, /(ready to accept connections)/i);
  return {
    socket,
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

const CLIENTS: Record<string, (socket: string) => Promise<RedisCommand>> = {
  "node-redis": async (path) => {
    const client = createClient({ socket: { path, reconnectStrategy: false } });
    client.on("error", () => {});
    await client.connect();
    onTestFinished(() => client.destroy());
    return (...args) => client.sendCommand(args);
  },
  "node-redis with RESP3": async (path) => {
    const client = createClient({ socket: { path, reconnectStrategy: false }, RESP: 3 });
    client.on("error", () => {});
    await client.connect();
    onTestFinished(() => client.destroy());
    return (...args) => client.sendCommand(args);
  },
  ioredis: async (path) => {
    const client = new Redis({ path, enableOfflineQueue: false, retryStrategy: () => null, lazyConnect: true });
    client.on("error", () => {});
    await client.connect();
    onTestFinished(() => client.disconnect());
    return (...args) => client.call(...args);
  },
};

describe.each(Object.keys(CLIENTS))("redisSeen on a real server, with %s", (kind) => {
  const connect = (socket: string) => (CLIENTS[kind] as (socket: string) => Promise<RedisCommand>)(socket);

  it("gives a claim to only one of several callers, and reports done deliveries", async ({ skip }) => {
    const { socket } = (await startRedis()) ?? skip(HOW_TO_INSTALL);
    const stores = [redisSeen(await connect(socket)), redisSeen(await connect(socket))];
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, i) => stores[i % 2]?.begin("c0123456789ab/log_orders")),
    );
    expect(claims.filter((claim) => claim === "new")).toHaveLength(1);
    expect(claims.filter((claim) => claim === "running")).toHaveLength(19);
    expect(await stores[0]?.begin("c0123456789ab/other")).toBe("new");
    await stores[0]?.done("c0123456789ab/log_orders");
    expect(await stores[1]?.begin("c0123456789ab/log_orders")).toBe("done");
    await stores[1]?.forget("c0123456789ab/log_orders");
    expect(await stores[0]?.begin("c0123456789ab/log_orders")).toBe("new");
  });

  it("lets the server forget unfinished and old deliveries", async ({ skip }) => {
    const { socket } = (await startRedis()) ?? skip(HOW_TO_INSTALL);
    const command = await connect(socket);
    const seen = redisSeen(command, { ttlMs: 7_000_000, leaseMs: 60_000, prefix: "hooks of support:" });
    const lifeOf = async (key: string) => Number(await command("PTTL", `hooks of support:${key}`));
    const expire = (key: string) => command("PEXPIREAT", `hooks of support:${key}`, "1");
    await seen.begin("c1/log_orders");
    expect(await lifeOf("c1/log_orders")).toBeGreaterThan(0);
    expect(await lifeOf("c1/log_orders")).toBeLessThanOrEqual(60_000);
    await expire("c1/log_orders");
    expect(await seen.begin("c1/log_orders")).toBe("new");
    await seen.done("c1/log_orders");
    expect(await lifeOf("c1/log_orders")).toBeGreaterThan(60_000);
    expect(await lifeOf("c1/log_orders")).toBeLessThanOrEqual(7_000_000);
    await expire("c1/log_orders");
    expect(await seen.begin("c1/log_orders")).toBe("new");
  });

  it("lets two receivers handle a delivery once, and answers 503 when the server is unavailable", async ({ skip }) => {
    const { socket, stop } = (await startRedis()) ?? skip(HOW_TO_INSTALL);
    const handled: string[] = [];
    const create = async () => {
      const seen = redisSeen(await connect(socket));
      const on = { log_orders: ({ orders }: { orders: string[] }) => void handled.push(...orders) };
      return createReceiver({ actions: [logOrders], auth: { type: "hmac", secret: SECRET }, on, seen });
    };
    const receivers = [await create(), await create()];
    const answers = await Promise.all(receivers.map((receive) => receive(requestOf())));
    // The slower one finds the claim, or the finished delivery.
    expect(answers.map(({ status }) => status).filter((status) => ![200, 409].includes(status))).toEqual([]);
    for (const receive of receivers)
      expect(await (await receive(requestOf())).json()).toEqual({ status: "handled before" });
    expect(handled).toEqual(["4711 – où?"]);
    await stop();
    expect((await receivers[0]?.(requestOf()))?.status).toBe(503);
    expect(handled).toHaveLength(1);
  });
});
