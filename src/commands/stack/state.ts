import { isObject, type JsonObject, type Path, stringsOf, valueAt } from "../../contract/index.ts";
import { resolveSettings, type Settings } from "../../provider/settings.ts";
import { PROVIDER } from "../../state-format/properties.ts";
import { type Kind, kindOf } from "../../state-format/type-tokens.ts";
import { parseTimestamp } from "../../tavus-api/timestamp.ts";
import { textAt } from "./project-file.ts";
import { reveal } from "./secret.ts";

export interface StackResource {
  readonly urn: string;
  readonly name: string;
  readonly kind: Kind;
  readonly id: string;
  /** The program's inputs, in its own names, with secrets in plain text. `{}` if the resource is only read (`Tool.get`). */
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  readonly secretPaths: readonly Path[];
  /** Managed elsewhere: `Tool.get`. */
  readonly external: boolean;
  readonly provider: string;
  /** The name of the `tavus.Provider` that the program passed. `undefined` if the engine's default provider uses the stack's config. */
  readonly providerName: string | undefined;
  /** The properties whose changes the program ignores, as Pulumi writes paths. Empty or absent if there are none. */
  readonly ignoreChanges?: readonly string[] | undefined;
  /** When the engine last changed the resource, in milliseconds since 1970. `undefined` if the state doesn't say. */
  readonly modifiedAt?: number | undefined;
}

export interface StackState {
  /** The stack's name. `undefined` if nothing was ever deployed. */
  readonly stackName: string | undefined;
  readonly resources: readonly StackResource[];
  /** Every secret text in the state, and the API keys. They must not be in any output. */
  readonly secrets: readonly string[];
  /** The config of the last `up`, which `refresh` and `destroy` use. Secrets are in plain text. `undefined` if the state has none. */
  readonly recordedConfig: StackConfig | undefined;
  /**
   * The account of a resource: explicit provider, stack config, environment (design, section 1).
   * @throws SettingsError if no key is found
   */
  accountOf(resource: Pick<StackResource, "provider">): Settings;
}

export type StackConfig = Readonly<Record<string, string>>;

/** The objects of a list somewhere in a JSON value. Empty if there is no list. */
export function objectsAt(value: unknown, path: Path): JsonObject[] {
  const listed = valueAt(value, path);
  return Array.isArray(listed) ? listed.filter(isObject) : [];
}

/** The resources of an export, except those that are waiting to be deleted. Their replacements are in the export, too. */
export function resourcesOf(exported: unknown): JsonObject[] {
  return objectsAt(exported, ["deployment", "resources"]).filter((resource) => resource["delete"] !== true);
}

/** @param exported the output of `pulumi stack export --show-secrets` */
export function readState(exported: unknown, config: StackConfig, env: NodeJS.ProcessEnv): StackState {
  const all = resourcesOf(exported);
  const providers = new Map(
    all.filter(isProvider).map((resource) => [`${resource["urn"]}::${resource["id"]}`, resource]),
  );
  const explicitOf = (reference: string): JsonObject | undefined => {
    const provider = providers.get(reference);
    return provider === undefined || isDefaultProvider(provider) ? undefined : provider;
  };
  const secrets = new Set<string>();
  const resources = all.flatMap((resource) => {
    const kind = kindOf(resource["type"]);
    const explicit = explicitOf(String(resource["provider"]));
    const providerName = explicit && nameOf(String(explicit["urn"]));
    return kind === undefined ? [] : [{ ...toResource(resource, kind, secrets), providerName }];
  });
  const settingsOf = (reference: string): Settings => {
    const explicit = explicitOf(reference);
    const given = explicit === undefined ? config : reveal(explicit["inputs"] ?? {}).value;
    return resolveSettings({ get: (key) => textAt(given, key) }, env);
  };
  for (const reference of new Set(resources.map(({ provider }) => provider))) {
    try {
      secrets.add(settingsOf(reference).apiKey);
    } catch {
      // Code that needs the key reports the error.
    }
  }
  return {
    stackName: all[0] && parseUrn(String(all[0]["urn"])).stack,
    resources,
    secrets: [...secrets],
    recordedConfig: recordedIn(all),
    accountOf: ({ provider }) => settingsOf(provider),
  };
}

function recordedIn(resources: readonly JsonObject[]): StackConfig | undefined {
  const standard = resources.find((resource) => isProvider(resource) && isDefaultProvider(resource));
  if (standard === undefined) return undefined;
  const inputs = reveal(standard["inputs"] ?? {}).value;
  const entries = Object.entries(isObject(inputs) ? inputs : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function toResource(resource: JsonObject, kind: Kind, secrets: Set<string>): Omit<StackResource, "providerName"> {
  const [inputs, outputs] = [reveal(resource["inputs"] ?? {}), reveal(resource["outputs"] ?? {})];
  for (const { value, secretPaths } of [inputs, outputs])
    for (const path of secretPaths) for (const { text } of stringsOf(valueAt(value, path))) secrets.add(text);
  const urn = String(resource["urn"]);
  return {
    urn,
    name: nameOf(urn),
    kind,
    id: String(resource["id"] ?? ""),
    inputs: withoutEngine(inputs.value),
    outputs: withoutEngine(outputs.value),
    secretPaths: [...inputs.secretPaths, ...outputs.secretPaths],
    external: resource["external"] === true,
    provider: String(resource["provider"] ?? ""),
    ignoreChanges: textsIn(resource["ignoreChanges"]),
    modifiedAt: typeof resource["modified"] === "string" ? parseTimestamp(resource["modified"]) : undefined,
  };
}

export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Removes `PROVIDER`, which belongs to the engine. All other properties are ours. */
export function withoutEngine(value: unknown): JsonObject {
  if (!isObject(value)) return {};
  const { [PROVIDER]: _, ...rest } = value;
  return rest;
}

const isProvider = ({ type }: JsonObject): boolean => type === "pulumi:providers:pulumi-nodejs";

/**
 * The engine names its own provider `default` or `default_3_200_0`, and its inputs are the config of the last `up`. A program can use that name, too,
 * but then the provider has a parent.
 */
function isDefaultProvider({ urn, parent }: JsonObject): boolean {
  return parent === undefined && /^default(_[\d_]+)?$/.test(nameOf(String(urn)));
}

/** `urn:pulumi:<stack>::<project>::<type of the parents>$<type>::<name>` (Pulumi docs, "Resource names"). Only a name can contain `::`. */
export function parseUrn(urn: string) {
  const [stack = "", , types = "", ...name] = urn.split("::");
  return {
    stack: stack.replace(/^urn:pulumi:/, ""),
    type: types.split("$").at(-1) ?? "",
    name: name.join("::") || urn,
  };
}

export function nameOf(urn: string): string {
  return parseUrn(urn).name;
}
