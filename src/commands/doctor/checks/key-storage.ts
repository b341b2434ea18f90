import type { StoredConfigValue } from "../../stack/index.ts";
import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, problem } from "../report.ts";

/** @param stored the stack's config as stored in its file */
export function checkKeyStorage(stored: Known<Readonly<Record<string, StoredConfigValue>>>, stack: string): Finding {
  if (!stored.known) return notChecked("key-storage", stored.reason);
  const key = stored.value["tavus:apiKey"];
  if (key === undefined) return ok("key-storage", "The stack's config has no key.");
  if (key.secret) return ok("key-storage", "tavus:apiKey is stored as a secret.");
  return problem(
    "key-storage",
    `tavus:apiKey is in plain text in Pulumi.${stack}.yaml.`,
    "pulumi config set --secret tavus:apiKey <a new key>, then delete the old one at https://maker.tavus.io/dev/api-keys, because the file's history still contains it.",
  );
}
