import { expect, it, vi } from "vitest";
import * as z from "zod";
import { startEmulator } from "../../../src/emulator/testing/start.ts";
import { findClient, runScript } from "./environment.ts";

// The first run installs the client.
vi.setConfig({ testTimeout: 600_000 });

const Report = z.object({
  calls: z.array(z.object({ name: z.string(), error: z.string().nullable() })),
  methods: z.array(z.string()),
});

it("answers every call of Tavus's own client about tools, PALs, and conversations", async ({ skip }) => {
  const client = await findClient();
  if ("missing" in client) return skip(client.missing);
  const { emulator } = await startEmulator();
  const printed = await runScript(client.python, "drive_client.py", [], {
    TAVUS_PUBLIC_API_BASE_URL: `${emulator.url}/v2`,
    TAVUS_API_KEY: emulator.apiKey,
  });
  const { calls, methods } = Report.parse(printed);
  expect(calls.filter(({ error }) => error !== null)).toEqual([]);
  expect(calls.length).toBeGreaterThan(70);
  // A method of the client that the script doesn't know yet.
  expect(methods).toEqual([]);
});
