import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { newFolder } from "../support/folder.ts";
import { serve } from "../support/serve.ts";

const SCRIPT = resolve(import.meta.dirname, "../../tools/audit.mjs");

/** Runs the audit against a registry of our own. */
async function audit(answer: (request: IncomingMessage, response: ServerResponse) => void, registry?: string) {
  const asked: string[] = [];
  let names: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    asked.push(`${request.method} ${request.url}`);
    const bytes = Buffer.concat(chunks);
    if (request.method === "POST")
      names = Object.keys(
        JSON.parse(String(request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes)),
      );
    answer(request, response);
  });
  const url = registry ?? `${(await serve(server)).replace("//", "//user:c4nary@")}/`;
  // npm caches its results. They must affect neither these tests nor this machine's own audits.
  const cache = newFolder();
  const { npm_execpath: _, ...env } = process.env;
  const child = spawn(process.execPath, [SCRIPT], {
    env: { ...env, npm_config_registry: url, npm_config_fetch_retries: "0", npm_config_cache: cache },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  expect(output).not.toContain("c4nary");
  expect(output).not.toContain("127.0.0.1");
  return { code, output, asked, names };
}

const json = (response: ServerResponse, body: unknown): void =>
  void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));

const lock = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package-lock.json"), "utf8")) as {
  packages: Record<string, { version?: string }>;
};

/** A registry that reports a vulnerability in one package. */
const knows =
  (severity: string, vulnerable = "hono") =>
  (request: IncomingMessage, response: ServerResponse) => {
    const advisory = {
      id: 1,
      url: "https://a.dev/1",
      title: "It leaks",
      severity,
      vulnerable_versions: "*",
      cwe: [],
      cvss: { score: 0 },
    };
    if (request.method === "POST") return json(response, { [vulnerable]: [advisory] });
    const name = decodeURIComponent((request.url ?? "").slice(1));
    const version = lock.packages[`node_modules/${name}`]?.version ?? "1.0.0";
    return json(response, { name, versions: { [version]: { name, version } } });
  };

it("passes if nothing is known, after checking dependencies and bundled packages", async () => {
  const { code, output, names } = await audit((_, response) => json(response, {}));
  expect([code, output]).toEqual([0, expect.stringMatching(/^\d+ packages that users get: 0 with a known/)]);
  expect(names).toEqual(expect.arrayContaining(["hono", "undici", "zod"]));
});

it("ignores packages that only developers install", async () => {
  const { code, output } = await audit(knows("critical", "publint"));
  expect([code, output]).toEqual([0, expect.stringMatching(/^\d+ packages that users get: 0 with a known/)]);
});

it.each(["high", "critical"])("fails if one is %s, and names it", async (severity) => {
  const { code, output } = await audit(knows(severity));
  expect([code, output]).toEqual([1, expect.stringContaining(`${severity}: hono (It leaks)`)]);
});

it("reports a less severe one, and passes", async () => {
  const { code, output } = await audit(knows("low"));
  expect([code, output]).toEqual([0, expect.stringContaining("low: hono (It leaks)")]);
});

it.each([405, 404, 500])("is skipped, with the reason, if the registry answers %d", async (status) => {
  const { code, output } = await audit((_, response) => response.writeHead(status).end());
  expect([code, output]).toEqual([
    77,
    expect.stringMatching(`^skipped: the registry does not answer audits \\(${status} `),
  ]);
});

it("is skipped if there is no registry", async () => {
  const offline = await audit(() => {}, "http://user:c4nary@127.0.0.1:1/");
  expect([offline.code, offline.output]).toEqual([77, expect.stringContaining("skipped: ")]);
});
