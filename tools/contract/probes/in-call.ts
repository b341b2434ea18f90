import { canonicalTool, isUnset, type Tool } from "../../../src/contract/index.ts";
import type { Findings } from "../findings.ts";
import { isTaken, verdict } from "../verdict.ts";
import type { Patches } from "./patch.ts";

const FILLER = "One moment, please.";
const isSilent = (tool: Tool): boolean => tool.on_call === "silent";
const isLlm = (tool: Tool): boolean => canonicalTool(tool)["origin"] === "llm";

/** Behavior that only an in-call tool shows. */
export async function probeLiveFields(findings: Findings, patches: Patches): Promise<void> {
  await findings.settle(["origin-change"], async () => {
    const vision = await patches.send({ origin: "vision" });
    const isVision = isTaken(vision) && (await patches.read()).origin === "vision";
    findings.observe("origin-change", isTaken(vision) && !isVision ? "ignored" : verdict(vision), vision.said);
  });
  await findings.settle(["null-field", "stray-filler", "filler-patch"], async () => {
    if (!isLlm(await patches.read())) await patches.prepare({ origin: "llm" }, isLlm);
    await findings.settle(["null-field"], () => probeNull(findings, patches));
    await findings.settle(["stray-filler"], async () => {
      await patches.prepare({ on_call: "silent" }, isSilent);
      const stray = await patches.send({ static_filler: "One moment." });
      findings.observe("stray-filler", verdict(stray), stray.said);
    });
    await findings.settle(["filler-patch"], () => probeFiller(findings, patches));
  });
}

async function probeNull(findings: Findings, patches: Patches): Promise<void> {
  await patches.prepare({ on_call: "silent" }, isSilent);
  const cleared = await patches.send({ on_call: null });
  if (!isTaken(cleared)) return findings.observe("null-field", verdict(cleared), cleared.said);
  findings.observe("null-field", isSilent(await patches.read()) ? "ignored" : "cleared", cleared.said);
}

async function probeFiller(findings: Findings, patches: Patches): Promise<void> {
  const filler = await patches.send({ on_call: "static_filler", static_filler: FILLER });
  if (!isTaken(filler)) return findings.observe("filler-patch", verdict(filler), filler.said);
  const stored = (await patches.read()).static_filler;
  findings.observe("filler-patch", stored === FILLER ? "stored" : isUnset(stored) ? "ignored" : "changed", filler.said);
}
