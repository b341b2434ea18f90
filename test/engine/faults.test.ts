import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import type { Fault } from "../../src/emulator.ts";
import * as tavus from "../../src/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { API_KEY } from "./support/emulator.ts";
import { test } from "./support/fixtures.ts";
import type { Operation } from "./support/operation.ts";
import { callsTo, idOf, type Recorded, recorder, reported } from "./support/recorded.ts";
import { isSeeded } from "./support/seeded.ts";

// test/emulator/matrix tests the outcome of each fault at each call. This file tests what a user of the engine sees: errors at their resource, a kept state,
// no secret in the output.

const TOKEN = "c4nary-token-1f2e3d";
const definition = (name: string, fields: JsonObject = {}, more: JsonObject = {}): tavus.ToolArgs => {
  const auth = { type: "bearer", token: TOKEN };
  const api = { url: "https://crm.acme.dev/n?c={tavus_conversation_id}", auth, ...fields };
  return fullPostCallTool({ name, delivery: { api }, ...more }) as unknown as tavus.ToolArgs;
};

/** The operation's messages at our resources. They contain no stack trace and no secret. */
function failureOf(operation: Operation): string {
  const output = operation.stdout + operation.stderr + operation.diagnostics.map(({ message }) => message).join("\n");
  expect(operation.ok, output).toBe(false);
  expect(operation.exitCode).not.toBe(0);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain(TOKEN);
  expect(output).not.toContain(API_KEY);
  const errors = reported(operation, "error");
  expect(errors, output).not.toBe("");
  return errors;
}

describe.skipIf(isSeeded)("at preview, before any request", () => {
  test("names all three ways to set a key if there is none", async ({ emulator, createStack }) => {
    const stack = await createStack(async () => void new tavus.Tool("note", definition("note")), {
      config: { "tavus:baseUrl": emulator.url },
    });
    emulator.calls();
    expect(failureOf(await stack.preview())).toMatch(
      /No Tavus API key.*pulumi config set --secret tavus:apiKey.*TAVUS_API_KEY.*tavus\.Provider/s,
    );
    expect(emulator.calls()).toEqual([]);
  });

  test("reports five broken rules at once, each with path and remedy", async ({ emulator, createStack }) => {
    const broken = definition(
      "log-note",
      { url: "ftp://crm.acme.dev", timeout: 90, bodyTemplate: { a: "{nothing}" } },
      { onCall: "silent" },
    );
    const stack = await createStack(async () => void new tavus.Tool("note", broken));
    emulator.calls();
    const lines = failureOf(await stack.preview()).split("\n");
    expect(lines).toHaveLength(5);
    for (const [path, rule] of [
      ["name", "T-3"],
      ["delivery.api.url", "D-10"],
      ["delivery.api.timeout", "D-13"],
      ["delivery.api.bodyTemplate.a", "T-25"],
      ["onCall", "T-21"],
    ])
      expect(lines).toContainEqual(
        expect.stringMatching(
          new RegExp(`has a problem: .${path?.replaceAll(".", "\\.")}. .*\\. [A-Z].*\\. \\(${rule}\\)$`),
        ),
      );
    expect(emulator.calls()).toEqual([]);
  });
});

