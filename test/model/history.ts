import fc from "fast-check";
import { expect } from "vitest";
import { type JsonObject, sameDefinition } from "../../src/tavus-api/contract/index.ts";
import { toWire } from "../../src/tool/wire.ts";
import { type Declared, ModelEngine, type Outcome } from "./engine.ts";
import { FAULTS, type FaultName, type World } from "./world.ts";

/** What happens, one thing after another. Numbers name a tool or a PAL. */
export type Command =
  | { readonly do: "add" | "remove" | "rename" | "retrigger" | "rotate"; readonly tool: number }
  | { readonly do: "describe"; readonly tool: number; readonly text: string }
  | { readonly do: "attach" | "detach"; readonly tool: number; readonly pal: number }
  | { readonly do: "set"; readonly tools: readonly number[] | undefined }
  | { readonly do: "console edit" | "console delete"; readonly tool: number }
  | { readonly do: "console attach" | "console detach"; readonly tool: number; readonly pal: number }
  | {
      readonly do: "up" | "refresh" | "destroy";
      readonly fault?: { at: number; name: FaultName } | undefined;
      readonly killAt?: number | undefined;
    };

const TOOLS = 4;
const tool = fc.nat(TOOLS - 1);
const pal = fc.nat(1);
const at = fc.integer({ min: 1, max: 8 });
const fault = fc.record({ at, name: fc.constantFrom(...(Object.keys(FAULTS) as FaultName[])) });
const operation = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("up" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("up" as const), fault }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("up" as const, "destroy" as const), killAt: at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom("refresh" as const, "destroy" as const),
      fault: fc.option(fault, { nil: undefined }),
    }),
  },
);

/** Random edits of the program and in the console, with operations between them. */
export const histories: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("add" as const), tool }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom("remove" as const, "rename" as const, "retrigger" as const, "rotate" as const),
        tool,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("describe" as const), tool, text: fc.constantFrom("A.", "B.") }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom("attach" as const, "attach" as const, "detach" as const), tool, pal }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("set" as const),
        tools: fc.option(fc.uniqueArray(tool), { nil: undefined }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom("console edit" as const, "console delete" as const), tool }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom("console attach" as const, "console detach" as const), tool, pal }),
    },
    { weight: 6, arbitrary: operation },
  ),
  { minLength: 4, maxLength: 16 },
);

interface ToolModel {
  name: string;
  description: string;
  trigger: "post_call" | "in_call";
  token: string;
  adopt: boolean;
}

/** A program, an account with somebody else's tool in it, and an engine between them. */
export class History {
  readonly #world: World;
  readonly #engine: ModelEngine;
  readonly #pals: readonly string[];
  readonly #foreign: string;
  readonly #tools = new Map<number, ToolModel>();
  readonly #attachments = new Set<string>();
  #set: readonly number[] | undefined;
  #versions = 0;
  /** Names under which a killed or ambiguous create may have left a tool; where the program drops them before the next `up`, nobody asks for them again. */
  readonly #mayBeLeft = new Set<string>();

