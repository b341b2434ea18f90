import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { headersOf, SECRET } from "./support/delivery.ts";
import { ROOT, start, startServer, waitForOutput } from "./support/program.ts";

/** One definition for a CommonJS program of Pulumi and a service on Node, which runs as an ES module. */
const FOLDER = join(ROOT, "examples/one-project");
const BODY = JSON.stringify({
  name: "support_summary",
  arguments: JSON.stringify({ channel: "C0SUPPORT", message: "Wants a refund.", urgency: "low" }),
  tool_call_id: "call_1",
  conversation_id: "c0123456789ab",
});

it("runs the service with npm start, without a warning", async () => {
  const url = await startServer("npm", ["start"], { HOOK_SECRET: SECRET, PORT: "0" }, FOLDER);
  const response = await fetch(`${url}/hooks/support_summary`, {
    method: "POST",
    body: BODY,
    headers: headersOf(SECRET, BODY),
  });
  expect([response.status, await response.text()]).toEqual([200, '{"status":"handled"}']);
});

it("type-checks and runs the program as Pulumi does, with ts-node and CommonJS", async () => {
  const program = `
    require("@pulumi/pulumi/vendor/ts-node@7.0.1").register({ compiler: require.resolve("typescript"), typeCheck: true });
    const pulumi = require("@pulumi/pulumi");
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: ({ inputs }) => inputs,
    }, "tavus-one-project", "dev");
    const config = { receiver: "https://a.dev/hooks", palId: "p0123456789", hookSecret: "${SECRET}" };
    for (const [key, value] of Object.entries(config)) pulumi.runtime.setConfig("tavus-one-project:" + key, value);
    require("./index.ts").url.apply((url) => console.log("url " + url));
  `;
  const child = start(process.execPath, ["-e", program], {}, FOLDER);
  expect(await waitForOutput(child, 1, /^url (.*)$/m)).toBe("https://a.dev/hooks/support_summary");
});

it("has the layout that the pages show", () => {
  const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
  const { imports, scripts } = JSON.parse(read("examples/one-project/package.json")) as Record<string, object>;
  const page = read("docs/actions.md");
  const shown = Object.values({ ...imports, ...scripts });
  expect(shown).toHaveLength(2);
  for (const text of shown) expect(page).toContain(text);
  expect(page).toContain(read("examples/one-project/service.ts").split("\n").slice(1).join("\n").trim());
});

it("has an endpoint in Getting started that answers and prints its requests", async () => {
  const [, script = ""] =
    /^node -e '(.*)\.listen\(3000\)' &$/m.exec(readFileSync(join(ROOT, "docs/getting-started.md"), "utf8")) ?? [];
  const report = `.listen(0, function () { console.log("http://localhost:" + this.address().port + "/notes"); })`;
  const child = start(process.execPath, ["-e", script + report], {});
  const url = await waitForOutput(child, 1, /(http:.*notes)/);
  const response = await fetch(url, { method: "POST", body: BODY });
  expect(response.status).toBe(200);
});
