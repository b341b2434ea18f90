import { expect, it } from "vitest";
import { palToolAttachment, palTools, tool } from "./index.ts";
import { PROVIDER_TEXTS } from "./pin.ts";

const providers = { tool, palTools, palToolAttachment };

it("the texts in the state are these for ever, within 64 bytes, and lead to the providers", () => {
  expect(PROVIDER_TEXTS).toEqual({
    tool: 'exports.handler=()=>require("pulumi-tavus/dynamic").tool',
    palTools: 'exports.handler=()=>require("pulumi-tavus/dynamic").palTools',
    palToolAttachment: 'this.handler=require("pulumi-tavus/dynamic").palToolAttachment',
  });
  for (const [kind, text] of Object.entries(PROVIDER_TEXTS)) {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64);
    // As the engine's host does it.
    const exports: { handler?: () => unknown } = {};
    const require = (name: string): unknown => (name === "pulumi-tavus/dynamic" ? providers : undefined);
    new Function("exports", "require", text).call(exports, exports, require);
    expect(exports.handler?.()).toBe(providers[kind as keyof typeof PROVIDER_TEXTS]);
  }
});
