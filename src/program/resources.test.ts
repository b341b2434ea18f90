import { type ResourceValidationArgs, validateResourceOfType } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import * as tavus from "../index.ts";
import { TYPE_TOKENS } from "../state-format/type-tokens.ts";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}
const registered: Registered[] = [];
beforeEach(() => {
  registered.length = 0;
  pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => {
        registered.push({ type, name, inputs });
        return { id: id || `${name}-id`, state: inputs };
      },
      call: ({ inputs }) => inputs,
    },
    "project",
    "dev",
  );
});

/** Waits until the engine has received everything that a program started. */
async function drain(): Promise<void> {
  for (let i = 0; i < 30; i += 1) await new Promise(setImmediate);
}
afterEach(drain);

/** Arguments that a JavaScript program can pass, but that TypeScript wouldn't compile. */
const loose = (value: unknown): never => value as never;
const known = <T>(value: pulumi.Output<T>): Promise<T> => new Promise((resolve) => value.apply(resolve));

/** Everything that reaches the program as an unhandled rejection, which ends it. */
async function failuresOf(work: () => void): Promise<string> {
  const failures: string[] = [];
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason: Error) => void failures.push(String(reason.stack)));
  try {
    work();
    await drain();
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
  const text = failures.join("\n");
  // Pulumi prints the stack trace of errors that occur after the program's own code has run.
  expect(text).not.toMatch(/^ +at /m);
  return text;
}

const api = { url: "https://crm.acme.dev/{tavus_conversation_id}" };
const tool = { description: "d", triggerType: "post_call", parameters: { type: "object" }, delivery: { api } } as const;
const action = tavus.defineAction({
  name: "log_note",
  description: "d",
  parameters: { message: z.string().describe("m") },
});
const delivery = api;
const PAL = "p0123456789";

const CLASSES = [
  ["Tool", (args: unknown, opts?: unknown) => new tavus.Tool("x", loose(args), loose(opts)), tool],
  [
    "PalToolAttachment",
    (args: unknown, opts?: unknown) => new tavus.PalToolAttachment("x", loose(args), loose(opts)),
    { palId: PAL, toolId: "t1" },
  ],
  [
    "PalTools",
    (args: unknown, opts?: unknown) => new tavus.PalTools("x", loose(args), loose(opts)),
    { palId: "p9", toolIds: ["t1"] },
  ],
  [
    "PostCallAction",
    (args: unknown, opts?: unknown) => new tavus.PostCallAction("x", loose(args), loose(opts)),
    { action, delivery },
  ],
  ["Provider", (args: unknown, opts?: unknown) => new tavus.Provider("x", loose(args), loose(opts)), { apiKey: "k" }],
] as const;

/** By the names with which a policy pack selects them. */
const IS_INSTANCE = {
  Tool: tavus.Tool.isInstance,
  PalToolAttachment: tavus.PalToolAttachment.isInstance,
  PalTools: tavus.PalTools.isInstance,
  PostCallAction: tavus.PostCallAction.isInstance,
  Provider: tavus.Provider.isInstance,
};

