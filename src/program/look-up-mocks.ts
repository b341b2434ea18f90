import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { isRecord } from "./arguments.ts";
import type { By, Kind } from "./look-up-kinds.ts";
import type { Provider } from "./provider.ts";

/** Whether a unit test runs the program: `setMocks` replaces the engine with its own monitor. */
export function isMocked(): boolean {
  const monitor: object | undefined = pulumi.runtime.getMonitor();
  return monitor !== undefined && "mocks" in monitor;
}

/**
 * Asks the mock `call` of a unit test, as Pulumi's other functions do. Properties that the mock leaves out get made-up values, which are the same for
 * the same arguments.
 */
export async function askMocks<R extends object>(
  { call, idKey, sample }: Kind<R>,
  by: By,
  wanted: string,
  provider: Provider | undefined,
): Promise<R> {
  const token = `tavus:index:${call}`;
  const answer: unknown = await pulumi.runtime.invoke(token, { [by]: wanted }, provider && { provider });
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const made = sample(by === "id" ? wanted : `${call === "getPal" ? "p" : "t"}${hash}`, wanted);
  const given = isRecord(answer) ? answer : {};
  // The usual mock returns the arguments.
  const wrong = Object.keys(given).find((key) => key !== by && !(key in made));
  if (wrong !== undefined)
    throw new pulumi.RunError(
      `${call}: the mock of ${token} answers ${wrong}, which is not in its result. Answer ${Object.keys(made).join(", ")}, of which ${idKey} is the id.`,
    );
  const known = Object.entries(given).filter(([key, value]) => key in made && value !== undefined);
  return { ...made, ...Object.fromEntries(known) };
}
