import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { newFolder } from "../../../support/folder.ts";
import { start, waitForOutput } from "./program.ts";

/** Runs a Worker in workerd, Cloudflare's runtime, and returns its origin. It ends with the test. */
export async function startWorker(entry: string, bindings: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = newFolder();
  await build({
    entryPoints: [entry],
    bundle: true,
    outfile: join(folder, "worker.js"),
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "import"],
    external: ["cloudflare:workers"],
  });
  const texts = Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = "${text}")`);
  writeFileSync(
    join(folder, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js")],
    bindings = [${texts.join(", ")}],
    compatibilityDate = "2026-01-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);`,
  );
  const workerd = createRequire(import.meta.url).resolve("workerd/bin/workerd");
  const child = start(workerd, ["serve", "--control-fd=3", join(folder, "config.capnp")], {});
  return `http://127.0.0.1:${await waitForOutput(child, 3, /"port":(\d+)/)}`;
}
