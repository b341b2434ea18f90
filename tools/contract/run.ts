import { toolPath } from "../../src/tavus-api/paths.ts";
import { inCallTool } from "./definition.ts";
import { NotSettled } from "./failure.ts";
import type { Findings } from "./findings.ts";
import { probeCreate } from "./probes/create.ts";
import { probeLiveFields } from "./probes/in-call.ts";
import { probeReads } from "./probes/lists.ts";
import { type Pal, probePal } from "./probes/pal.ts";
import { Patches, probePatches, probeTriggerChange } from "./probes/patch.ts";
import { probeSize } from "./probes/size.ts";
import { OF_PALS, type QuestionId } from "./questions.ts";
import type { TemporaryTool } from "./temporary-tool.ts";
import { judged, notFound, verdict } from "./verdict.ts";
import type { Wire } from "./wire.ts";

export interface Probing {
  readonly findings: Findings;
  readonly wire: Wire;
  readonly temporary: TemporaryTool;
  readonly pal: Pal | undefined;
  /** A made-up secret that can be recognized in responses. */
  readonly token: string;
}

const OF_THE_CALL: readonly QuestionId[] = ["origin-change", "null-field", "stray-filler", "filler-patch", "new-id"];

/**
 * Asks every question, one request after the other.
 * @throws NotSettled if the following questions can't be asked, and any other error of a request. Earlier observations are kept
 */
export async function runProbes(probing: Probing): Promise<void> {
  const { findings, wire, temporary, pal, token } = probing;
  if (pal === undefined) findings.leaveOpen(OF_PALS, "needs --pal");
  const id = await probeCreate(probing);
  // The create itself shows new behavior. Everything else stays open.
  if (id === undefined) return;
  await probeReads(findings, wire, temporary);
  const patches = new Patches(wire, id);
  await probePatches(findings, patches, token);
  await probeSize(findings, patches);
  await probeTriggerChange(findings, patches);
  await probeDeleted(probing, id);
  const second = await probeSecondLife(probing, id);
  if (second === undefined) return;
  await probeLiveFields(findings, new Patches(wire, second));
  if (pal === undefined) return;
  if (!(await probePal(findings, pal, { toolId: second, deadId: id }))) return;
  await findings.ask("delete-detaches", async () => {
    await pal.ensureAttached(second);
    await temporary.remove(second);
    return { seen: (await pal.has(second)) ? "still there" : "gone" };
  });
}

async function probeDeleted({ findings, wire, temporary }: Probing, id: string): Promise<void> {
  const deleted = await temporary.delete(id);
  if (!deleted.ok && !deleted.gone) throw new NotSettled(deleted.said);
  await findings.ask("deleted-tool", async () => {
    const read = await wire.ask("GET", toolPath(id));
    return judged(read, notFound(read));
  });
  // The tool was created, and the first response to the DELETE was lost. This was already the second request.
  if (!deleted.ok) return findings.leaveOpen(["second-delete"], `the first DELETE: ${deleted.said}`);
  await findings.ask("second-delete", async () => {
    const again = await temporary.delete(id);
    return judged(again, notFound(again));
  });
}

/** Creates an in-call tool with the same name. @returns the id, or `undefined` if it can't be created */
async function probeSecondLife({ findings, temporary }: Probing, firstId: string): Promise<string | undefined> {
  await findings.settle(["vision-resolve"], async () => {
    const vision = await temporary.create(inCallTool({ origin: "vision", on_resolve: "add_to_context" }));
    if (vision.status !== 409) findings.observe("vision-resolve", verdict(vision), vision.said);
  });
  for (const id of temporary.ids) await temporary.remove(id);
  const created = await temporary.create(inCallTool());
  const isFree = created.tool !== undefined;
  findings.observe("freed-name", isFree ? "free" : created.status === 409 ? "taken" : verdict(created), created.said);
  if (created.tool === undefined) {
    findings.leaveOpen([...OF_THE_CALL, ...OF_PALS], `the tool could not be made again: ${created.said}`);
    return undefined;
  }
  const { tool_id: id } = created.tool;
  findings.observe("new-id", id === firstId ? "the same" : "new");
  return id;
}