describe.each(CLASSES)("%s", (kind, make, args) => {
  it.each([
    ["an Output", pulumi.output(args)],
    ["a promise", Promise.resolve(args)],
    ["a list", [args]],
    ["a string", "p1"],
    ["a Map", new Map(Object.entries(args))],
  ])("refuses arguments that are %s", (found, wrong) => {
    expect(() => make(wrong)).toThrow(`${kind} x: the arguments are ${found}. Write an object`);
    expect(registered).toEqual([]);
  });

  it("refuses missing arguments, unless all have defaults", () => {
    for (const wrong of [undefined, null])
      if (kind === "Provider") expect(make(wrong)).toBeInstanceOf(tavus.Provider);
      else expect(() => make(wrong)).toThrow(`${kind} x: the arguments are ${wrong}. Write an object`);
  });

  it("refuses unknown resource options, and treats null as none", () => {
    make(args, null);
    const provider = new tavus.Provider("p", { apiKey: "k" });
    expect(() => make(args, provider)).toThrow(`${kind} x: the resource options are a resource. Name the option`);
    for (const wrong of [pulumi.output({}), [], "p1"])
      expect(() => make(args, wrong)).toThrow(`${kind} x: the resource options are `);
  });

  it("refuses an Output as its name, and a name that contains one", () => {
    const Class = Object.entries(tavus).find(([name]) => name === kind)?.[1] as unknown as new (
      ...given: unknown[]
    ) => object;
    for (const name of [pulumi.output("x"), `x-${pulumi.output("x")}`])
      expect(() => new Class(name, args)).toThrow(
        `${kind}: the resource's name is a string made from an Output. Pulumi needs to know names before it runs anything: write a string.`,
      );
    expect(registered).toEqual([]);
  });

  it("refuses the option import, and names the command that works", () => {
    expect(() => make(args, { import: "t1" })).toThrow(/npx pulumi-tavus import/);
  });

  it("refuses a value that Pulumi can't transfer in each of its arguments, now or later", async () => {
    for (const key of Object.keys(args).filter((one) => one !== "action")) {
      expect(() => make({ ...args, [key]: { a: [new Date()] } })).toThrow(/^\w+ x: [^\n]*(a Date|neither)/);
      const late = pulumi.output(1).apply(() => ({ a: [new Date()] }));
      expect(
        await failuresOf(() => make({ ...args, [key]: kind === "PostCallAction" ? { url: late } : late })),
      ).toMatch(/\w+ x: [\w.]+a\[0\] is a Date/);
    }
  });

  it("recognizes its instances, even of another copy of the package, and a policy pack's object", () => {
    const isInstance = IS_INSTANCE[kind];
    expect(isInstance(make(args))).toBe(true);
    const type = { Provider: "pulumi:providers:pulumi-nodejs", PostCallAction: "tavus:index:PostCallAction" };
    expect(isInstance({ __pulumiType: Reflect.get(type, kind) ?? `pulumi-nodejs:dynamic/tavus:${kind}` })).toBe(true);
    for (const other of [undefined, null, "x", {}, { __pulumiType: "aws:s3:Bucket" }, pulumi.output(1)])
      expect(isInstance(other)).toBe(false);
    for (const [name] of CLASSES) expect(IS_INSTANCE[name](make(args))).toBe(name === kind);
  });
});

describe("get", () => {
  it.each([
    ["undefined", undefined],
    ["null", null],
    ["empty", ""],
    ["a list", ["t1"]],
    ["a number", 5],
  ])("refuses an id that is %s, instead of creating something", async (found, id) => {
    for (const Class of [tavus.Tool, tavus.PalToolAttachment, tavus.PalTools]) {
      expect(() => Class.get("x", loose(id))).toThrow(`${Class.name} x: the id to read is ${found}. Write one such as`);
      expect(await failuresOf(() => void Class.get("x", loose(pulumi.output(id))))).toContain("the id to read is");
    }
    expect(registered).toEqual([]);
  });

  it("reads without inputs of its own", async () => {
    expect(await known(tavus.Tool.get("x", pulumi.output("t1")).id)).toBe("t1");
    expect(Object.keys(registered[0]?.inputs ?? {})).toEqual(["__provider"]);
  });
});

describe("the name of a Tool", () => {
  it.each([
    [undefined, "x_dev"],
    [null, "x_dev"],
    [pulumi.output(undefined), "x_dev"],
    [Promise.resolve(null), "x_dev"],
    [pulumi.output("own"), "own"],
    ["own", "own"],
  ])("is the default if it is omitted or turns out to be undefined", async (name, expected) => {
    expect(await known(new tavus.Tool("x", loose({ ...tool, name })).name)).toBe(expected);
  });
});

describe("a transformation of the resource", () => {
  it("is checked like the program's arguments", () => {
    const change = ({ props, opts }: pulumi.ResourceTransformationArgs) => ({
      props: { ...props, delivery: { api: { url: new URL("https://a.example") } } },
      opts,
    });
    expect(() => new tavus.Tool("x", tool, { transformations: [change] })).toThrow(
      "Tool x: delivery.api.url is a URL, which can't be sent to Tavus. Write a string: url.href.",
    );
  });
});

