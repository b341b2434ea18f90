import { canonicalTool, isUnset, type Tool } from "../../../src/contract/index.ts";
import type { Findings } from "../findings.ts";
import { judged } from "../verdict.ts";
import type { Patches } from "./patch.ts";

const FILLER = "One moment, please.";
const isSilent = (tool: Tool): boolean => tool.on_call === "silent";
const isLlm = (tool: Tool): boolean => canonicalTool(tool)["origin"] === "llm";

export async function probeLiveFields(findings: Findings, patches: Patches): Promise<void> {
  await findings.ask("origin-change", () =>
    patches.effect({ origin: "vision" }, ({ origin }) => (origin === "vision" ? "accepted" : "ignored")),
  );
  await findings.settle(["null-field", "stray-filler", "filler-patch"], async () => {
    if (!isLlm(await patches.read())) await patches.prepare({ origin: "llm" }, isLlm);
    await findings.ask("null-field", async () => {
      await patches.prepare({ on_call: "silent" }, isSilent);
      return patches.effect({ on_call: null }, (tool) => (isSilent(tool) ? "ignored" : "cleared"));
    });
    await findings.ask("stray-filler", async () => {
      await patches.prepare({ on_call: "silent" }, isSilent);
      return judged(await patches.send({ static_filler: "One moment." }));
    });
    await findings.ask("filler-patch", () =>
      patches.effect({ on_call: "static_filler", static_filler: FILLER }, ({ static_filler: stored }) =>
        stored === FILLER ? "stored" : isUnset(stored) ? "ignored" : "changed",
      ),
    );
  });
}
