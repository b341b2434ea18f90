import type { Tool } from "../../contract/index.ts";

/** Makes a tool, or finds the one that its own lost POST has made; what `isAnothers` knows is another creation's. */
export type Create = (isAnothers: (toolId: string) => boolean) => Promise<Tool>;

/**
 * The creations of one client. A tool proves by its name, definition and time whose it is (C-3, G-10), and by these two resources of one program may be
 * alike: so creations of one name follow each other, and what one has made is no proof to the next.
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
