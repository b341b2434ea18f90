import { expect, it } from "vitest";
import { attachmentId } from "./attachment-id.ts";
import { defaultToolName } from "./default-name.ts";
import * as properties from "./properties.ts";
import { PROVIDER_TEXTS } from "./provider-texts.ts";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "./secrets.ts";
import { TYPE_TOKENS } from "./type-tokens.ts";
import { UNKNOWN } from "./unknown.ts";

/** Every state ever written contains these values, so they must never change. */
const GOLDEN = {
  types: {
    tool: "pulumi-nodejs:dynamic/tavus:Tool",
    palToolAttachment: "pulumi-nodejs:dynamic/tavus:PalToolAttachment",
    palTools: "pulumi-nodejs:dynamic/tavus:PalTools",
  },
  providers: {
    tool: 'exports.handler=()=>require("pulumi-tavus/dynamic").tool',
    palTools: 'exports.handler=()=>require("pulumi-tavus/dynamic").palTools',
    palToolAttachment: 'this.handler=require("pulumi-tavus/dynamic").palToolAttachment',
  },
  properties: ["__declared", "__ignoreChanges", "__imported", "__naming", "__normalized", "__provider", "__unknown"],
  attachment: "p123/tabc",
  defaultNames: ["crm_note_dev", "gr__e_dev_f0a42935"],
  engine: [
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "4dabf18193072939515e22adb298388d",
    "1b47061264138c4ac30d75fd1eb44270",
  ],
};

it("never changes", () => {
  expect({
    types: TYPE_TOKENS,
    providers: PROVIDER_TEXTS,
    properties: Object.values(properties).sort(),
    attachment: attachmentId("p123", "tabc"),
    defaultNames: [defaultToolName("crm-note", "dev"), defaultToolName("größe", "dev")],
    engine: [UNKNOWN, SIGNATURE_KEY, SECRET_SIGNATURE],
  }).toEqual(GOLDEN);
});
