import { stackToRead } from "./account.ts";
import { readStack, type StackOptions } from "./stack/index.ts";
import { withProgress } from "./terminal.ts";

export class UnknownNameError extends Error {
  override name = "UnknownNameError";
}

/**
 * Runs work with the tool that the user named. If the account doesn't know the name, it can be a resource's name. The work then gets the id of the
 * resource's tool.
 * @throws UnknownNameError of the work, if the stack doesn't know the name either
 */
export async function withToolNamed<T>(
  name: string,
  options: StackOptions,
  work: (target: string) => Promise<T>,
): Promise<T> {
  try {
    return await work(name);
  } catch (error) {
    const id = error instanceof UnknownNameError ? await idOfResource(name, options) : undefined;
    if (id === undefined) throw error;
    return work(id);
  }
}

async function idOfResource(name: string, options: StackOptions): Promise<string | undefined> {
  const stack = stackToRead(options);
  // A stack that can't be read has no names. The account's error is then more helpful to the user.
  const state =
    stack === undefined
      ? undefined
      : await withProgress("Reading the stack", () => readStack(stack)).catch(() => undefined);
  const tools = (state?.resources ?? []).filter((resource) => resource.kind === "tool" && resource.name === name);
  const ids = [...new Set(tools.map(({ id }) => id))];
  if (ids.length > 1)
    throw new Error(
      `${ids.length} tools of the stack are named ${name}: ${ids.join(", ")}. Use the id of one of them.`,
    );
  return ids[0];
}
