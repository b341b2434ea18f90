import type { Tool } from "../../contract/index.ts";
import { describeNames } from "../../contract/known-names.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import type { Pal } from "../../tavus-api/reads/pal-list.ts";

export interface Selection {
  readonly tools?: readonly string[];
  /** Ids or exact names of PALs, whose tools are imported. */
  readonly pals?: readonly string[];
  /** Tool names. `*` and `?` are wildcards. */
  readonly names?: readonly string[];
}

export interface Attachment {
  readonly pal: Pal;
  readonly tool: Tool;
}

export interface Account {
  readonly tools: readonly Tool[];
  readonly attachments: readonly Attachment[];
}

/** Reads the tools of an account and their attachments. Sends one request for each hundred tools, one for each hundred PALs, and one for each PAL. */
export async function readAccount(client: TavusClient, selection: Selection = {}): Promise<Account> {
  const [tools, pals] = await Promise.all([client.listTools(), client.listPals()]);
  const chosenPals = choosePals(pals, selection.pals ?? []);
  const attached = await Promise.all(
    chosenPals.map(async (pal) => ((await client.readPalTools(pal.id)) ?? []).map(({ tool_id: id }) => ({ pal, id }))),
  );
  const onPals = new Set(attached.flat().map(({ id }) => id));
  const chosen = new Map(
    chooseTools(tools, selection)
      .filter(({ tool_id: id }) => selection.pals === undefined || selection.pals.length === 0 || onPals.has(id))
      .map((tool) => [tool.tool_id, tool]),
  );
  const attachments = attached.flat().flatMap(({ pal, id }) => {
    const tool = chosen.get(id);
    return tool === undefined ? [] : [{ pal, tool }];
  });
  return { tools: [...chosen.values()], attachments };
}

function choosePals(pals: readonly Pal[], wanted: readonly string[]): readonly Pal[] {
  if (wanted.length === 0) return pals;
  const matches = (pal: Pal, one: string): boolean => pal.id === one || pal.name === one;
  const unknown = wanted.find((one) => !pals.some((pal) => matches(pal, one)));
  if (unknown !== undefined) {
    const [names, ids] = [pals.map(({ name }) => name), pals.map(({ id, name }) => `${id} (${name})`)];
    throw new Error(`--pal ${unknown}: there is no such PAL. ${describeNames(unknown, names, ids)}`);
  }
  return pals.filter((pal) => wanted.some((one) => matches(pal, one)));
}

function chooseTools(all: readonly Tool[], { tools = [], names = [] }: Selection): readonly Tool[] {
  if (tools.length === 0 && names.length === 0) return all;
  const known = all.map(({ name }) => name);
  for (const one of tools)
    if (!all.some((tool) => isTool(tool, one)))
      throw new Error(
        one === "end_call"
          ? "--tool end_call: that tool is Tavus's own (T-14). It is always there, and nothing can manage it."
          : `--tool ${one}: there is no such tool. ${describeNames(one, known)}`,
      );
  for (const glob of names)
    if (!known.some((name) => toPattern(glob).test(name)))
      throw new Error(`--name ${glob}: no tool has such a name. ${describeNames(glob, known)}`);
  return all.filter(
    (tool) => tools.some((one) => isTool(tool, one)) || names.some((glob) => toPattern(glob).test(tool.name)),
  );
}

const isTool = (tool: Tool, one: string): boolean => tool.tool_id === one || tool.name === one;

function toPattern(glob: string): RegExp {
  const text = glob
    .replace(/[\\^$.+()[\]{}|]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${text}$`, "s");
}
