import { expect } from "vitest";
import { formatPath, type JsonObject, jsonEqual, valueAt } from "../../../src/contract/index.ts";
import { toWire } from "../../../src/contract/wire.ts";
import { differingFields } from "../../support/definitions.ts";
import type { Edit } from "./commands.ts";
import type { Declared, Outcome } from "./engine.ts";
import { CANARY, type FaultyEmulator } from "./faulty-emulator.ts";
import { type Chosen, inputsOf } from "./fields.ts";

interface ToolModel {
  name: string;
  description: string;
  trigger: "post_call" | "in_call";
  token: string;
  fields: Chosen;
  adopt: boolean;
}

/** A tool of the account that can be imported into the state as a resource of the program. */
export interface Importable {
  readonly urn: string;
  readonly tool: JsonObject;
}

/** Somebody else's object in the account. */
interface Others {
  readonly name: string;
  /** As returned by the account, with the time of its last change. */
  readonly as: JsonObject;
  /** The program has set `adopt: true` for this name: the tool may be changed, but it may only be deleted after it is in the state. */
  mayChange: boolean;
}

/** A program that changes, with its own three PALs, the first of which has somebody else's tool. Several programs can share an account. */
export class ProgramModel {
  readonly #faulty: FaultyEmulator;
  readonly #prefix: string;
  readonly #pals: readonly string[];
  /** A PAL that the program never names. Somebody's attachments there stay, even if their tool was taken over. */
  readonly #elsewhere: string;
  readonly #foreign: string;
  readonly #tools = new Map<number, ToolModel>();
  /** The PAL of each attachment, by name. No two have the same tool and PAL. */
  readonly #attachments = new Map<string, { readonly tool: number; readonly pal: number }>();
  #set: readonly number[] | undefined;
  #versions = 0;
  /** By id: the tools that existed before, and those that the console has created with a name of the program. None of them is ours. */
  readonly #others = new Map<string, Others>();
  readonly #attachedElsewhere = new Set<string>();
  /**
   * Names under which a killed or ambiguous create may have left a tool. If the program drops them before the next `up`, nobody looks for them again.
   */
  readonly #mayBeLeft = new Set<string>();

