import { expect, it } from "vitest";
import { fc } from "../../../test/support/random.ts";
import type { JsonObject } from "../../contract/index.ts";
import { isAmbiguousOutcomeError, isNameTakenError, isTavusError } from "../errors/index.ts";
import { setUp } from "../testing/harness.ts";
import type { Script } from "../testing/scripted-server.ts";
import { listOf, routes } from "../testing/tool-store.ts";

interface Fault {
  /** Whether the server does the work before it fails. */
  commits: boolean;
  answer: Script;
}

const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({
    commits: fc.boolean(),
    answer: fc.constantFrom<Script[]>(
      "reset",
      "cut",
      { status: 500 },
      { status: 503, body: "<html>" },
      { status: 200, body: "{" },
    ),
  }),
  fc.constant({ commits: false, answer: { status: 429, headers: { "retry-after": "1" } } } satisfies Fault),
);
const readFault: fc.Arbitrary<Script | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom<Script[]>("reset", { status: 503 }, { status: 401 }) },
);

it("creates at most one tool, and every result is true (property)", async () => {
  const definition = { name: "note", description: "d" };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { maxLength: 8 }),
      fc.array(readFault, { maxLength: 8 }),
      fc.constantFrom("nobody", "a twin", "another"),
      async (writes, reads, before) => {
        const store: JsonObject[] = [];
        const description = before === "a twin" ? "d" : "x";
        const old = { ...definition, description, tool_id: "told", created_at: "2026-05-01T00:00:00" };
        if (before !== "nobody") store.push(old);
        let post = 0;
        let get = 0;
        const { client, server } = await setUp(
          routes({
            "GET /v2/tools": (request) => reads[get++] ?? listOf(store)(request),
            "POST /v2/tools": () => {
              const trouble = writes[post++];
              if (trouble !== undefined && !trouble.commits) return trouble.answer;
              if (store.length > 0) return trouble?.answer ?? { status: 409, body: { error: "taken" } };
              const tool = { ...definition, tool_id: "tnew", created_at: "2026-06-01T12:00:00" };
              store.push(tool);
              return trouble?.answer ?? { status: 200, body: tool };
            },
          }),
        );
        const end = await client.createTool(definition).catch((error: unknown) => error);
        await client.close();
        await server.close();
        const ids = store.map((tool) => tool["tool_id"]);
        // A created tool is the only one. If the name is taken, somebody else's tool is the only one.
        if (!isTavusError(end)) expect([end, ids]).toMatchObject([{ tool_id: "tnew" }, ["tnew"]]);
        else if (isNameTakenError(end)) expect(ids).toEqual(["told"]);
        // Any other error means that nothing was created. If that isn't certain, the error must say so.
        else if (!isAmbiguousOutcomeError(end)) expect(ids).toEqual(before === "nobody" ? [] : ["told"]);
      },
    ),
    { numRuns: 150 },
  );
});
