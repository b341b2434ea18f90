import { spawnSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ANSWERS, deliver, post, SECRET } from "./support/delivery.ts";
import { ROOT, startServer } from "./support/program.ts";

const PROJECT = join(import.meta.dirname, "next");
const NEXT = join(PROJECT, "node_modules/next/dist/bin/next");

it("the receiver is a route of Next.js: it builds, receives, and continues with after()", { timeout: 600_000 }, async ({
  skip,
}) => {
  if (!existsSync(NEXT)) skip("Next.js is not installed here. Run npm ci --prefix test/e2e/runtimes/next (350 MB).");
  const installed = join(PROJECT, "node_modules/pulumi-tavus");
  rmSync(installed, { recursive: true, force: true });
  for (const name of ["dist", "package.json"]) cpSync(join(ROOT, name), join(installed, name), { recursive: true });

  const env = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production", HOOK_SECRET: SECRET };
  const built = spawnSync(process.execPath, [NEXT, "build"], {
    cwd: PROJECT,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  expect(built.status, built.stdout + built.stderr).toBe(0);

  const url = await startServer(process.execPath, [NEXT, "start", "--port", "0"], env, PROJECT);
  expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
  expect(await post(url, SECRET, "/slow/log_orders")).toEqual({ status: 202, text: '{"status":"being handled"}' });

  // The pages router.
  expect(await deliver((secret) => post(url, secret, "/api/hooks/log_orders"))).toEqual(ANSWERS);
  const parsed = await post(url, SECRET, "/api/parsed/log_orders");
  expect(parsed.status).toBe(500);
  expect(parsed.text).toContain("export const config = { api: { bodyParser: false } }");
});
