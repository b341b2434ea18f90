import { FAILSAFE_SCHEMA, load, Type } from "js-yaml";

/** Tags of other tools, such as `!secret`, are ignored: their values stay what they are without them. */
const ANY_TAG = (["scalar", "sequence", "mapping"] as const).map((kind) => new Type("!", { kind, multi: true }));
/** Everything but lists and mappings is text: a version such as 1.0 stays what it is. */
const SCHEMA = FAILSAFE_SCHEMA.extend(ANY_TAG);

/** The value of a YAML text, or `undefined` for one that can't be read. JSON is YAML. */
export function readYaml(text: string): unknown {
  try {
    return load(text, { schema: SCHEMA });
  } catch {
    return undefined;
  }
}
