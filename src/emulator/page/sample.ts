import type { Seed } from "../seed.ts";

/** The endpoint of the sample's action, which accepts everything. */
export const SAMPLE_ENDPOINT = "/_sample/hook";

export const SAMPLE_ANSWER = {
  received: true,
  next: "Set the tool's endpoint to your own, such as http://localhost:3000/hook.",
};

/** A PAL with an action, for people who have deployed nothing. */
export function sampleSeed(url: string): Seed {
  return {
    tools: [
      {
        name: "sample_call_note",
        description: "After the call, note what the caller wanted and how urgent it is.",
        trigger_type: "post_call",
        parameters: {
          type: "object",
          properties: {
            channel: { type: "string", const: "support" },
            message: { type: "string", description: "One sentence: what the caller wanted, and the outcome." },
            urgency: { type: "string", enum: ["low", "high"], description: "high if the caller is blocked." },
          },
          required: ["channel", "message", "urgency"],
        },
        delivery: {
          api: { url: url + SAMPLE_ENDPOINT, timeout: 20, auth: { type: "hmac", secret: "sample-secret" } },
        },
      },
    ],
    pals: [
      {
        pal_name: "Sample PAL",
        system_prompt: "You are a friendly support agent.",
        default_face_id: SAMPLE_FACE,
        tools: ["sample_call_note"],
      },
    ],
  };
}

/** P-20: a PAL needs a face, but the emulator shows none. */
export const SAMPLE_FACE = "r000000000000";
