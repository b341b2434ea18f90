/**
 * Parses a timestamp in any format that Tavus is known to use (G-13) to milliseconds. It can have a space instead of `T`, a fraction of any length,
 * and no time zone, which means UTC. `undefined` if it isn't a timestamp.
 */
export function parseTimestamp(text: string | null | undefined): number | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(
    text?.trim() ?? "",
  );
  if (parts === null) return undefined;
  const [, day, time, fraction = "0", zone = "Z"] = parts;
  const offset = zone.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2").toUpperCase();
  const seconds = time?.length === 5 ? `${time}:00` : time;
  const value = Date.parse(`${day}T${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}${offset}`);
  return Number.isNaN(value) ? undefined : value;
}
