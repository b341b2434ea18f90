import { randomBytes } from "node:crypto";
import type { JsonObject, Tool } from "../../src/contract/index.ts";
import { palToolPath, TOOLS, toolPath } from "../../src/tavus-api/paths.ts";
import { Listing } from "../../src/tavus-api/reads/listing.ts";
import { parsePage } from "../../src/tavus-api/reads/page.ts";
import { Forbidden, NotSettled, TimeUp } from "./failure.ts";
import type { Answer, Wire } from "./wire.ts";

/** Replaces the id of a tool if the id isn't known. */
const UNANSWERED = "a create of it was never answered";

/** Describes a temporary tool that the cleanup couldn't confirm as deleted. @param left its ids, or that they aren't known */
export function fateOf(left: readonly string[]): string {
  const isSure = left.some((entry) => entry !== UNANSWERED);
  return `${isSure ? "could not be deleted" : "may be left in the account"} (${left.join(", ")}): delete it in Tavus, or run this command again in five minutes`;
}

export const NAME_PREFIX = "pulumi_tavus_contract_probe_";
const NAME = /^pulumi_tavus_contract_probe_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)_[0-9a-f]{8}$/;

/** A name that shows who created the tool, and when. Users' tools don't have names in this format. */
export function temporaryName(now: number): string {
  const time = new Date(now).toISOString().replace(/\D/g, "").slice(0, 14);
  return `${NAME_PREFIX}${time}_${randomBytes(4).toString("hex")}`;
}

/** The start time of the run that created a tool with this name. `undefined` if no run created it. */
export function madeAt(name: string): number | undefined {
  const parts = NAME.exec(name)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 1, day, hour, minute, second] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The user's tools whose names may match. Reads the whole list, because the server may ignore the filter (U-4).
 * @throws NotSettled if the response isn't a list
 */
export async function findTools(wire: Wire, filter: string): Promise<{ tools: Tool[]; first: Answer }> {
  const listing = new Listing();
  let first: Answer | undefined;
  while (!listing.complete) {
    const query = { limit: "100", page: String(listing.nextPage), type: "user", name_or_uuid: filter };
    const answer = await wire.ask("GET", TOOLS, { query });
    first ??= answer;
    const page = answer.ok ? parsePage(answer.body) : undefined;
    if (page === undefined) throw new NotSettled(`${answer.said}; that is no list of tools`);
    listing.add(page);
  }
  if (first === undefined) throw new NotSettled("the list of tools has no page");
  return { tools: [...listing.tools.values()], first };
}

const CREATES = 3;
/** How long a cleanup looks for the result of a lost create. If no create is known to be lost, it uses the shorter time. */
const LOOK_MS = 20_000;
const GLANCE_MS = 5000;

/** A create that may have created a tool whose id isn't known. `isCounted`: the response said that a tool exists. */
interface Lost {
  readonly isCounted: boolean;
}

/** The only tool that a run creates, changes, and deletes. Other tools are never touched. */
export class TemporaryTool {
  readonly name: string;
  made = 0;
  /** Whether a create was sent, so that a tool may exist. */
  isTried = false;
  readonly #wire: Wire;
  readonly #ids = new Set<string>();
  readonly #deleted = new Set<string>();
  #lost: Lost[] = [];
  /** The possible attachment of the tool: `<tool id> on PAL <PAL id>`. */
  readonly #attachments = new Map<string, { readonly palId: string; readonly toolId: string }>();

  constructor(wire: Wire, name: string) {
    this.#wire = wire;
    this.name = name;
  }

