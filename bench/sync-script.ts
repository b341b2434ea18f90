import { setTimeout as sleep } from "node:timers/promises";
import { type Account, request } from "./account.ts";
import { WIRE } from "./definition.ts";

/** The pause between requests in the best-known script that people use today. */
export const GAP_MS = 700;

/**
 * The alternative that people use: a script that lists the tools, then reads and writes each one, even if it hasn't changed. It pauses after every
 * request. This code copies only the strategy. It was written for this benchmark.
 */
export async function syncByScript(account: Account, tools: number, gapMs = GAP_MS): Promise<void> {
  const call: typeof request = async (...args) => {
    const answer = await request(...args);
    await sleep(gapMs);
    return answer;
  };
  const { data } = await call(account, "GET", "/v2/tools?limit=100");
  const known = new Map((data as { name: string; tool_id: string }[]).map(({ name, tool_id: id }) => [name, id]));
  for (let i = 0; i < tools; i += 1) {
    const definition = { name: `script_tool_${i}`, ...WIRE };
    const id = known.get(definition.name);
    if (id === undefined) await call(account, "POST", "/v2/tools", definition);
    else {
      await call(account, "GET", `/v2/tools/${id}`);
      await call(account, "PATCH", `/v2/tools/${id}`, definition);
    }
  }
}
