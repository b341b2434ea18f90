import { isUnset } from "../../tavus-api/contract/index.ts";
import type { Findings } from "../findings.ts";
import { isTaken, verdict } from "../words.ts";
import type { Patches } from "./patch.ts";

/** What only a tool for the call can show. */
export async function probeLiveFields(findings: Findings, patches: Patches): Promise<void> {
  const vision = await patches.send({ origin: "vision" });
  const isVision = isTaken(vision) && (await patches.read())?.origin === "vision";
  findings.observe("origin-change", isTaken(vision) && !isVision ? "ignored" : verdict(vision), vision.said);
  if (isVision) await patches.send({ origin: "llm" });

  const silent = await patches.send({ on_call: "silent" });
  if (!isTaken(silent))
    return findings.leaveOpen(["null-field", "stray-filler", "filler-patch"], `a PATCH of on_call: ${silent.said}`);
  const cleared = await patches.send({ on_call: null });
  const isSilent = isTaken(cleared) && (await patches.read())?.on_call === "silent";
  findings.observe(
    "null-field",
    isTaken(cleared) ? (isSilent ? "ignored" : "cleared") : verdict(cleared),
    cleared.said,
  );

  await patches.send({ on_call: "silent" });
  const stray = await patches.send({ static_filler: "One moment." });
  findings.observe("stray-filler", verdict(stray), stray.said);
  const filler = await patches.send({ on_call: "static_filler", static_filler: "One moment, please." });
  const stored = isTaken(filler) ? (await patches.read())?.static_filler : undefined;
  findings.observe(
    "filler-patch",
    !isTaken(filler)
      ? verdict(filler)
      : stored === "One moment, please."
        ? "stored"
        : isUnset(stored)
          ? "ignored"
          : "changed",
    filler.said,
  );
}
