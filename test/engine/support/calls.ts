import type { Scene } from "./scene.ts";

const TRANSCRIPT = [
  { role: "assistant", content: "How can I help?" },
  { role: "user", content: "Order 4711 never arrived." },
];

/** A call with the PAL, from its beginning to its end; what its end starts goes on. Its id. */
export async function endCall(scene: Scene, palId: string): Promise<string> {
  const { body } = await scene.request("POST", "/v2/conversations", { pal_id: palId });
  const id = String(body["conversation_id"]);
  await scene.request("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: TRANSCRIPT });
  await scene.request("POST", `/v2/conversations/${id}/end`);
  return id;
}

/** Calls that end one after the other, several at a time, until told to stop. */
export function startCalls(
  scene: Scene,
  palId: string,
  delivered: (id: string) => Promise<void>,
): { ended: string[]; stop(): Promise<void> } {
  const ended: string[] = [];
  let stopped = false;
  const line = async (): Promise<void> => {
    while (!stopped) {
      const id = await endCall(scene, palId);
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
