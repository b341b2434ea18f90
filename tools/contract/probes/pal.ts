import { member, PAL_TOOLS_MAX } from "../../../src/contract/index.ts";
import { isMakerChanges } from "../../../src/tavus-api/errors/maker-changes.ts";
import { palToolsPath } from "../../../src/tavus-api/paths.ts";
import { parsePage } from "../../../src/tavus-api/reads/page.ts";
import { NotSettled } from "../failure.ts";
import type { Findings, Observation } from "../findings.ts";
import { OF_PALS } from "../questions.ts";
import type { TemporaryTool } from "../temporary-tool.ts";
import { judged, notFound, verdict } from "../verdict.ts";
import type { Answer, Wire } from "../wire.ts";

/** The user's PAL. The run only attaches and detaches its own tools. */
export class Pal {
  readonly id: string;
  readonly #wire: Wire;
  readonly #temporary: TemporaryTool;

  constructor(wire: Wire, id: string, temporary: TemporaryTool) {
    this.#wire = wire;
    this.id = id;
    this.#temporary = temporary;
  }

  attach(toolIds: readonly string[]): Promise<Answer> {
    for (const toolId of toolIds) this.#temporary.attachedTo(this.id, toolId);
    return this.#wire.ask("POST", palToolsPath(this.id), { body: { tool_ids: toolIds } });
  }

  detach(toolId: string): Promise<Answer> {
    return this.#temporary.detach(this.id, toolId);
  }

  /** @throws NotSettled if the PAL can't be read, so that nothing is created */
  async toolIds(): Promise<string[]> {
    const answer = await this.#wire.ask("GET", palToolsPath(this.id));
    const ids = answer.ok ? idsIn(answer) : undefined;
    if (ids === undefined) throw new NotSettled(`--pal ${this.id}: ${answer.said}`);
    return ids;
  }

  async has(toolId: string): Promise<boolean> {
    const isThere = (await this.toolIds()).includes(toolId);
    if (!isThere) this.#temporary.notAttachedTo(this.id, toolId);
    return isThere;
  }

  /** @throws NotSettled if the tool isn't attached afterward */
  async ensureAttached(toolId: string): Promise<void> {
    if (await this.has(toolId)) return;
    const { said } = await this.attach([toolId]);
    if (!(await this.has(toolId))) throw new NotSettled(`${said}, and the PAL does not have the tool`);
  }

  /** @throws NotSettled if the tool isn't detached afterward */
  async ensureDetached(toolId: string): Promise<void> {
    if (!(await this.has(toolId))) return;
    const { said } = await this.detach(toolId);
    if (await this.has(toolId)) throw new NotSettled(`${said}, and the PAL still has the tool`);
  }
}

/** P-28: leaves out Tavus's own tools. */
const idsIn = ({ body }: Answer): string[] | undefined =>
  parsePage(body)
    ?.items.filter((item) => member(item, "is_system_tool") !== true)
    .map((item) => String(member(item, "tool_id")));

interface Tools {
  readonly toolId: string;
  /** The id of a tool that this run has deleted. It is invalid, and belongs to nobody else. */
  readonly deadId: string;
}

/** Attaches and detaches the tool. @returns whether the PAL accepts the tool at all */
export async function probePal(findings: Findings, pal: Pal, { toolId, deadId }: Tools): Promise<boolean> {
  let isTaken = false;
  await findings.settle(OF_PALS, async () => {
    isTaken = await probeFirstAttach(findings, pal, toolId);
  });
  if (!isTaken) return false;
  await findings.ask("attach-twice", async () => {
    await pal.ensureAttached(toolId);
    return judged(await pal.attach([toolId]));
  });
  await findings.ask("second-detach", async () => {
    await pal.ensureAttached(toolId);
    const first = await pal.detach(toolId);
    // The tool was attached, and the first response to the detach was lost.
    if (!first.ok) throw new NotSettled(`the first detach: ${first.said}`);
    const second = await pal.detach(toolId);
    return judged(second, notFound(second));
  });
  await findings.ask("attach-bad-id", () => probeBadId(pal, { toolId, deadId }));
  return true;
}

async function probeFirstAttach(findings: Findings, pal: Pal, toolId: string): Promise<boolean> {
  const others = await pal.toolIds();
  if (others.length >= PAL_TOOLS_MAX) throw new NotSettled(`the PAL has ${others.length} tools already (P-4)`);
  const attached = await pal.attach([toolId]);
  if (!attached.ok) {
    findings.leaveOpen(OF_PALS, `the PAL does not take the tool: ${attached.said}`);
    // P-13, X-8: a draft in PAL Maker prevents the attach, which doesn't say how an attach usually behaves.
    if (isMakerChanges(attached.text)) findings.observe("attach-draft", "refused", attached.said);
    else findings.observe("attach-status", verdict(attached), attached.said);
    return false;
  }
  findings.observe("attach-status", String(attached.status));
  findings.observe("attach-answer", holding(idsIn(attached) ?? [], others, toolId));
  // P-21: no response shows whether there is a draft.
  findings.leaveOpen(["attach-draft"], "the attach was accepted, and nobody can see whether PAL Maker had a draft");
  return true;
}

async function probeBadId(pal: Pal, { toolId, deadId }: Tools): Promise<Observation> {
  if (deadId === toolId) throw new NotSettled("the id of the deleted tool is in use again");
  await pal.ensureDetached(toolId);
  try {
    const mixed = await pal.attach([toolId, deadId]);
    const isAttached = await pal.has(toolId);
    const isRefused = mixed.gone || verdict(mixed) === "refused";
    const words = mixed.ok
      ? { true: "accepted", false: "accepted, the good id not attached" }
      : { true: "refused, the good id attached", false: "refused whole" };
    return judged(mixed, mixed.ok || isRefused ? words[`${isAttached}`] : undefined);
  } finally {
    // A server that stores any id would keep this id forever, because deleting a tool wouldn't remove it.
    await pal.detach(deadId);
  }
}

function holding(answered: readonly string[], others: readonly string[], toolId: string): string {
  if (answered.length === 0) return "nothing";
  if (!answered.includes(toolId)) return "other tools";
  if (others.length === 0) return "all or given";
  return answered.length === 1 ? "given" : others.every((id) => answered.includes(id)) ? "all" : "some";
}
