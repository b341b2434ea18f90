// @module-tag nightly
import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { startReceiver } from "../../../src/emulator/testing/start.ts";
import { endCall } from "../support/calls.ts";
import { useEmulator } from "../support/fixtures.ts";
import { createProject } from "../support/project.ts";
import { blocksOf, filesOf, runShell } from "../support/recipe.ts";

const emulator = useEmulator();

it("rotate-a-secret: the commands change Tavus's secret once, and show no secret", async () => {
  const palId = await emulator.createPal();
  const { url, received } = await startReceiver((_request, response) => response.end());
  const project = await createProject({
    kind: "module",
    files: filesOf("examples/receiver"),
    env: { TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url },
  });
  const run = async (script: string): Promise<string> => {
    const { exitCode, output } = await runShell(project, script);
    expect(exitCode, output).toBe(0);
    return output;
  };
  await run(`pulumi config set-all --plaintext receiver=${url}/hooks --plaintext palId=${palId}`);
  await run("pulumi config set --secret hookSecret the-first-secret && pulumi up --yes --skip-preview");
  const secret = async (key: string) => (await run(`pulumi config get ${key}`)).trim();
  /** Whether each delivery of a call is signed with this secret. */
  const isSignedWith = async (key: string): Promise<boolean> => {
    const from = received.length;
    await endCall(emulator, palId);
    await emulator.server.idle();
    const deliveries = received.slice(from);
    expect(deliveries).toHaveLength(2);
    return deliveries.every(
      ({ headers, body }) => headers["x-tavus-signature"] === createHmac("sha256", key).update(body).digest("hex"),
    );
  };

  const [learn = "", rollOut = "", forget = "", version = "", ...others] = blocksOf(
    "docs/recipes/rotate-a-secret.md",
    "sh",
  );
  expect(others).toEqual([]);
  await run(learn);
  expect(await secret("hookSecretOld")).toBe("the-first-secret");
  const next = await secret("hookSecret");
  expect(next).toMatch(/^[0-9a-f]{64}$/);
  expect(await isSignedWith("the-first-secret")).toBe(true);

  emulator.calls();
  const output = await run(rollOut);
  expect(output).toMatch(/~ secret: \[secret\] => \[secret\]/);
  expect(output).not.toContain(next);
  expect(
    emulator
      .calls()
      .map((call) => call.split(" ")[0])
      .sort(),
  ).toEqual(["GET", "GET", "PATCH", "PATCH"]);
  expect(await isSignedWith(next)).toBe(true);

  await run(forget);
  await run(version);
  expect(await run("pulumi config")).not.toContain("hookSecretOld");
  expect(await secret("hookSecretVersion")).toBe("2");
  await run("pulumi preview --expect-no-changes");
});
