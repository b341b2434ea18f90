import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state.js";
import { describe, expect, it, vi } from "vitest";
import * as tavus from "../index.ts";

const API = { url: "https://crm.acme.dev/{tavus_conversation_id}" };

function tool(resource: string, name: string | undefined, opts?: pulumi.CustomResourceOptions): tavus.Tool {
  const parameters = { type: "object" } as const;
  const args: tavus.ToolArgs = { description: "d", triggerType: "post_call", parameters, delivery: { api: API } };
  return new tavus.Tool(resource, name === undefined ? args : { ...args, name }, opts);
}

/** The Automation API runs each program like this, so its settings end with it. Pulumi's types don't declare the function. */
const { withLocalStorage } = state as unknown as { withLocalStorage<T>(run: () => T): T };

interface Operation {
  readonly isPreview?: boolean;
  /** The names that tools have in the state, if the operation leaves them out. Undefined: not created yet. */
  readonly leftOut?: Readonly<Record<string, string | undefined>>;
}

/** The errors of a program in one operation. Mocks alone have no stack, so this creates one. */
function errorsOf(program: () => void, { isPreview = false, leftOut = {} }: Operation = {}): Promise<string[]> {
  const error = vi.spyOn(pulumi.log, "error").mockResolvedValue(undefined);
  return withLocalStorage(async () => {
    await pulumi.runtime.setMocks(
      {
        newResource: ({ name, inputs }) => {
          if (!(name in leftOut)) return { id: isPreview ? undefined : `${name}-id`, state: inputs };
          const former = leftOut[name];
          return former === undefined
            ? { id: undefined, state: inputs }
            : { id: `${name}-id`, state: { ...inputs, name: former } };
        },
        call: ({ inputs }) => inputs,
      },
      "project",
      "dev",
      isPreview,
    );
    await pulumi.runtime.runInPulumiStack(async () => program());
    for (let i = 0; i < 30; i += 1) await new Promise(setImmediate);
    return error.mock.calls.map(([text]) => text);
  });
}

const OPERATIONS = [
  ["a preview", { isPreview: true }],
  ["an up", {}],
] as const satisfies [string, Operation][];

describe.each(OPERATIONS)("two tools of one name in %s", (_what, operation) => {
  it("are refused, with both resources and what to do", async () => {
    const program = (): void => void [tool("one", "same"), tool("two", "same"), tool("three", "third")];
    expect(await errorsOf(program, operation)).toEqual([
      'one and two are both named "same", but tool names must be unique in an account (T-3). Rename one of them, or declare the tool ' +
        "once and attach it to several PALs. If they belong to two accounts, give each its own tavus.Provider.",
    ]);
  });

  it("are refused as the default name and a given one", async () => {
    expect(await errorsOf(() => void [tool("note", undefined), tool("two", "note_dev")], operation)).toHaveLength(1);
  });

  it("don't occur if a new one with another's old name isn't a target", async () => {
    const program = (): void => void [tool("one", "other"), tool("two", "same"), tool("three", "third")];
    expect(await errorsOf(program, { ...operation, leftOut: { one: "same", two: undefined } })).toEqual([]);
  });

  it("don't occur if each goes to another provider", async () => {
    const program = (moved: "third" | "fourth") => (): void => {
      const provider = (name: string): tavus.Provider => new tavus.Provider(name, { apiKey: "k" });
      const [third, fourth] = [provider("third"), provider("fourth")];
      tool("one", "same");
      tool("two", "same", { provider: provider("second") });
      const group = new pulumi.ComponentResource("test:index:Group", "group", {}, { provider: third });
      tool("three", "same", { parent: group });
      const move = ({ props, opts }: pulumi.ResourceTransformationArgs) => ({
        props,
        opts: { ...opts, provider: moved === "third" ? third : fourth },
      });
      tool("four", "same", { transformations: [move] });
    };
    expect(await errorsOf(program("fourth"), operation)).toEqual([]);
    expect(await errorsOf(program("third"), operation)).toEqual([
      expect.stringMatching(/^four and three are both named "same"/),
    ]);
  });
});

it("a new tool that up leaves out may have the name that the state gives another by default", async () => {
  const program = (): void => void [tool("note", undefined), tool("two", "note_dev")];
  expect(await errorsOf(program, { leftOut: { two: undefined } })).toEqual([]);
});
