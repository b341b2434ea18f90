import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, it } from "vitest";
import * as tavus from "../index.ts";

beforeEach(() => {
  const newResource = ({ name, inputs }: pulumi.runtime.MockResourceArgs) => ({ id: `${name}-id`, state: inputs });
  pulumi.runtime.setMocks({ newResource, call: ({ inputs }) => inputs }, "project", "dev");
});

it("refuses more Tools than a PAL can have, even before they have ids", () => {
  const tools = Array.from(
    { length: 50 },
    (_, i) => new tavus.Tool(`tool_${i}`, { name: `tool_${i}`, description: "d" }),
  );
  const set = (name: string, toolIds: tavus.PalToolsArgs["toolIds"]) =>
    new tavus.PalTools(name, { palId: "p0123456789", toolIds });
  expect(() => set("many", [...tools, ...tools, "t0123456789"])).toThrow(
    "PalTools many: `toolIds` has 51 tools, but a PAL takes at most 50. Remove 1. (P-4)",
  );
  expect(() => set("full", [...tools, ...tools])).not.toThrow();
});
