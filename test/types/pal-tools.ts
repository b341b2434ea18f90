/** The arguments of a PalTools. `npm run types` is the test. */
import * as pulumi from "@pulumi/pulumi";
import { PalTools, Tool } from "../../src/index.ts";

const tool = Tool.get("tool", "t1");
const ids = ["t1", "t2"] as const;
new PalTools("a", { palId: "p1", toolIds: [] });
new PalTools("b", {
  palId: tool.id,
  toolIds: [tool, tool.id, tool.toolId, "t1", Promise.resolve("t2"), pulumi.output(tool)],
});
new PalTools("c", { palId: "p1", toolIds: ids });
new PalTools("d", { palId: "p1", toolIds: pulumi.output([tool, "t1"]) });
new PalTools("e", { palId: "p1", toolIds: Promise.resolve([tool]) });
const { toolIds }: { toolIds: pulumi.Output<string[]> } = PalTools.get("f", "p1");
new PalTools("g", { palId: "p1", toolIds });

// @ts-expect-error toolIds is a list
new PalTools("h", { palId: "p1", toolIds: tool });
// @ts-expect-error toolIds is required: an omitted set would detach everything
new PalTools("i", { palId: "p1" });
// @ts-expect-error a number isn't an id
new PalTools("j", { palId: "p1", toolIds: [1] });
// @ts-expect-error toolId belongs to PalToolAttachment
new PalTools("k", { palId: "p1", toolIds: [], toolId: "t1" });
