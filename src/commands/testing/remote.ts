import { renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { generate } from "selfsigned";
import { newFolder } from "../../../test/support/folder.ts";
import { serve } from "../../../test/support/serve.ts";
import type { Emulator } from "../../emulator/emulator.ts";

/** Creates a file with this text, and deletes it after the test. Returns the path. */
export function temporaryFile(text: string): string {
  const file = join(newFolder(), "call");
  writeFileSync(file, text);
  return file;
}

/** Makes the emulator look like an account on the internet, with https and a host name that isn't local. */
export async function startRemote(emulator: Emulator): Promise<NodeJS.ProcessEnv> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "tavus.example.net" }], {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "tavus.example.net" }] }],
  });
  const proxy = createServer({ cert, key }, async (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const answer = await fetch(emulator.url + url, { method, headers: { "x-api-key": String(headers["x-api-key"]) } });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  const { port } = new URL(await serve(proxy));
  const dns = temporaryFile(
    'import dns from "node:dns"; const { lookup } = dns; dns.lookup = (host, ...rest) => lookup(host === "tavus.example.net" ? "127.0.0.1" : host, ...rest);',
  );
  renameSync(dns, `${dns}.mjs`);
  return {
    TAVUS_BASE_URL: `https://tavus.example.net:${port}`,
    TAVUS_API_KEY: emulator.apiKey,
    NODE_EXTRA_CA_CERTS: temporaryFile(cert),
    NODE_OPTIONS: `--import ${dns}.mjs`,
  };
}
