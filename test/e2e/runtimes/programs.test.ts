import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { newFolder } from "../../support/folder.ts";
import { ANSWERS, deliver, PATH, post, SECRET } from "./support/delivery.ts";
import { findBinary, ROOT, startServer } from "./support/program.ts";
import { startWorker } from "./support/workerd.ts";

const HOSTS = join(ROOT, "examples/hosts");
const missing = (name: string) => `${name} does not run here. Its npm package has no build for this machine.`;

describe("the example for Bun", () => {
  it("receives deliveries in Bun", async ({ skip }) => {
    const bun = findBinary("bun") ?? skip(missing("bun"));
    const url = await startServer(bun, [join(HOSTS, "bun.ts")], { HOOK_SECRET: SECRET, PORT: "0" });
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
  });
});

describe("the example for Deno", () => {
  it("type-checks and receives deliveries in Deno, with only the permissions that it names", async ({ skip }) => {
    const deno = findBinary("deno") ?? skip(missing("deno"));
    const folder = createProject();
    // `--check` is the type check of `deno check`.
    const args = ["run", "--check", "--no-prompt", "--allow-net=127.0.0.1", "--allow-env=HOOK_SECRET,PORT"];
    const env = { HOOK_SECRET: SECRET, PORT: "0", NO_COLOR: "1" };
    const url = await startServer(deno, [...args, "hosts/deno.ts"], env, folder);
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
  });

  /** A project that has installed the package, because Deno treats a link to the repository differently. */
  function createProject(): string {
    const folder = newFolder();
    const installed = join(folder, "node_modules/pulumi-tavus");
    mkdirSync(installed, { recursive: true });
    for (const name of ["dist", "package.json"]) cpSync(join(ROOT, name), join(installed, name), { recursive: true });
    symlinkSync(join(ROOT, "node_modules/zod"), join(folder, "node_modules/zod"));
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ type: "module", dependencies: { "pulumi-tavus": "*", zod: "*" } }),
    );
    cpSync(HOSTS, join(folder, "hosts"), { recursive: true });
    cpSync(join(ROOT, "examples/receiver/actions.ts"), join(folder, "receiver/actions.ts"));
    return folder;
  }
});

describe("the example for Cloudflare Workers", () => {
  it("receives deliveries in workerd", async () => {
    const url = await startWorker(join(ROOT, "examples/workers/worker.ts"), { HOOK_SECRET: SECRET });
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
  });

  it.each(["request, env, ctx", "request, ctx"])("continues after a 202, called with (%s)", async (call) => {
    const { url, answer } = await deliverSlowly(call);
    expect(answer).toEqual({ status: 202, text: '{"status":"being handled"}' });
    await vi.waitFor(async () => expect(await stateOf(url)).toEqual({ handled: ["4711 – où?"], errors: [] }), {
      timeout: 30_000,
    });
  });

  it("waits for a slow handler and says what to pass, called with (request)", async () => {
    const { url, answer } = await deliverSlowly("request");
    expect(answer).toEqual({ status: 200, text: '{"status":"handled"}' });
    expect(await stateOf(url)).toEqual({
      handled: ["4711 – où?"],
      errors: [expect.stringContaining("pass the host's context")],
    });
  });

  async function deliverSlowly(call: string) {
    const url = await startWorker(join(import.meta.dirname, "workers/slow.ts"));
    const path = `${PATH}?${new URLSearchParams({ call })}`;
    return { url, answer: await post(url, SECRET, path) };
  }

  async function stateOf(url: string): Promise<unknown> {
    return await (await fetch(`${url}/handled`)).json();
  }
});
