import { member, PAL_TOOLS_MAX } from "../../tavus-api/contract/index.ts";
import { palPath, palToolPath, palToolsPath } from "../../tavus-api/paths.ts";
import { parsePage } from "../../tavus-api/reads/page.ts";
import type { Findings } from "../findings.ts";
import type { Throwaway } from "../throwaway.ts";
import type { UnknownId } from "../unknowns.ts";
import { type Answer, Unreachable, type Wire } from "../wire.ts";
import { notFound, verdict } from "../words.ts";
import { UNKNOWN_ID } from "./lists.ts";

const OF_ATTACHING: readonly UnknownId[] = [
  "attach-status",
  "attach-answer",
  "attach-draft",
  "attach-twice",
  "attach-bad-id",
  "second-detach",
  "delete-detaches",
];

/** The user's PAL; of its tools only the throw-away one is ever attached or detached. */
export class Pal {
  readonly id: string;
  readonly #wire: Wire;

  constructor(wire: Wire, id: string) {
    this.#wire = wire;
    this.id = id;
  }

  attach(toolIds: readonly string[]): Promise<Answer> {
    return this.#wire.ask("POST", palToolsPath(this.id), { body: { tool_ids: toolIds } });
  }

  detach(toolId: string): Promise<Answer> {
    return this.#wire.ask("DELETE", palToolPath(this.id, toolId));
  }

  /** @throws Unreachable where the PAL cannot be read: then nothing is made */
  async toolIds(): Promise<string[]> {
    const answer = await this.#wire.ask("GET", palToolsPath(this.id));
    const ids = answer.ok ? idsIn(answer) : undefined;
    if (ids === undefined) throw new Unreachable(`--pal ${this.id}: ${answer.said}`);
    return ids;
  }

  /** Whether there are edits that are not published; `undefined` where the answer does not say (P-21). */
  async isUnpublished(): Promise<boolean | undefined> {
    const { body } = await this.#wire.ask("GET", palPath(this.id), { query: { source: "draft" } });
    const data = member(body, "data");
    const pal = Array.isArray(data) ? data[0] : body;
    const flag = member(pal, "has_unpublished_changes");
    return typeof flag === "boolean" ? flag : undefined;
  }
}

const idsIn = ({ body }: Answer): string[] | undefined =>
  parsePage(body)?.items.map((item) => String(member(item, "tool_id")));

/** Attaches and detaches the tool; it is left detached. */
export async function probePal(findings: Findings, pal: Pal, throwaway: Throwaway, toolId: string): Promise<void> {
  throwaway.attachedTo(pal.id);
  const others = await pal.toolIds();
  if (others.length >= PAL_TOOLS_MAX)
    return findings.leaveOpen(OF_ATTACHING, `the PAL has ${others.length} tools already (P-4)`);
  const wasUnpublished = await pal.isUnpublished();
  const attached = await pal.attach([toolId]);
  if (!attached.ok) {
    findings.leaveOpen(OF_ATTACHING, `the PAL does not take the tool: ${attached.said}`);
    // then it is the draft that is in the way, and nothing is wrong with attaching.
    if (wasUnpublished === true)
      return findings.observe("attach-draft", "refused while there are unpublished changes", attached.said);
    return findings.observe("attach-status", verdict(attached), attached.said);
  }
  findings.observe("attach-status", String(attached.status));
  findings.observe("attach-answer", holding(idsIn(attached) ?? [], others, toolId));
  if (wasUnpublished === true) findings.leaveOpen(["attach-draft"], "the PAL had unpublished changes before");
  else {
    const words = { true: "leaves unpublished changes", false: "nothing", undefined: "not told" } as const;
    findings.observe("attach-draft", words[`${await pal.isUnpublished()}`]);
  }
  const again = await pal.attach([toolId]);
  findings.observe("attach-twice", verdict(again), again.said);

  await pal.detach(toolId);
  const detached = await pal.detach(toolId);
  findings.observe("second-detach", notFound(detached), detached.said);

  const mixed = await pal.attach([toolId, UNKNOWN_ID]);
  const isAttached = (await pal.toolIds()).includes(toolId);
  findings.observe(
    "attach-bad-id",
    mixed.ok
      ? isAttached
        ? "accepted"
        : "accepted, the good id not attached"
      : mixed.gone || verdict(mixed) === "refused"
        ? isAttached
          ? "refused, the good id attached"
          : "refused whole"
        : verdict(mixed),
    mixed.said,
  );
  // For what a DELETE of the tool does to it.
  if (!isAttached) await pal.attach([toolId]);
}

function holding(answered: readonly string[], others: readonly string[], toolId: string): string {
  if (answered.length === 0) return "nothing";
  if (!answered.includes(toolId)) return "other tools";
  if (others.length === 0) return "all or given";
  return answered.length === 1 ? "given" : others.every((id) => answered.includes(id)) ? "all" : "some";
}