  private constructor(
    faulty: FaultyEmulator,
    prefix: string,
    pals: readonly string[],
    elsewhere: string,
    foreign: string,
  ) {
    [this.#faulty, this.#prefix, this.#pals] = [faulty, prefix, pals];
    [this.#elsewhere, this.#foreign] = [elsewhere, foreign];
  }

  static async begin(faulty: FaultyEmulator, prefix = ""): Promise<ProgramModel> {
    const pals: string[] = [];
    for (const name of ["A", "B", "C", "elsewhere"]) {
      const pal = { pal_name: `${prefix}${name}`, system_prompt: "x", default_face_id: "r" };
      pals.push(String((await faulty.request("POST", "/v2/pals", pal))["pal_id"]));
    }
    const elsewhere = pals.pop() ?? "";
    const foreign = await faulty.request("POST", "/v2/tools", { name: `${prefix}foreign`, description: "Not ours." });
    const id = String(foreign["tool_id"]);
    await faulty.request("POST", `/v2/pals/${pals[0]}/tools`, { tool_ids: [id] });
    const model = new ProgramModel(faulty, prefix, pals, elsewhere, id);
    await model.#remember(id);
    return model;
  }

  /** @param idOf the id of a resource in the state */
  async apply(edit: Edit, idOf: (urn: string) => string | undefined): Promise<void> {
    if (edit.do === "set") this.#set = edit.tools;
    else if (edit.do.startsWith("console")) await this.#console(edit, idOf(this.#urn(edit.tool)));
    else this.#change(edit);
  }

  /** Called after each operation, before its messages: somebody's tool is ours once the state has it, which the program must have requested. */
  see(idOf: (urn: string) => string | undefined): void {
    for (const other of this.#others.values())
      other.mayChange ||= [...this.#tools.values()].some(({ name, adopt }) => adopt && name === other.name);
    for (const n of this.#tools.keys()) {
      const id = idOf(this.#urn(n)) ?? "";
      const other = this.#others.get(id);
      if (other?.mayChange === false) expect.fail("somebody's tool was taken over unasked");
      this.#others.delete(id);
    }
  }

  /** An interrupted create leaves a tool that nobody knows. The message says what to do, and the user does it. */
  learn({ ok, message = "", urn = "" }: Outcome, idOf: (urn: string) => string | undefined): void {
    expect(message).not.toContain(CANARY);
    for (const [n, { name }] of this.#tools) {
      const isUnknown = message === "killed" || (message.includes("Could not tell whether") && this.#urn(n) === urn);
      if (isUnknown && !this.#hasItsOwn(n, idOf)) this.#mayBeLeft.add(name);
    }
    const model = [...this.#tools].find(([n]) => this.#urn(n) === urn)?.[1];
    const another = message.includes("choose another name.") && message.includes("its triggerType");
    const isOwn = [...this.#tools.keys()].some((n) =>
      message.includes(`The tool ${idOf(this.#urn(n))} of this account`),
    );
    if (!ok && model !== undefined && (another || isOwn || message.includes("Choose another name, or delete")))
      model.name = `${this.#prefix}tool_renamed_${++this.#versions}`;
    else if (!ok && model !== undefined && message.includes("adopt: true")) model.adopt = true;
  }

  /** Not if the resource has no tool, nor if another one has taken its tool over and it is to get a new one. */
  #hasItsOwn(tool: number, idOf: (urn: string) => string | undefined): boolean {
    const id = idOf(this.#urn(tool));
    return id !== undefined && [...this.#tools.keys()].every((n) => n === tool || idOf(this.#urn(n)) !== id);
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
        fields: {},
        adopt: false,
      });
    if (model === undefined) return;
    if (command.do === "remove") this.#tools.delete(command.tool);
    if (command.do === "rename") model.name = `${this.#prefix}tool_${command.tool}_${fresh}`;
    if (command.do === "retrigger") model.trigger = model.trigger === "in_call" ? "post_call" : "in_call";
    if (command.do === "rotate") model.token = `${CANARY}-number-${fresh}`;
    if (command.do === "describe") model.description = command.text;
    if (command.do === "field") model.fields = { ...model.fields, [command.field]: command.value };
    if (command.do === "swap") this.#swap(model, this.#tools.get(command.with));
    if (command.do === "attach") this.#attach(command.tool, command.pal);
    if (command.do === "detach") this.#attachments.delete(`${this.#urn(command.tool)}-on-${command.pal}`);
    if (command.do === "move") this.#move(command.tool, command.pal);
  }

  #swap(one: ToolModel, other: ToolModel | undefined): void {
    if (other !== undefined) [one.name, other.name] = [other.name, one.name];
  }

  #attach(tool: number, pal: number): void {
    const urn = `${this.#urn(tool)}-on-${pal}`;
    if (!this.#attachments.has(urn) && !this.#isDeclared(tool, pal)) this.#attachments.set(urn, { tool, pal });
  }

  #move(tool: number, pal: number): void {
    const urn = `${this.#urn(tool)}-on-${pal}`;
    const to = this.#attachments.get(urn)?.pal === 0 ? 1 : 0;
    if (this.#attachments.has(urn) && !this.#isDeclared(tool, to)) this.#attachments.set(urn, { tool, pal: to });
  }

  #isDeclared(tool: number, pal: number): boolean {
    return [...this.#attachments.values()].some((one) => one.tool === tool && one.pal === pal);
  }

  /** The tool that the console has created with a name of the program, if the state has none: it can be imported. */
  async importable(tool: number, idOf: (urn: string) => string | undefined): Promise<Importable | undefined> {
    const urn = this.#urn(tool);
    const model = this.#tools.get(tool);
    if (model === undefined || idOf(urn) !== undefined) return undefined;
    const there = (await this.#faulty.tools()).find(({ name }) => name === model.name);
    const other = this.#others.get(String(there?.["tool_id"]));
    if (there === undefined || other === undefined) return undefined;
    other.mayChange = true;
    return { urn, tool: there };
  }

  async #console(command: Exclude<Edit, { do: "set" }>, id: string | undefined): Promise<void> {
    const model = this.#tools.get(command.tool);
    if (command.do === "console recreate" && id !== undefined) await this.#faulty.request("DELETE", `/v2/tools/${id}`);
    // Refused if the name is taken.
    if ((command.do === "console create" || command.do === "console recreate") && model !== undefined) {
      const made = await this.#faulty.request("POST", "/v2/tools", {
        name: model.name,
        description: "By hand.",
        trigger_type: model.trigger,
        parameters: { type: "object", properties: {} },
        delivery: { api: { url: "https://by.hand/" } },
      });
      if (typeof made["tool_id"] === "string") await this.#remember(made["tool_id"]);
    }
    if (id === undefined) return;
    if (command.do === "console edit")
      await this.#faulty.request("PATCH", `/v2/tools/${id}`, { description: "By hand." });
    if (command.do === "console delete") await this.#faulty.request("DELETE", `/v2/tools/${id}`);
    if (command.do === "console attach")
      await this.#faulty.request("POST", `/v2/pals/${this.#pals[2]}/tools`, { tool_ids: [id] });
    if (command.do === "console detach" && "pal" in command)
      await this.#faulty.request("DELETE", `/v2/pals/${this.#pals[command.pal]}/tools/${id}`);
  }

  /** Somebody else's tool: attached if the program doesn't manage the PAL's tools, and with its current definition. */
  async #remember(id: string): Promise<void> {
    await this.#faulty.request("POST", `/v2/pals/${this.#elsewhere}/tools`, { tool_ids: [id] });
    this.#attachedElsewhere.add(id);
    const as = (await this.#faulty.tools()).find((one) => one["tool_id"] === id) ?? expect.fail(`${id} was not made`);
    this.#others.set(id, { name: String(as["name"]), as, mayChange: false });
  }

  #inputs({ name, description, trigger, token, fields, adopt }: ToolModel): JsonObject {
    return { name, description, triggerType: trigger, ...inputsOf(fields, token), ...(adopt && { adopt }) };
  }

  #attached(): { urn: string; tool: number; pal: number }[] {
    return [...this.#attachments].map(([urn, on]) => ({ urn, ...on })).filter(({ tool }) => this.#tools.has(tool));
  }

  declared(): Declared[] {
    const tools = [...this.#tools].map(
      ([n, model]): Declared => ({ urn: this.#urn(n), kind: "tool", inputs: () => this.#inputs(model), dependsOn: [] }),
    );
    const attachments = this.#attached().map(
      ({ urn, tool: n, pal: on }): Declared => ({
        urn,
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

  /** The account matches the program, and other tools are unchanged. */
  async expectDeployed(cloud: readonly JsonObject[]): Promise<void> {
    const here = cloud.filter(({ name }) => String(name).startsWith(this.#prefix));
    const isOurs = (name: unknown): boolean => [...this.#tools.values()].some((model) => model.name === name);
    const unknown = here
      .filter(({ name }) => !isOurs(name) && !this.#mayBeLeft.has(String(name)))
      .filter(({ tool_id: id }) => !this.#others.has(String(id)));
    expect(unknown, "no orphan, no duplicate").toEqual([]);
    for (const [id, { as, mayChange }] of this.#others) {
      const found = here.find((one) => one["tool_id"] === id);
      expect(found, "nothing of others deleted").toBeDefined();
      if (!mayChange) expect(found, "nothing of others touched").toEqual(as);
    }
    const elsewhere = (await this.#faulty.toolsOf(this.#elsewhere)).map((one) => one["tool_id"]);
    const stillThere = cloud.map((one) => one["tool_id"]).filter((id) => this.#attachedElsewhere.has(String(id)));
    expect([...elsewhere].sort(), "nothing of others attached or detached").toEqual(stillThere.sort());
    const idOf = (n: number): unknown => here.find(({ name }) => name === this.#tools.get(n)?.name)?.["tool_id"];
    for (const model of this.#tools.values()) {
      const { adopt: _, ...wanted } = this.#inputs(model);
      const [found = {}, ...more] = here.filter(({ name }) => name === model.name);
      expect(more, model.name).toEqual([]);
      // U-9: if the program leaves it out, the server may fill it in. Nothing else may remain of the old value.
      const others = differingFields(toWire(wanted).wire, found).map(formatPath);
      const template = valueAt(found, ["delivery", "api", "body_template"]);
      const isFilledIn = (path: string): boolean =>
        (path === "delivery.api.timeout" && !model.fields.timeout) ||
        (path === "delivery.api.body_template" && !model.fields.bodyTemplate && jsonEqual(template, {}));
      expect(
        others.filter((path) => !isFilledIn(path)),
        `${model.name}: what differs`,
      ).toEqual([]);
    }
    for (const [i, palId] of this.#pals.entries()) {
      const there = (await this.#faulty.toolsOf(palId)).map((one) => one["tool_id"]);
      const ours =
        i === 2
          ? (this.#set ?? []).filter((n) => this.#tools.has(n))
          : this.#attached()
              .filter(({ pal: on }) => on === i)
              .map(({ tool: n }) => n);
      const wanted = [...ours.map(idOf), ...(i === 0 ? [this.#foreign] : [])];
      // Without a set, PAL C has the console's tools.
      if (i < 2 || this.#set !== undefined) expect([...there].sort(), `attached to PAL ${i}`).toEqual(wanted.sort());
    }
  }
}