describe("tools passed to an attachment", () => {
  it("can be Tools, or Outputs and promises of Tools, from any copy of the package", async () => {
    const note = new tavus.Tool("note", tool);
    const values = [note, pulumi.output(note), Promise.resolve(note), pulumi.output(1).apply(() => note), note.id];
    for (const toolId of values)
      expect(await known(new tavus.PalToolAttachment("a", { palId: PAL, toolId: loose(toolId) }).toolId)).toBe(
        "note-id",
      );
    const lists = [
      [note, "t2"],
      pulumi.output([note, "t2"]),
      Promise.resolve([note, "t2"]),
      [pulumi.output(note), "t2"],
    ];
    for (const toolIds of lists)
      expect(await known(new tavus.PalTools("b", { palId: PAL, toolIds: loose(toolIds) }).toolIds)).toEqual([
        "note-id",
        "t2",
      ]);
  });

  it("are refused if they are another kind of resource", () => {
    const other = new tavus.PostCallAction("other", { action, delivery });
    expect(() => new tavus.PalToolAttachment("a", { palId: PAL, toolId: loose(other) })).toThrow(
      "PalToolAttachment a: toolId is a resource (tavus:index:PostCallAction)",
    );
    expect(() => new tavus.PalTools("b", { palId: PAL, toolIds: [loose(other)] })).toThrow("toolIds[0] is a resource");
    expect(() => new tavus.PalTools("b", { palId: loose(other), toolIds: [] })).toThrow("palId is a resource");
  });

  it("are all passed on, so that the check refuses a misspelled argument", async () => {
    const attachment = new tavus.PalToolAttachment("a", loose({ palId: PAL, toolId: "t1", toolID: "t2" }));
    await known(attachment.id);
    expect(registered[0]?.inputs).toMatchObject({ toolID: "t2" });
  });
});

