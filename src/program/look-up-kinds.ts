import type { AccountLists } from "./account-lists.ts";

/**
 * A PAL that a look-up found.
 * @since 0.1.0
 */
export interface GetPalResult {
  /** The PAL's id. */
  readonly palId: string;
  /** The PAL's name. */
  readonly name: string;
}

/**
 * A tool that a look-up found.
 * @since 0.1.0
 */
export interface GetToolResult {
  /** The tool's id. */
  readonly toolId: string;
  /** The tool's name. */
  readonly name: string;
  /** What the tool is for. Empty if it has no description. */
  readonly description: string;
  /** When the tool runs. */
  readonly triggerType: "in_call" | "post_call";
}

/** The kinds of objects that can be looked up. */
export interface Kind<R> {
  readonly call: "getPal" | "getTool";
  readonly noun: "PAL" | "tool";
  /** The property of the result that contains the id. */
  readonly idKey: string;
  readonly list: (lists: AccountLists) => Promise<readonly R[]>;
  /** The result if mocks leave properties out. */
  readonly sample: (id: string, name: string) => R;
}

export const PAL: Kind<GetPalResult> = {
  call: "getPal",
  noun: "PAL",
  idKey: "palId",
  list: async (lists) => (await lists.pals()).map(({ id, name }) => ({ palId: id, name })),
  sample: (palId, name) => ({ palId, name }),
};

export const TOOL: Kind<GetToolResult> = {
  call: "getTool",
  noun: "tool",
  idKey: "toolId",
  list: async (lists) =>
    (await lists.tools()).map(({ tool_id: toolId, name, description, trigger_type: triggerType }) => ({
      toolId,
      name,
      description: description ?? "",
      triggerType: triggerType === "post_call" ? triggerType : "in_call",
    })),
  sample: (toolId, name) => ({ toolId, name, description: "", triggerType: "post_call" }),
};

export type By = "name" | "id";
