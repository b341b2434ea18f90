import { FAILSAFE_SCHEMA, load, Type } from "js-yaml";

/** Ignores tags of other tools, such as `!secret`: their values are read as if there were no tag. */
const ANY_TAG = (["scalar", "sequence", "mapping"] as const).map((kind) => new Type("!", { kind, multi: true }));
/** Everything except lists and mappings is a string, so a version such as 1.0 stays unchanged. */
const SCHEMA = FAILSAFE_SCHEMA.extend(ANY_TAG);

/** The value of a YAML text, or `undefined` if it can't be read. JSON is valid YAML. */
export function readYaml(text: string): unknown {
  try {
    return load(text, { schema: SCHEMA });
  } catch {
    return undefined;
  }
}
