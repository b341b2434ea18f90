import { NAME_PREFIX } from "./throwaway.ts";

/** What a run does to the account, for who has to consent to it. */
export function planOf(palId: string | undefined): string[] {
  return [
    `make one tool, named ${NAME_PREFIX}<time>_<random>; change it about forty times, delete it, and make it again up to three times`,
    palId === undefined
      ? "leave every PAL alone; with --pal <id> it would attach that tool to this PAL and detach it again"
      : `attach that tool to PAL ${palId} for a few seconds and detach it, three times; a call that begins in that time may be offered it`,
    "delete it in the end, also after Ctrl-C or an error",
    `delete tools of such names that earlier runs left behind, where they began more than five minutes ago`,
    "read the list of tools, and touch nothing else",
  ];
}
