const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Converts `30s`, `5m`, `24h`, or `7d` to milliseconds. */
export function durationOf(option: string, text: string): number {
  const [, number = "", unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? 0);
  if (ms > 0) return ms;
  throw new Error(`${option} ${text}: write seconds, minutes, hours or days, such as 30s, 5m, 24h or 7d.`);
}
