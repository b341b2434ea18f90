import { allowClasses, findDrift } from "../../../src/commands/drift/find.ts";
import { readAccount } from "../../../src/commands/import/account.ts";
import type { StackResource, StackState } from "../../../src/commands/stack/index.ts";
import type { JsonObject } from "../../../src/contract/index.ts";
import { canary, plainCanary } from "../../support/canary.ts";
import { type Declared, hurriedClient, type ModelEngine, type Outcome } from "../model/engine.ts";
import type { FaultyEmulator } from "../model/faulty-emulator.ts";

/** The engine's state and the account, before and during an operation. */
export interface Setup {
  readonly faulty: FaultyEmulator;
  readonly engine: ModelEngine;
  readonly palId: string;
}

export interface Operation {
  readonly name: string;
  /** The program that is deployed first. */
  readonly before: (setup: Setup) => readonly Declared[];
  /** The program of the operation, which is deployed in the end. */
  readonly program: (setup: Setup) => readonly Declared[];
  /** Somebody else's actions before it. */
  readonly prepare?: (setup: Setup) => Promise<unknown>;
  /** @default the engine's up */
  readonly run?: (setup: Setup) => Promise<Outcome>;
}

/** Searched for in every message. */
export const TOKEN = canary("bearer token");
export const API_KEY = plainCanary("API key");

const definition = (more: JsonObject = {}): JsonObject => ({
  name: "note",
  description: "Log.",
  triggerType: "post_call",
  parameters: { type: "object", properties: { message: { type: "string", description: "m" } } },
  delivery: { api: { url: "https://crm.acme.dev/n", auth: { type: "bearer", token: TOKEN.value } } },
  ...more,
});

const tool = (more: JsonObject = {}, urn = "note"): Declared => ({
  urn,
  kind: "tool",
  inputs: () => definition({ name: urn, ...more }),
  dependsOn: [],
});
const attachment = ({ palId }: Setup): Declared => ({
  urn: "on",
  kind: "palToolAttachment",
  inputs: (idOf) => ({ palId, toolId: idOf("note") }),
  dependsOn: ["note"],
  deletedWith: "note",
});
const set = ({ palId }: Setup, ...urns: string[]): Declared => ({
  urn: "set",
  kind: "palTools",
  inputs: (idOf) => ({ palId, toolIds: urns.map(idOf) }),
  dependsOn: urns,
});
const TWO = [tool(), tool({}, "lead")];

export const OPERATIONS: readonly Operation[] = [
  { name: "create", before: () => [], program: () => [tool()] },
  { name: "update", before: () => [tool()], program: () => [tool({ description: "New." })] },
  { name: "replace", before: () => [tool()], program: () => [tool({ triggerType: "in_call" })] },
  { name: "delete", before: () => [tool()], program: () => [] },
  { name: "attach", before: () => [tool()], program: (setup) => [tool(), attachment(setup)] },
  { name: "detach", before: (setup) => [tool(), attachment(setup)], program: () => [tool()] },
  { name: "set", before: () => TWO, program: (setup) => [...TWO, set(setup, "note", "lead")] },
  {
    name: "set, changed",
    before: (setup) => [...TWO, set(setup, "note")],
    program: (setup) => [...TWO, set(setup, "lead")],
  },
  { name: "set, removed", before: (setup) => [...TWO, set(setup, "note")], program: () => TWO },
  {
    name: "adopt",
    before: () => [],
    prepare: ({ faulty }) => faulty.request("POST", "/v2/tools", { ...byHand, description: "By hand." }),
    program: () => [tool({ adopt: true })],
  },
  {
    name: "refresh",
    before: (setup) => [tool(), attachment(setup)],
    program: (setup) => [tool(), attachment(setup)],
    run: ({ engine }) => engine.refresh(),
  },
  {
    name: "import",
    before: (setup) => [tool(), attachment(setup)],
    program: (setup) => [tool(), attachment(setup)],
    run: ({ engine }) => looking(engine, async (client) => void (await readAccount(client))),
  },
  {
    name: "drift",
    before: (setup) => [tool(), attachment(setup)],
    program: (setup) => [tool(), attachment(setup)],
    run: ({ engine }) =>
      looking(engine, async (client) => {
        const report = await findDrift({ state: stateOf(engine), steps: [], clientOf: () => client });
        // Somebody else's tool is also on the PAL.
        if (allowClasses(report, ["created outside"]).differs) throw new Error("drift where there is none");
      }),
  },
];

const byHand = {
  name: "note",
  trigger_type: "post_call",
  delivery: { api: { url: "https://other.acme.dev/n" } },
  parameters: { type: "object", properties: { message: { type: "string", description: "m" } } },
};

async function looking(
  { account }: ModelEngine,
  look: (client: ReturnType<typeof hurriedClient>) => Promise<void>,
): Promise<Outcome> {
  const client = hurriedClient(account);
  try {
    await look(client);
    return { ok: true };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : "no Error" };
  } finally {
    await client.close();
  }
}

function stateOf({ state }: ModelEngine): StackState {
  const resources = [...state].map(
    ([urn, { kind, id, inputs, outputs }]): StackResource => ({
      urn,
      name: urn,
      kind,
      id,
      inputs,
      outputs,
      secretPaths: [],
      external: false,
      provider: "default",
      providerName: undefined,
    }),
  );
  return { stackName: "dev", resources, secrets: [], recordedConfig: undefined } as unknown as StackState;
}
