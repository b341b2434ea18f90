import type { JsonObject } from "../../contract/index.ts";
import { hasDialogue, type TranscriptLine } from "../filler/context.ts";

export interface ClosingEvent {
  readonly type: string;
  readonly messageType: "system" | "application";
  readonly properties: JsonObject;
}

/** The events of every conversation at its end (W-4 to W-6). */
export function closingEvents(conversation: JsonObject): ClosingEvent[] {
  const transcript = conversation["transcript"] as TranscriptLine[];
  const perception = String(conversation["perception"] ?? "");
  const events: ClosingEvent[] = [
    {
      type: "system.shutdown",
      messageType: "system",
      properties: { shutdown_reason: conversation["shutdown_reason"] },
    },
  ];
  if (!hasDialogue(transcript)) return events;
  events.push({ type: "application.transcription_ready", messageType: "application", properties: { transcript } });
  if (perception !== "")
    events.push({
      type: "application.perception_analysis",
      messageType: "application",
      properties: { analysis: perception },
    });
  return events;
}
