import { expect } from "vitest";
import { type JsonObject, sameDefinition } from "../../src/tavus-api/contract/index.ts";
import { toWire } from "../../src/tool/wire.ts";
import type { Edit } from "./commands.ts";
import type { Declared, Outcome } from "./engine.ts";
import type { World } from "./world.ts";

interface ToolModel {
  name: string;
  description: string;
  trigger: "post_call" | "in_call";
  token: string;
  adopt: boolean;
}

/** What every secret of a program begins with: to be found in nothing that is kept or shown. */
export const CANARY = "c4nary";

/** A program that changes, on three PALs of its own with somebody else's tool on the first; several may share an account. */
export class ProgramModel {
  readonly #world: World;
  readonly #prefix: string;
  readonly #pals: readonly string[];
  readonly #foreign: string;
  readonly #tools = new Map<number, ToolModel>();
  readonly #attachments = new Set<string>();
  #set: readonly number[] | undefined;
  #versions = 0;
  /** What the console has made under a name of the program. */
  readonly #madeByHand = new Set<string>();
  /** Names under which a killed or ambiguous create may have left a tool; where the program drops them before the next `up`, nobody asks for them again. */
  readonly #mayBeLeft = new Set<string>();

  private constructor(world: World, prefix: string, pals: readonly string[], foreign: string) {
    [this.#world, this.#prefix, this.#pals, this.#foreign] = [world, prefix, pals, foreign];
  }

  static async begin(world: World, prefix = ""): Promise<ProgramModel> {
    const pals: string[] = [];
    for (const name of ["A", "B", "C"]) {
      const pal = { pal_name: `${prefix}${name}`, system_prompt: "x", default_face_id: "r" };
      pals.push(String((await world.request("POST", "/v2/pals", pal))["pal_id"]));
    }
    const foreign = await world.request("POST", "/v2/tools", { name: `${prefix}foreign`, description: "Not ours." });
    await world.request("POST", `/v2/pals/${pals[0]}/tools`, { tool_ids: [foreign["tool_id"]] });
    return new ProgramModel(world, prefix, pals, String(foreign["tool_id"]));
  }

  /** @param idOf the id of a resource in the state */
  async apply(edit: Edit, idOf: (urn: string) => string | undefined): Promise<void> {
    if (edit.do === "set") this.#set = edit.tools;
    else if (edit.do.startsWith("console")) await this.#console(edit, idOf(this.#urn(edit.tool)));
    else this.#change(edit);
  }

  /** A create that was cut off leaves a tool that nobody knows; the message says what to do, and the user does it. */
  learn({ ok, message = "", urn = "" }: Outcome, idOf: (urn: string) => string | undefined): void {
    expect(message).not.toContain(CANARY);
    const has = (one: string): boolean => idOf(one) !== undefined;
    for (const [n, { adopt }] of this.#tools)
      if (!adopt && this.#madeByHand.has(idOf(this.#urn(n)) ?? ""))
        expect.fail("somebody's tool was taken over unasked");
    if (message === "killed" || message.startsWith("Could not tell whether"))
      for (const [n, { name }] of this.#tools) if (!has(this.#urn(n))) this.#mayBeLeft.add(name);
    const model = [...this.#tools].find(([n]) => this.#urn(n) === urn)?.[1];
    if (!ok && model !== undefined && message.includes("adopt: true")) model.adopt = true;
    const another = message.includes("choose another name.") && message.includes("its triggerType");
    if (!ok && model !== undefined && (another || message.includes("Choose another name, or delete")))
      model.name = `${this.#prefix}tool_renamed_${++this.#versions}`;
  }

  #urn(tool: number): string {
    return `${this.#prefix}tool${tool}`;
  }

  #change(command: Exclude<Edit, { do: "set" }>): void {
    const model = this.#tools.get(command.tool);
    const fresh = ++this.#versions;
    if (command.do === "add" && model === undefined)
      this.#tools.set(command.tool, {
        name: `${this.#prefix}tool_${command.tool}_${fresh}`,
        description: "A.",
        trigger: "post_call",
        token: `${CANARY}-of-the-first`,
        adopt: false,
      });
    if (model === undefined) return;
    if (command.do === "remove") this.#tools.delete(command.tool);
    if (command.do === "rename") model.name = `${this.#prefix}tool_${command.tool}_${fresh}`;
    if (command.do === "retrigger") model.trigger = model.trigger === "in_call" ? "post_call" : "in_call";
    if (command.do === "rotate") model.token = `${CANARY}-number-${fresh}`;
    if (command.do === "describe") model.description = command.text;
    if (command.do === "attach") this.#attachments.add(`${command.tool} ${command.pal}`);
    if (command.do === "detach") this.#attachments.delete(`${command.tool} ${command.pal}`);
  }

  async #console(command: Exclude<Edit, { do: "set" }>, id: string | undefined): Promise<void> {
    const model = this.#tools.get(command.tool);
    if (command.do === "console recreate" && id !== undefined) await this.#world.request("DELETE", `/v2/tools/${id}`);
    // Refused where the name is taken.
    if ((command.do === "console create" || command.do === "console recreate") && model !== undefined) {
      const made = await this.#world.request("POST", "/v2/tools", {
        name: model.name,
        description: "By hand.",
        trigger_type: model.trigger,
        parameters: { type: "object", properties: {} },
        delivery: { api: { url: "https://by.hand/" } },
      });
      if (typeof made["tool_id"] === "string") this.#madeByHand.add(made["tool_id"]);
    }
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

  declared(): Declared[] {
    const tools = [...this.#tools].map(
      ([n, model]): Declared => ({ urn: this.#urn(n), kind: "tool", inputs: () => this.#inputs(model), dependsOn: [] }),
    );
    const attachments = this.#attached().map(
      ({ tool: n, pal: on }): Declared => ({
        urn: `${this.#urn(n)}-on-${on}`,
        kind: "palToolAttachment",
        inputs: (idOf) => ({ palId: this.#pals[on], toolId: idOf(this.#urn(n)) }),
        dependsOn: [this.#urn(n)],
        deletedWith: this.#urn(n),
      }),
    );
    const members = (this.#set ?? []).filter((n) => this.#tools.has(n));
    const set: Declared = {
      urn: `${this.#prefix}set`,
      kind: "palTools",
      inputs: (idOf) => ({ palId: this.#pals[2], toolIds: members.map((n) => idOf(this.#urn(n))) }),
      dependsOn: members.map((n) => this.#urn(n)),
    };
    return [...tools, ...attachments, ...(this.#set === undefined ? [] : [set])];
  }

  /** The account is what the program says, and what others have made is untouched. */
  async expectDeployed(cloud: readonly JsonObject[]): Promise<void> {
    const here = cloud.filter(({ name }) => String(name).startsWith(this.#prefix));
    const isOurs = (name: unknown): boolean => [...this.#tools.values()].some((model) => model.name === name);
    const others = here
      .filter(({ name }) => !isOurs(name) && !this.#mayBeLeft.has(String(name)))
      .filter(({ tool_id: id }) => !this.#madeByHand.has(String(id)));
    expect(
      others.map(({ tool_id: id, description }) => [id, description]),
      "no orphan, no duplicate, nothing of others touched",
    ).toEqual([[this.#foreign, "Not ours."]]);
    const idOf = (n: number): unknown => here.find(({ name }) => name === this.#tools.get(n)?.name)?.["tool_id"];
    for (const model of this.#tools.values()) {
      const { adopt: _, ...wanted } = this.#inputs(model);
      const [found = {}, ...more] = here.filter(({ name }) => name === model.name);
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
