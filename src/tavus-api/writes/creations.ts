import type { Tool } from "../../contract/index.ts";

/** Creates a tool, or finds the one that its own lost POST has created. `isAnothers` recognizes the tools of other creations. */
export type Create = (isAnothers: (toolId: string) => boolean) => Promise<Tool>;

/**
 * The creations of one client. A tool's name, definition, and time prove who created it (C-3, G-10), but two resources of a program can be identical.
 * So creations with the same name run one after the other, and a tool that one of them created doesn't count as proof for the next.
 */
export class Creations {
  readonly #made = new Set<string>();
  readonly #last = new Map<string, Promise<unknown>>();

  async run(name: string, create: Create): Promise<Tool> {
    const before = this.#last.get(name);
    const tool = (async () => {
      await before?.catch(() => undefined);
      return create((toolId) => this.#made.has(toolId));
    })();
    this.#last.set(name, tool);
    try {
      const made = await tool;
      this.#made.add(made.tool_id);
      return made;
    } finally {
      if (this.#last.get(name) === tool) this.#last.delete(name);
    }
  }
}
