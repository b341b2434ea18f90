/** Provides a Redis or Valkey server for the tests of `redisSeen`: node tools/redis.ts */
import { findInstalled, installFromDebian } from "./installed.ts";

export const findRedis = (): string | undefined =>
  findInstalled("REDIS_SERVER_PATH", ["valkey-server", "redis-server"]);

export const HOW_TO_INSTALL =
  "No Redis or Valkey server is installed here. Run node tools/redis.ts as root, install redis-server, or set REDIS_SERVER_PATH.";

if (import.meta.main) {
  if (findRedis() === undefined) installFromDebian("redis-server", "the tests of redisSeen");
  const found = findRedis();
  console.error(found ?? HOW_TO_INSTALL);
  if (found === undefined) process.exitCode = 1;
}
