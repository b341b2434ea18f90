import type { ClockReading } from "../facts/answer.ts";
import { type Finding, notChecked, ok, warning } from "../report.ts";

const SKEW_MAX_MS = 60_000;

/** This machine's clock against the server's: certificates and times in reports are judged by it. */
export function checkClock(reading: ClockReading | undefined): Finding {
  if (reading === undefined) return notChecked("clock", "No server told its time.");
  const { server, sent, received } = reading;
  // The header has whole seconds, and was written at some moment in between.
  const ahead = Math.max(sent - (server + 1000), 0);
  const behind = Math.max(server - received, 0);
  if (Math.max(ahead, behind) <= SKEW_MAX_MS) return ok("clock", "At most a minute from the server's.");
  return warning(
    "clock",
    `This machine's clock is ${Math.round(Math.max(ahead, behind) / 1000)} s ${ahead > behind ? "ahead of" : "behind"} the server's.`,
    process.platform === "darwin" ? "sudo sntp -sS time.apple.com" : "sudo timedatectl set-ntp true",
  );
}
