import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { CommandError, ConcurrentUpdateError, type PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { parse } from "semver";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { declareCustomer } from "../../examples/automation/customer.ts";
import { createProvisioner, type Provisioner } from "../../examples/automation/provisioner.ts";
import { createService } from "../../examples/automation/service.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { rulesBroken } from "../support/definitions.ts";
import { plaintexts } from "../support/plaintexts.ts";

const TOKEN = "t0p-secret-token";
const CUSTOMER = { palId: "p0123456789", endpoint: "https://crm.acme.dev/tavus", token: TOKEN };

describe("a customer's program", () => {
  /** What it registers, by type and name. */
  async function registered(endpoint = CUSTOMER.endpoint): Promise<Record<string, JsonObject>> {
    const found: Record<string, JsonObject> = {};
    await pulumi.runtime.setMocks(
      {
        newResource: ({ type, name, inputs }) => {
          found[`${type.split(":").at(-1)} ${name}`] = plaintexts(inputs) as JsonObject;
          return { id: `id-of-${name}`, state: { ...(inputs as JsonObject), toolId: `id-of-${name}` } };
        },
        call: () => ({}),
      },
      "customers",
      "acme",
    );
    declareCustomer({ id: "acme", ...CUSTOMER, endpoint });
    await pulumi.runtime.disconnect();
    return found;
  }

  it("declares two actions with the customer's name, on the customer's PAL", async () => {
    const found = await registered();
    const tools = Object.entries(found).filter(([key]) => key.startsWith("Tool "));
    expect(tools.map(([, { name }]) => name).sort()).toEqual(["follow_up_acme", "note_acme"]);
    for (const [, inputs] of tools) {
      expect(rulesBroken(inputs)).toEqual([]);
      expect(inputs).toMatchObject({ delivery: { api: { auth: { type: "bearer", token: TOKEN } } } });
    }
    const attachments = Object.entries(found).filter(([key]) => key.startsWith("PalToolAttachment "));
    expect(attachments.map(([, { palId }]) => palId)).toEqual([CUSTOMER.palId, CUSTOMER.palId]);
  });

  it("breaks a rule if the customer's endpoint is no https URL", async () => {
    const { "Tool note": note = {} } = await registered("ftp://crm.acme.dev");
    expect(rulesBroken(note)).toEqual([expect.stringMatching(/^`delivery\.api\.url` is not an https URL\./)]);
  });
});

/** An engine that answers each command. An operation is what its arguments say before the first option. */
type Engine = (operation: string, note: (event: object) => void) => string | Error;

const result = { stdout: "", stderr: "", code: 255 } as never;

async function ask(engine: Engine, method: "PUT" | "DELETE", id: string, body?: object) {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-automation-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  vi.stubEnv("TMPDIR", folder);
  const commands: string[] = [];
  const run = async (args: readonly string[]) => {
    const end = args.findIndex((arg) => arg.startsWith("-"));
    const operation = args.slice(0, end < 0 ? undefined : end).join(" ");
    commands.push(operation);
    const log = args[args.indexOf("--event-log") + 1] ?? "";
    let sequence = 0;
    const note = (event: object): void => {
      sequence += 1;
      appendFileSync(log, `${JSON.stringify({ sequence, timestamp: 0, ...event })}\n`);
    };
    const answer = engine(operation, note);
    if (args.includes("--event-log")) {
      note({ summaryEvent: { resourceChanges: {} } });
      note({ cancelEvent: {} });
    }
    if (answer instanceof Error) throw answer;
    return { stdout: answer, stderr: "", code: 0 };
  };
  // A newer one would send its events by gRPC.
  const pulumiCommand = { command: "pulumi", version: parse("3.205.0"), run } as unknown as PulumiCommand;
  const provisioner = createProvisioner({ pulumiCommand, env: {} });
  const answer = await answerOf(provisioner, method, id, body);
  // The SDK doesn't wait for the removal of its logs.
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), { timeout: 10_000 });
  return { ...answer, commands };
}

/** What the service answers, as over HTTP. */
async function answerOf(provisioner: Provisioner, method: "PUT" | "DELETE", id: string, body?: object) {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await createService(provisioner).request(`/customers/${id}`, init);
  const text = await response.text();
  expect(text).not.toContain(TOKEN);
  const answer = JSON.parse(text || "{}") as { readonly tools?: object; readonly problems?: readonly string[] };
  return { status: response.status, retryAfter: response.headers.get("retry-after"), ...answer };
}

describe("the service of the automation example", () => {
  const outputs = JSON.stringify({ note: "t1", follow_up: "t2" });
  const fine: Engine = (operation) => (operation === "stack output" ? outputs : "[]");
  const failing =
    (step: string, ...messages: readonly string[]): Engine =>
    (operation, note) => {
      if (operation !== step) return fine(operation, note);
      note({ diagnosticEvent: { severity: "error", message: "update failed" } });
      for (const message of messages) note({ diagnosticEvent: { severity: "error", urn: "urn:x", message } });
      return new CommandError(result);
    };

  it("provisions a customer after a preview, and removes it with its stack", async () => {
    const put = await ask(fine, "PUT", "acme", CUSTOMER);
    expect(put).toMatchObject({ status: 200, tools: { note: "t1", follow_up: "t2" } });
    expect(put.commands.filter((command) => ["preview", "up"].includes(command))).toEqual(["preview", "up"]);
    const removed = await ask(fine, "DELETE", "acme");
    expect(removed.status).toBe(204);
    expect(removed.commands).toEqual(expect.arrayContaining(["destroy", "stack rm"]));
  });

  it("answers 422 with the rule that a definition breaks, and deploys nothing", async () => {
    const message =
      "<{%fg 1%}>tavus:Tool resource 'note' has a problem: `delivery.api.url` is not an https URL.<{%reset%}>\n";
    const answer = await ask(failing("preview", message), "PUT", "acme", CUSTOMER);
    expect(answer).toMatchObject({ status: 422, problems: ["`delivery.api.url` is not an https URL."] });
    expect(answer.commands).not.toContain("up");
  });

  it("answers 422 for an id that isn't one, and 400 for a wrong body, without Pulumi", async () => {
    expect(await ask(fine, "PUT", "Acme", CUSTOMER)).toMatchObject({ status: 422, commands: [] });
    expect(await ask(fine, "PUT", "acme", { palId: "p1" })).toMatchObject({
      status: 400,
      problems: ["endpoint is wrong.", "token is wrong."],
      commands: [],
    });
  });

  it("answers 502 with what Tavus says if it fails halfway", async () => {
    const answer = await ask(failing("up", "Not today.", "no connection"), "PUT", "acme", CUSTOMER);
    expect(answer).toMatchObject({ status: 502, problems: ["Not today.", "no connection"] });
  });

  it("answers 409 with a time to try again if another process changes the customer", async () => {
    const busy: Engine = (operation, note) =>
      operation === "up" ? new ConcurrentUpdateError(result) : fine(operation, note);
    const answer = await ask(busy, "PUT", "acme", CUSTOMER);
    expect(answer).toMatchObject({ status: 409, retryAfter: "10", problems: [expect.stringMatching(/pulumi cancel/)] });
  });

  it("answers 500 and hides what went wrong if it isn't about the customer", async () => {
    const log = vi.spyOn(console, "error").mockReturnValue(undefined);
    const answer = await ask(failing("up"), "PUT", "acme", CUSTOMER);
    expect(answer).toMatchObject({ status: 500, problems: ["something is wrong here; try again later."] });
    expect(log).toHaveBeenCalledWith(expect.any(CommandError));
  });
});