describe("PostCallAction", () => {
  const { fixed } = tavus;
  const open = tavus.defineAction({
    name: "log_note",
    description: "d",
    parameters: { team: fixed(), limit: fixed(5), loud: fixed(true) },
  });
  const make = (args: object) => new tavus.PostCallAction("x", loose({ action, delivery, ...args }));

  it.each([
    [
      "attachTo is an Output. Write a list or an object, whose values may be Outputs",
      { attachTo: pulumi.output([PAL]) },
    ],
    ["attachTo is a promise. Write a list or an object", { attachTo: Promise.resolve([PAL]) }],
    ['attachTo is a string. Write a list: attachTo: ["p…"].', { attachTo: PAL }],
    ["attachTo is a Set. Write a list or an object", { attachTo: new Set([PAL]) }],
    ["attachTo is a Map. Write a list or an object", { attachTo: new Map([["a", PAL]]) }],
    ["attachTo[1] is undefined. Write the PAL's id, or remove it.", { attachTo: [PAL, undefined] }],
    ["attachTo.support is undefined. Write the PAL's id", { attachTo: { support: undefined } }],
    ["attachTo.support is null. Write the PAL's id", { attachTo: { support: null } }],
    ["attachTo.support is empty. Write the PAL's id", { attachTo: { support: "" } }],
    ["attachTo[0] is an object. Write the PAL's id: its palId.", { attachTo: [{ palId: PAL }] }],
    ["attachTo[0] is a string made from an Output. Write pulumi.interpolate", { attachTo: [`${pulumi.output(PAL)}`] }],
    ["attachTo.a is a string made from an Output.", { attachTo: { a: `${pulumi.output(PAL)}` } }],
    [`attachTo[0] and attachTo[2] are the same PAL, "${PAL}". Remove one of them.`, { attachTo: [PAL, "p2", PAL] }],
    [`attachTo.a and attachTo.b are the same PAL, "${PAL}"`, { attachTo: { a: PAL, b: PAL } }],
    ["delivery is an Output. Write an object whose values may be Outputs", { delivery: pulumi.output(delivery) }],
    ["delivery is undefined. Write an object", { delivery: undefined }],
    ["attachtTo is not an input. Did you mean attachTo? Use one of: action, ", { attachtTo: [PAL] }],
    ["name_suffix is not an input. Write nameSuffix.", { name_suffix: "eu" }],
    ["delivery has neither url nor receiver.", { delivery: {} }],
    ["delivery has both url and receiver.", { delivery: { url: "https://a.dev", receiver: "https://a.dev" } }],
    ["fixed is an Output. Write an object", { fixed: pulumi.output({}) }],
    ["fixed is a Map. Write an object", { fixed: new Map() }],
    ["action is undefined. Write what defineAction returned.", { action: undefined }],
    ["action is an Output. Write what defineAction returned.", { action: pulumi.output(action) }],
    ["action is not a definition. Write what defineAction returned.", { action: { name: "a" } }],
    ["nameSuffix is a number. Write a string", { nameSuffix: 5 }],
    ["delivery.receiver is a number. Write the whole address", { delivery: { receiver: 5 } }],
    ["delivery.url is empty. Write the whole address", { delivery: { url: "" } }],
    ["fixed.team is a list. Write a string, a number", { action: open, fixed: { team: ["a"] } }],
    ["fixed.limit is a string, but the definition says a number.", { action: open, fixed: { team: "a", limit: "5" } }],
    ["fixed.loud is a number, but the definition says a boolean", { action: open, fixed: { team: "a", loud: 1 } }],
    ["nameSuffix has no ASCII letter or digit", { nameSuffix: "メモ" }],
    ["nameSuffix has no ASCII letter or digit", { nameSuffix: " " }],
  ])("reports that %s", (text, args) => {
    expect(() => make(args)).toThrow(`PostCallAction x: ${text}`);
    expect(registered).toEqual([]);
  });

  it("registers nothing if it is refused, so that it doesn't disturb the next test with mocks", async () => {
    const body = tavus.defineAction({ ...action, parameters: {}, body: () => ({ text: "x" }) });
    const hmac = { receiver: "https://a.dev", auth: { type: "hmac", secret: "c4nary-secret" } };
    for (const args of [{ action: open }, { action: body, delivery: hmac }, { fixed: { nothing: 1 } }])
      expect(() => make(args)).toThrow("PostCallAction x: ");
    await drain();
    expect(registered).toEqual([]);
  });

  it("names an invalid PAL, suffix, address, or fixed value that is known later", async () => {
    const secret = await failuresOf(() => void make({ attachTo: [pulumi.secret("c4nary"), pulumi.secret("c4nary")] }));
    expect(secret).toContain("attachTo[0] and attachTo[1] are the same PAL. Remove one of them.");
    expect(secret).not.toContain("c4nary");
    for (const [text, args] of [
      ["attachTo.b is undefined", { attachTo: { a: PAL, b: pulumi.output(undefined) } }],
      [`attachTo.a and attachTo.b are the same PAL, "${PAL}"`, { attachTo: { a: PAL, b: pulumi.output(PAL) } }],
      ["nameSuffix has no ASCII letter", { nameSuffix: pulumi.output("-") }],
      ["delivery.receiver is undefined. Write", { delivery: { receiver: pulumi.output(undefined) } }],
      ["fixed.team is undefined. Write a string", { action: open, fixed: { team: pulumi.output(undefined) } }],
      ["fixed.team is an object. Write a string", { action: open, fixed: { team: Promise.resolve({}) } }],
    ] as const)
      expect(await failuresOf(() => void make(args))).toContain(`PostCallAction x: ${text}`);
  });

  it("accepts ids of PALs that are Outputs or promises, in a list or by name", async () => {
    const { attachments } = make({ attachTo: ["p1", pulumi.output("p2"), Promise.resolve("p3")] });
    const pals = Object.entries(attachments).map(async ([key, one]) => [key, await known(one.palId)]);
    expect(await Promise.all(pals)).toEqual([
      ["1", "p2"],
      ["2", "p3"],
      ["p1", "p1"],
    ]);
    expect(Object.keys(make({ attachTo: null }).attachments)).toEqual([]);
  });

  it("keeps the attachments of the PALs that stay when others come and go, in any order", async () => {
    const registeredFor = async (...attachTo: string[]): Promise<Registered[]> => {
      registered.length = 0;
      make({ attachTo });
      await drain();
      return registered.filter(({ type }) => type === TYPE_TOKENS.palToolAttachment);
    };
    const before = await registeredFor("p1", "p2");
    const after = await registeredFor("p3", "p2");
    expect(before.map(({ name }) => name).sort()).toEqual(["x-p1", "x-p2"]);
    expect(after.map(({ name }) => name).sort()).toEqual(["x-p2", "x-p3"]);
    const stays = ({ name }: Registered): boolean => name === "x-p2";
    expect(after.find(stays)).toEqual(before.find(stays));
  });

  it("takes over the state of a Tool that stood in its place", async () => {
    const group = new pulumi.ComponentResource("test:index:Group", "group");
    for (const options of [{}, { parent: group }]) {
      const former = await known(new tavus.Tool("x", tool, options).urn);
      const aliases: pulumi.Input<string | pulumi.Alias>[] = [];
      const look = ({ type, opts }: pulumi.ResourceTransformationArgs): undefined => {
        if (type === TYPE_TOKENS.tool) aliases.push(...(opts.aliases ?? []));
      };
      new tavus.PostCallAction("x", { action, delivery }, { transformations: [look], ...options });
      const [alias, ...others] = aliases as pulumi.Alias[];
      expect(others).toEqual([]);
      expect(await known(pulumi.createUrn("x", TYPE_TOKENS.tool, alias?.parent))).toBe(former);
    }
  });

  it("names its tool after the action and the stack, unless the program sets a name", async () => {
    for (const [args, name] of [
      [{}, "log_note_dev"],
      [{ nameSuffix: undefined }, "log_note_dev"],
      [{ nameSuffix: null, name: null }, "log_note_dev"],
      [{ nameSuffix: pulumi.output(undefined) }, "log_note_dev"],
      [{ nameSuffix: "" }, "log_note"],
      [{ nameSuffix: pulumi.output("") }, "log_note"],
      [{ nameSuffix: "eu-1" }, "log_note_eu_1"],
      [{ nameSuffix: Promise.resolve("eu") }, "log_note_eu"],
      [{ name: "own" }, "own"],
      [{ name: pulumi.output("own"), nameSuffix: "eu" }, "own"],
      [{ name: pulumi.output(undefined) }, "log_note_dev"],
    ] as const)
      expect(await known(make(args).toolName)).toBe(name);
  });

  it("records who chose the tool's name, even if an Output turns out to be undefined", async () => {
    const byDefault = { of: "PostCallAction", action: "log_note", suffix: "dev" };
    for (const [args, naming] of [
      [{}, byDefault],
      [{ name: pulumi.output(undefined) }, byDefault],
      [{ nameSuffix: pulumi.output(undefined) }, byDefault],
      [{ nameSuffix: Promise.resolve(null) }, byDefault],
      [{ nameSuffix: pulumi.secret("eu") }, { of: "PostCallAction" }],
      [{ name: "own" }, { of: "PostCallAction" }],
    ] as const) {
      registered.length = 0;
      await known(make(args).toolId);
      expect(registered.map(({ inputs }) => inputs["__naming"]).filter(Boolean)).toEqual([naming]);
    }
    for (const [name, naming] of [
      [pulumi.output(undefined), { name: "x_dev" }],
      [pulumi.secret("own"), undefined],
    ] as const) {
      registered.length = 0;
      await known(new tavus.Tool("x", { ...tool, name: loose(name) }).id);
      expect(registered.map(({ inputs }) => inputs["__naming"])).toEqual([naming]);
    }
  });
});

