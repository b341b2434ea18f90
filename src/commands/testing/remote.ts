import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { onTestFinished } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";

/** A file with this text, which is deleted after the test. Returns its path. */
export function temporaryFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-trigger-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "call"), text);
  return join(folder, "call");
}

/** The emulator as an account on the internet: https, and a host name that isn't this machine's. */
export async function startRemote(emulator: Emulator): Promise<NodeJS.ProcessEnv> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "tavus.example.net" }], {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "tavus.example.net" }] }],
  });
  const proxy = createServer({ cert, key }, async (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const answer = await fetch(emulator.url + url, { method, headers: { "x-api-key": String(headers["x-api-key"]) } });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(async () => {
    proxy.closeAllConnections();
    await new Promise((done) => proxy.close(done));
  });
  const dns = temporaryFile(
    'import dns from "node:dns"; const { lookup } = dns; dns.lookup = (host, ...rest) => lookup(host === "tavus.example.net" ? "127.0.0.1" : host, ...rest);',
  );
  renameSync(dns, `${dns}.mjs`);
  return {
    TAVUS_BASE_URL: `https://tavus.example.net:${(proxy.address() as AddressInfo).port}`,
    TAVUS_API_KEY: emulator.apiKey,
    NODE_EXTRA_CA_CERTS: temporaryFile(cert),
    NODE_OPTIONS: `--import ${dns}.mjs`,
  };
}
