import { DEFINITION_MAX, type JsonObject } from "../../../src/contract/index.ts";
import type { Findings } from "../findings.ts";
import { wasTaken } from "../verdict.ts";
import type { Patches } from "./patch.ts";

/** Leaves room for any way of counting `parameters`. */
const MARGIN = 1000;
const NO_PARAMETERS: JsonObject = { type: "object", properties: {} };

/** T-5: how the server counts a definition. Each text is below the limit in one unit and above it in the next. */
export function probeSize(findings: Findings, patches: Patches): Promise<void> {
  return findings.settle(["size-unit", "size-json"], async () => {
    const send = (description: string, parameters = NO_PARAMETERS) => patches.send({ description, parameters });
    const short = "é 😀";
    await patches.prepare({ description: short, parameters: NO_PARAMETERS }, (tool) => tool.description === short);
    const tooLong = await send("x".repeat(DEFINITION_MAX + MARGIN));
    if (wasTaken(tooLong)) {
      findings.observe("size-unit", `${DEFINITION_MAX + MARGIN} letters are accepted`, tooLong.said);
      return findings.leaveOpen(["size-json"], "no limit was met");
    }
    await findings.settle(["size-unit"], async () => {
      // These characters have two bytes and one UTF-16 unit each. The next ones have four bytes and two units.
      const accents = await send("é".repeat(DEFINITION_MAX - MARGIN));
      const faces = await send("😀".repeat(DEFINITION_MAX - MARGIN));
      const unit = !wasTaken(accents) ? "bytes" : wasTaken(faces) ? "code points" : "UTF-16 units";
      findings.observe("size-unit", unit, faces.said);
    });

    const properties = Array.from({ length: 100 }, (_, i) => [`p${i}`, { type: "string" }]);
    const parameters = { type: "object", properties: Object.fromEntries(properties) };
    const compact = JSON.stringify(parameters).length;
    // The text is 50 letters below the limit. The spaces between a hundred members are more than that.
    const spaced = await send("x".repeat(DEFINITION_MAX - compact - 50), parameters);
    if (wasTaken(spaced)) return findings.observe("size-json", "not counted", spaced.said);
    // T-18: each character is 6 characters if escaped, but at most 3 bytes by every other way of counting.
    const escaped = await send(short, { ...NO_PARAMETERS, description: "\u4f1a".repeat(2000) });
    findings.observe("size-json", wasTaken(escaped) ? "blanks counted" : "blanks and escapes counted", escaped.said);
  });
}