  get ids(): readonly string[] {
    return [...this.#ids];
  }

  /**
   * Creates the tool. A lost tool is looked up by its name, deleted, and created again (U-10).
   * @throws NotSettled if there is no usable response
   */
  async create(definition: JsonObject): Promise<Answer> {
    this.isTried = true;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#wire.ask("POST", TOOLS, {
          body: { ...definition, name: this.name },
          onLost: () => this.#lost.push({ isCounted: false }),
        });
        this.#note(answer);
        return answer;
      } catch (error) {
        const mayBeRepeated = error instanceof NotSettled && !(error instanceof Forbidden) && this.#lost.length > 0;
        if (!mayBeRepeated) throw error;
        for (const id of await this.#findStrays(this.#wire)) await this.remove(id);
        if (attempt === CREATES) throw error;
        await this.#wire.pause();
      }
    }
  }

  /** @throws NotSettled if a lost create may have caused the response */
  #note(answer: Answer): void {
    if (answer.status === 409 && this.#lost.length > 0 && this.#ids.size === 0)
      throw new NotSettled(`${answer.said}; a create that got no answer before may be what has the name`);
    if (!answer.ok) return;
    this.made += 1;
    if (answer.tool === undefined) {
      this.#lost.push({ isCounted: true });
      return;
    }
    this.#ids.add(answer.tool.tool_id);
    // Names are unique (T-3), so the earlier lost request hasn't created a tool, and never will.
    this.#lost = [];
  }

  /** Finds tools with this run's name whose ids no response has returned. */
  async #findStrays(wire: Wire): Promise<string[]> {
    const { tools } = await findTools(wire, this.name);
    const named = tools.filter(({ name }) => name === this.name).map(({ tool_id: id }) => id);
    const strays = named.filter((id) => !this.#ids.has(id) && !this.#deleted.has(id));
    for (const id of strays) {
      this.#ids.add(id);
      if (this.#lost.shift()?.isCounted !== true) this.made += 1;
    }
    return strays;
  }

  async delete(id: string, wire = this.#wire): Promise<Answer> {
    const answer = await wire.ask("DELETE", toolPath(id));
    if (answer.ok || answer.gone) {
      this.#ids.delete(id);
      this.#deleted.add(id);
    }
    return answer;
  }

  /** @throws NotSettled if the tool can't be deleted, because no question that needs its name can be asked then */
  async remove(id: string): Promise<void> {
    const answer = await this.delete(id);
    if (!answer.ok && !answer.gone) throw new NotSettled(answer.said);
  }

  attachedTo(palId: string, toolId: string): void {
    this.#attachments.set(`${toolId} on PAL ${palId}`, { palId, toolId });
  }

  async detach(palId: string, toolId: string, wire = this.#wire): Promise<Answer> {
    const answer = await wire.ask("DELETE", palToolPath(palId, toolId));
    if (answer.ok || answer.gone) this.notAttachedTo(palId, toolId);
    return answer;
  }

  /** Call it when a read of the PAL has shown that the tool isn't attached. */
  notAttachedTo(palId: string, toolId: string): void {
    this.#attachments.delete(`${toolId} on PAL ${palId}`);
  }

  /**
   * Deletes and detaches all tools of the run. Begins with the known ids, which are certain. Then looks for tools by name.
   * @returns ids that may be left, or {@link UNANSWERED}
   */
  async cleanUp(wire: Wire): Promise<string[]> {
    if (!this.isTried) return [];
    const known = this.ids;
    for (const id of known) await tryTo(() => this.delete(id, wire));
    for (const { palId, toolId } of [...this.#attachments.values()])
      await tryTo(() => this.detach(palId, toolId, wire));
    await this.#look(wire);
    // C-20: deleting an attached tool detaches it everywhere.
    const attached = [...this.#attachments]
      .filter(([, { toolId }]) => !known.includes(toolId) || this.#ids.has(toolId))
      .map(([place]) => place);
    return [...this.#ids, ...attached, ...(this.#lost.length > 0 ? [UNANSWERED] : [])];
  }

  /** Looks for tools that were created without a response, until all of them are found or time runs out. */
  async #look(wire: Wire): Promise<void> {
    const { wire: looking, stop } = wire.until(this.#lost.length > 0 ? LOOK_MS : GLANCE_MS);
    try {
      for (;;) {
        // A list that can't be read now may be readable later.
        const strays = await this.#findStrays(looking).catch((error: unknown) => {
          if (error instanceof NotSettled) return [];
          throw error;
        });
        for (const id of strays) await tryTo(() => this.delete(id, wire));
        if (this.#lost.length === 0) return;
        await looking.pause();
      }
    } catch (error) {
      if (!(error instanceof TimeUp)) throw error;
    } finally {
      stop();
    }
  }
}

/** One failure must not prevent the rest of the cleanup. Tools that are left are reported. */
async function tryTo(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch {}
}