describe("Provider", () => {
  const make = (args: object) => new tavus.Provider("x", loose(args));

  it("refuses unknown inputs, and empty settings, which would fall back to the environment's", async () => {
    expect(() => make({ apikey: "k" })).toThrow("Provider x: apikey is not an input. Write apiKey.");
    for (const key of ["apiKey", "baseUrl", "guard"]) {
      expect(() => make({ [key]: " " })).toThrow(`Provider x: ${key} is empty. Write a string, or leave ${key} out`);
      expect(() => make({ [key]: 5 })).toThrow(`Provider x: ${key} is a number`);
      expect(await failuresOf(() => void make({ [key]: pulumi.secret("") }))).toContain(`Provider x: ${key} is empty`);
    }
    make({ apiKey: null, baseUrl: undefined });
  });
});

describe("a policy pack", () => {
  /** As @pulumi/policy calls a class without its own `__pulumiType` (`isTypeOf` in its server.js). */
  const args = (type: string, props: object) =>
    ({
      type,
      props,
      isType: (Class: { isInstance?: (value: unknown) => boolean }) =>
        Class.isInstance?.({ __pulumiType: type }) === true,
      notApplicable: () => {},
    }) as unknown as ResourceValidationArgs;

  it("finds tools, attachments, sets, and actions with validateResourceOfType, with typed properties", () => {
    const seen: unknown[] = [];
    const report = (): void => {};
    const tools = validateResourceOfType(tavus.Tool, ({ description, delivery: to }) => {
      seen.push(description, to?.api?.url);
    });
    const attachments = validateResourceOfType(tavus.PalToolAttachment, ({ palId }) => void seen.push(palId));
    const sets = validateResourceOfType(tavus.PalTools, ({ toolIds }) => void seen.push(...toolIds));
    const type = "pulumi-nodejs:dynamic/tavus:";
    const all = [tools, attachments, sets];
    const resources = [
      args(`${type}Tool`, tool),
      args(`${type}PalToolAttachment`, { palId: PAL }),
      args(`${type}PalTools`, { toolIds: ["t1"] }),
    ];
    for (const validate of all) for (const resource of resources) void validate(resource, report);
    expect(seen).toEqual([tool.description, api.url, PAL, "t1"]);
  });
});