describe("a stack that meets faults", () => {
  const html = (status: number, title: string): Response =>
    new Response(`<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`, {
      status,
      headers: { "content-type": "text/html" },
    });
  const cutOff = (): Response => new Response('{"tool_id":"t12');
  /** One for each of the first creations, in any order. */
  const LOST: readonly (readonly [what: string, fault: Fault])[] = [
    ["lost, after the tool was created", { when: "after", answer: "reset" }],
    ["a 500, after the tool was made", { when: "after", answer: html(500, "Oops") }],
    ["truncated JSON, after the tool was created", { when: "after", answer: cutOff() }],
    ["an HTML page, after the tool was created", { when: "after", answer: html(200, "Welcome") }],
    ["lost, before the tool was created", { when: "before", answer: "reset" }],
    ["truncated JSON, before the tool was created", { when: "before", answer: cutOff() }],
  ];
  const NAMES = ["one", "two", "three", "four", "five", "six"];
  const RISKY = "https://crm.acme.dev/n?key=abc&c={tavus_conversation_id}";

  const pals: Record<string, string> = {};
  const program = (description: string) => async (): Promise<void> => {
    for (const name of NAMES) new tavus.Tool(name, definition(name, {}, name === "one" ? { description } : {}));
    new tavus.Tool("risky", definition("risky", { url: RISKY }));
    for (const name of ["fits", "does_not"]) {
      const tool = new tavus.Tool(name, definition(name));
      new tavus.PalToolAttachment(`${name}-on-pal`, { palId: pals["full"] ?? "", toolId: tool });
    }
  };

  let created: Recorded;
  let updateRefused: Recorded;
  let refreshRefused: Recorded;
  let destroyRefused: Recorded;
  let updated: Recorded;
  const byHand: string[] = [];

  test.beforeAll(async ({ emulator, createStack }) => {
    pals["full"] = await emulator.createPal();
    for (let i = 0; i < 49; i += 1)
      byHand.push(await emulator.createTool({ name: `by_hand_${i}`, description: "Made by hand." }));
    await emulator.attach(pals["full"], ...byHand);

    const stack = await createStack(program("One."));
    const record = recorder(emulator, stack, pals);
    const faults = LOST.map(([, fault]) => fault);
    emulator.fault = ({ method, path }) => (method === "POST" && path === "/v2/tools" ? faults.shift() : undefined);
    // The PAL has room for one of two.
    created = await record(stack.up({ args: ["--continue-on-error"] }), { ok: false });
    // Tavus echoes the request.
    emulator.fault = ({ path }) => {
      const message = `${API_KEY} is no key${path.startsWith("/v2/tools") ? `, ${TOKEN} no token` : ""}`;
      return { when: "before", answer: Response.json({ message }, { status: 401 }) };
    };
    updateRefused = await record(stack.up({ program: program("Two.") }), { ok: false });
    refreshRefused = await record(stack.refresh(), { ok: false });
    destroyRefused = await record(stack.destroy(), { ok: false });
    emulator.fault = undefined;
    await emulator.request("DELETE", `/v2/pals/${pals["full"]}/tools/${byHand[0]}`);
    updated = await record(stack.up());
  });

  test(`creates no second tool: ${LOST.length} creations whose answer is lost or broken`, () => {
    const [posts, reads] = ["POST /v2/tools", "GET /v2/tools"].map((call) =>
      created.calls.filter((one) => one === call),
    );
    // Missing tools are looked up, then created.
    expect(posts).toHaveLength(NAMES.length + 3 + LOST.filter(([, { when }]) => when === "before").length);
    expect(reads?.length).toBeGreaterThan(0);
    const names = created.tools.map(({ name }) => name).filter((name) => !String(name).startsWith("by_hand"));
    expect(names.sort()).toEqual([...NAMES, "risky", "fits", "does_not"].sort());
    const failed = created.operation.steps.filter((step) => step.failed).map(({ type }) => type);
    expect(failed).toEqual([expect.stringMatching(/PalToolAttachment$/)]);
  });

  test("refuses to attach to a full PAL, and attaches when there is room", () => {
    expect(failureOf(created.operation)).toContain("at most 50 tools");
    expect(created.attached["full"]).toHaveLength(50);
    expect(created.attached["full"]).toEqual(expect.arrayContaining(byHand));
    // The refused destroy forgot the other attachment. Attaching again shares a request, or does no harm (P-3).
    expect(new Set(callsTo(updated, pals["full"]))).toEqual(new Set([`POST /v2/pals/${pals["full"]}/tools`]));
    expect(updated.attached["full"]).toHaveLength(50);
    expect(updated.attached["full"]).toEqual(
      expect.arrayContaining([idOf(created, "fits"), idOf(created, "does_not")]),
    );
  });

  test("loses nothing if update, refresh, and destroy are refused, and continues", () => {
    for (const { operation, tools, attached } of [updateRefused, refreshRefused, destroyRefused]) {
      expect(failureOf(operation)).toMatch(/answered 401: .*Check the API key: .*TAVUS_API_KEY/);
      // Only these two don't run the program.
      expect(failureOf(operation).includes("--run-program")).toBe(operation !== updateRefused.operation);
      expect([tools, attached]).toEqual([created.tools, created.attached]);
    }
    expect(updated.tools.map((tool) => tool["tool_id"])).toEqual(created.tools.map((tool) => tool["tool_id"]));
    const path = `/v2/tools/${idOf(created, "one")}`;
    expect(updated.calls.filter((call) => !call.includes("pals"))).toEqual([`PATCH ${path}`]);
    const changes = updated.operation.changes.filter(({ type }) => type.endsWith(":Tool"));
    expect(changes.map(({ op, name }) => [op, name])).toEqual([["update", "one"]]);
  });

  test("shows a warning once in each operation, at the resource", () => {
    for (const { operation } of [created, updated]) {
      expect(operation.diagnostics.filter(({ severity }) => severity === "warning")).toEqual([
        {
          severity: "warning",
          urn: expect.stringMatching(/tavus:Tool::risky$/),
          message: expect.stringMatching(/delivery\.api\.url` contains a credential \(key\)/),
        },
      ]);
    }
  });
});
