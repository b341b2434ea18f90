import { randomBytes } from "node:crypto";
import type { JsonObject, Tool } from "../tavus-api/contract/index.ts";
import { palToolPath, TOOLS, toolPath } from "../tavus-api/paths.ts";
import { Listing } from "../tavus-api/reads/listing.ts";
import { parsePage } from "../tavus-api/reads/page.ts";
import { type Answer, Unreachable, type Wire } from "./wire.ts";

export const NAME_PREFIX = "pulumi_tavus_contract_probe_";
const NAME = /^pulumi_tavus_contract_probe_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)_[0-9a-f]{8}$/;

/** A name that tells whose it is and since when; no user's tool has it. */
export function throwawayName(now: number): string {
  const time = new Date(now).toISOString().replace(/\D/g, "").slice(0, 14);
  return `${NAME_PREFIX}${time}_${randomBytes(4).toString("hex")}`;
}

/** When the run began that made a tool of this name; `undefined` for a name that is none of ours. */
export function madeAt(name: string): number | undefined {
  const parts = NAME.exec(name)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 1, day, hour, minute, second] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The user's tools whose names may match, read to the end: the filter may be ignored (U-4). */
export async function findTools(wire: Wire, filter: string): Promise<{ tools: Tool[]; first: Answer }> {
  const listing = new Listing();
  let first: Answer | undefined;
  while (!listing.complete) {
    const query = { limit: "100", page: String(listing.nextPage), type: "user", name_or_uuid: filter };
    const answer = await wire.ask("GET", TOOLS, { query });
    first ??= answer;
    const page = answer.ok ? parsePage(answer.body) : undefined;
    if (page === undefined) throw new Unreachable(`${answer.said}; that is no list of tools`);
    listing.add(page);
  }
  if (first === undefined) throw new Unreachable("the list of tools has no page");
  return { tools: [...listing.tools.values()], first };
}

/** The only tool that a run makes, changes and deletes: whatever is not made here is never touched. */
export class Throwaway {
  readonly name: string;
  /** How often it was made. */
  made = 0;
  readonly #wire: Wire;
  readonly #ids = new Set<string>();
  readonly #pals = new Set<string>();
  #isTried = false;
  /** A create was sent, and nothing tells what became of it. */
  #isUncertain = false;

  constructor(wire: Wire, name: string) {
    this.#wire = wire;
    this.name = name;
  }

  /** The ids that exist as far as is known. */
  get ids(): readonly string[] {
    return [...this.#ids];
  }

  async create(definition: JsonObject): Promise<Answer> {
    this.#isTried = true;
    this.#isUncertain = true;
    const answer = await this.#wire.ask("POST", TOOLS, { body: { ...definition, name: this.name } });
    this.#isUncertain = answer.status >= 500 || (answer.ok && answer.tool === undefined);
    if (answer.ok) this.made += 1;
    if (answer.tool !== undefined) this.#ids.add(answer.tool.tool_id);
    return answer;
  }

  async delete(id: string, wire = this.#wire): Promise<Answer> {
    const answer = await wire.ask("DELETE", toolPath(id));
    if (answer.ok || answer.gone) this.#ids.delete(id);
    return answer;
  }

  /** Where it may be attached from now on. */
  attachedTo(palId: string): void {
    this.#pals.add(palId);
  }

  /**
   * Detaches and deletes whatever of it is there, by id and by name: the answer to a create may have been lost.
   * @returns ids of what could not be deleted
   */
  async cleanUp(signal: AbortSignal): Promise<string[]> {
    if (!this.#isTried) return [];
    const wire = this.#wire.until(signal);
    const ids = new Set(this.#ids);
    const left: string[] = [];
    try {
      // Its answer was lost, or it was made by a server that answers something else than a tool.
      for (const tool of (await findTools(wire, this.name)).tools) {
        if (tool.name !== this.name || ids.has(tool.tool_id)) continue;
        ids.add(tool.tool_id);
        this.made += 1;
      }
    } catch {
      // Those that are known are deleted anyway.
      if (this.#isUncertain) left.push(`any tool named ${this.name}`);
    }
    for (const id of ids) {
      try {
        for (const pal of this.#pals) await wire.ask("DELETE", palToolPath(pal, id));
        const answer = await this.delete(id, wire);
        if (!answer.ok && !answer.gone) left.push(id);
      } catch {
        left.push(id);
      }
    }
    return left;
  }
}