  private constructor(world: World, pals: readonly string[], foreign: string) {
    this.#world = world;
    this.#pals = pals;
    this.#foreign = foreign;
    this.#engine = new ModelEngine(
      { apiKey: world.emulator.apiKey, baseUrl: world.emulator.url },
      () => world.isKilled,
    );
  }

  static async begin(world: World): Promise<History> {
    world.emulator.reset();
    const pals: string[] = [];
    for (const name of ["A", "B", "C"])
      pals.push(
        String(
          (await world.request("POST", "/v2/pals", { pal_name: name, system_prompt: "x", default_face_id: "r" }))[
            "pal_id"
          ],
        ),
      );
    const foreign = await world.request("POST", "/v2/tools", { name: "foreign", description: "Not ours." });
    await world.request("POST", `/v2/pals/${pals[0]}/tools`, { tool_ids: [foreign["tool_id"]] });
    return new History(world, pals, String(foreign["tool_id"]));
  }

  async run(command: Command): Promise<void> {
    switch (command.do) {
      case "up":
      case "refresh":
      case "destroy":
        this.#world.arm(command.fault, command.killAt);
        this.#learn(await this.#operate(command.do));
        break;
      case "set":
        this.#set = command.tools;
        break;
      default:
        if (command.do.startsWith("console")) await this.#edit(command);
        else this.#program(command);
    }
  }

  /** A killed create leaves a tool that nobody knows; the message says what to do, and the user does it. */
  #learn({ ok, message = "", urn = "" }: Outcome): void {
    if (message === "killed" || message.startsWith("Could not tell whether"))
      for (const [n, { name }] of this.#tools) if (!this.#engine.state.has(`tool${n}`)) this.#mayBeLeft.add(name);
    const model = this.#tools.get(Number(/tool(\d+)/.exec(urn)?.[1]));
    if (!ok && model !== undefined && message.includes("adopt: true")) model.adopt = true;
  }

  #operate(what: "up" | "refresh" | "destroy"): Promise<Outcome> {
    if (what === "up") return this.#engine.up(this.#declared());
    return what === "refresh" ? this.#engine.refresh() : this.#engine.destroy();
  }

  #program(command: Exclude<Command, { do: "up" | "refresh" | "destroy" | "set" }>): void {
    const model = this.#tools.get(command.tool);
    const fresh = ++this.#versions;
    if (command.do === "add" && model === undefined)
      this.#tools.set(command.tool, {
        name: `tool_${command.tool}_${fresh}`,
        description: "A.",
        trigger: "post_call",
        token: "t",
        adopt: false,
      });
    if (model === undefined) return;
    if (command.do === "remove") this.#tools.delete(command.tool);
    if (command.do === "rename") model.name = `tool_${command.tool}_${fresh}`;
    if (command.do === "retrigger") model.trigger = model.trigger === "in_call" ? "post_call" : "in_call";
    if (command.do === "rotate") model.token = `t${fresh}`;
    if (command.do === "describe") model.description = command.text;
    if (command.do === "attach") this.#attachments.add(`${command.tool} ${command.pal}`);
    if (command.do === "detach") this.#attachments.delete(`${command.tool} ${command.pal}`);
  }

  async #edit(command: Exclude<Command, { do: "up" | "refresh" | "destroy" | "set" }>): Promise<void> {
    const id = this.#engine.state.get(`tool${command.tool}`)?.id;
    if (id === undefined) return;
    if (command.do === "console edit")
      await this.#world.request("PATCH", `/v2/tools/${id}`, { description: "By hand." });
    if (command.do === "console delete") await this.#world.request("DELETE", `/v2/tools/${id}`);
    if (command.do === "console attach")
      await this.#world.request("POST", `/v2/pals/${this.#pals[2]}/tools`, { tool_ids: [id] });
    if (command.do === "console detach" && "pal" in command)
      await this.#world.request("DELETE", `/v2/pals/${this.#pals[command.pal]}/tools/${id}`);
  }

  #inputs({ name, description, trigger, token, adopt }: ToolModel): JsonObject {
    return {
      name,
      description,
      triggerType: trigger,
      parameters: { type: "object", properties: { message: { type: "string", description: "m" } } },
      delivery: { api: { url: "https://crm.acme.dev/n", auth: { type: "bearer", token } } },
      ...(adopt && { adopt }),
    };
  }

  #attached(): { tool: number; pal: number }[] {
    return [...this.#attachments]
      .map((pair) => pair.split(" ").map(Number))
      .flatMap(([one = -1, on = -1]) => (this.#tools.has(one) ? [{ tool: one, pal: on }] : []));
  }

  #declared(): Declared[] {
    const tools = [...this.#tools].map(
      ([n, model]): Declared => ({ urn: `tool${n}`, kind: "tool", inputs: () => this.#inputs(model), dependsOn: [] }),
    );
    const attachments = this.#attached().map(
      ({ tool: n, pal: on }): Declared => ({
        urn: `tool${n}-on-${on}`,
        kind: "palToolAttachment",
        inputs: (idOf) => ({ palId: this.#pals[on], toolId: idOf(`tool${n}`) }),
        dependsOn: [`tool${n}`],
        deletedWith: `tool${n}`,
      }),
    );
    const members = (this.#set ?? []).filter((n) => this.#tools.has(n));
    const set: Declared = {
      urn: "set",
      kind: "palTools",
      inputs: (idOf) => ({ palId: this.#pals[2], toolIds: members.map((n) => idOf(`tool${n}`)) }),
      dependsOn: members.map((n) => `tool${n}`),
    };
    return [...tools, ...attachments, ...(this.#set === undefined ? [] : [set])];
  }

  /** Nothing goes wrong any more: a few operations later the account is what the program says, and nothing is left to do. */
  async settle(): Promise<void> {
    this.#world.arm();
    let last: Outcome = { ok: false };
    for (let attempt = 0; attempt < 2 + TOOLS && !last.ok; attempt += 1) {
      last = await this.#engine.refresh();
      if (last.ok) last = await this.#engine.up(this.#declared());
      this.#learn(last);
    }
    expect(last, "the program is deployed in the end").toEqual({ ok: true });
    this.#world.emulator.clearRequests();
    expect(await this.#engine.up(this.#declared())).toEqual({ ok: true });
    expect(this.#world.emulator.requests, "a second up makes no call").toEqual([]);
    await this.#expectAccount();
  }

  async #expectAccount(): Promise<void> {
    const cloud = await this.#world.tools();
    const isOurs = (name: unknown): boolean => [...this.#tools.values()].some((model) => model.name === name);
    const others = cloud.filter(({ name }) => !isOurs(name) && !this.#mayBeLeft.has(String(name)));
    expect(
      others.map(({ tool_id: id, description }) => [id, description]),
      "no orphan, no duplicate, nothing of others touched",
    ).toEqual([[this.#foreign, "Not ours."]]);
    const idOf = (n: number): unknown => cloud.find(({ name }) => name === this.#tools.get(n)?.name)?.["tool_id"];
    for (const model of this.#tools.values()) {
      const { adopt: _, ...wanted } = this.#inputs(model);
      const [found = {}, ...more] = cloud.filter(({ name }) => name === model.name);
      expect([more, sameDefinition(toWire(wanted).wire, found)], model.name).toEqual([[], true]);
    }
    for (const [i, palId] of this.#pals.entries()) {
      const there = (await this.#world.toolsOf(palId)).map((one) => one["tool_id"]);
      const ours =
        i === 2
          ? (this.#set ?? []).filter((n) => this.#tools.has(n))
          : this.#attached()
              .filter(({ pal: on }) => on === i)
              .map(({ tool: n }) => n);
      const wanted = [...ours.map(idOf), ...(i === 0 ? [this.#foreign] : [])];
      // Without a set, PAL C has what the console gave it.
      if (i < 2 || this.#set !== undefined) expect([...there].sort(), `attached to PAL ${i}`).toEqual(wanted.sort());
    }
  }
}
