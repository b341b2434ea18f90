import { TRANSCRIPT } from "../../../src/emulator/testing/start.ts";
import type { TestEmulator } from "./emulator.ts";

/** Runs a call with the PAL from its beginning to its end, and returns its id. Doesn't wait for the work that the end starts. */
export async function endCall({ request }: Pick<TestEmulator, "request">, palId: string): Promise<string> {
  const { body } = await request("POST", "/v2/conversations", { pal_id: palId });
  const id = String(body["conversation_id"]);
  await request("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: TRANSCRIPT });
  await request("POST", `/v2/conversations/${id}/end`);
  return id;
}

/** Starts and ends calls one after the other, several at a time, until it is stopped. */
export function startCalls(
  emulator: Pick<TestEmulator, "request">,
  palId: string,
  delivered: (id: string) => Promise<void>,
): { ended: string[]; stop(): Promise<void> } {
  const ended: string[] = [];
  let stopped = false;
  const line = async (): Promise<void> => {
    while (!stopped) {
      const id = await endCall(emulator, palId);
      ended.push(id);
      await delivered(id);
    }
  };
  const lines = [line(), line(), line()];
  return {
    ended,
    stop: async () => {
      stopped = true;
      await Promise.all(lines);
    },
  };
}
