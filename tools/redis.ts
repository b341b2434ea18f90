/** Provides a Redis or Valkey server for the tests of `redisSeen`: node tools/redis.ts */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["valkey-server", "redis-server"];

/** The path of a server, if there is one. */
export function findRedis(): string | undefined {
  const own = process.env["REDIS_SERVER_PATH"];
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin"];
  return [
    ...(own === undefined ? [] : [own]),
    ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))),
  ].find(existsSync);
}

export const HOW_TO_INSTALL =
  "No Redis or Valkey server is installed here. Run node tools/redis.ts as root, install redis-server, or set REDIS_SERVER_PATH.";

function install(): void {
  console.error("pulumi-tavus: installing Debian's redis-server for the tests of redisSeen …");
  // RUNLEVEL: otherwise the package would start a server on its default port.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", "redis-server"],
  ])
    execFileSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
}

if (import.meta.main) {
  if (findRedis() === undefined && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) install();
  const found = findRedis();
  console.error(found ?? HOW_TO_INSTALL);
  if (found === undefined) process.exitCode = 1;
}
