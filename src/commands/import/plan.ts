import { splitCredentials } from "../../contract/credentials.ts";
import { type JsonObject, MASK, type Path, stringsOf } from "../../contract/index.ts";
import { isSecretInput } from "../../contract/wire.ts";
import type { Pal } from "../../tavus-api/reads/pal-list.ts";
import type { Account } from "./account.ts";
import { type ImportedTool, toDefinition } from "./definition.ts";
import { identifierNames, Names, toFileName, toIdentifier, upperFirst } from "./names.ts";

/** A secret that the program reads from the stack's config. */
export interface ConfigSecret {
  readonly key: string;
  readonly tool: string;
  readonly path: string;
  /** The value, if the account shows it or the user gave it. `undefined` if Tavus masks it. */
  readonly value: string | undefined;
}

export interface ConfigText {
  readonly path: Path;
  readonly parts: readonly (string | ConfigSecret)[];
}

export interface PlannedTool extends ImportedTool {
  readonly inputs: JsonObject;
  readonly resource: string;
  readonly constant: string;
  readonly texts: readonly ConfigText[];
}

export interface PlannedPal extends Pal {
  readonly constant: string;
  readonly file: string;
}

export interface PlannedAttachment {
  readonly resource: string;
  readonly pal: PlannedPal;
  readonly toolId: string;
  readonly toolName: string;
  /** `undefined` if the tool isn't part of the plan, because the stack already has it. */
  readonly tool: PlannedTool | undefined;
}

export interface Plan {
  readonly tools: readonly PlannedTool[];
  readonly pals: readonly PlannedPal[];
  readonly attachments: readonly PlannedAttachment[];
}

/** The secrets of a plan. Several tools can share a secret. */
export function secretsOf({ tools }: Plan): ConfigSecret[] {
  return tools.flatMap(({ texts }) => texts.flatMap(({ parts }) => parts.filter((part) => typeof part !== "string")));
}

export interface PlanOptions {
  readonly allowLocalEndpoints: boolean;
  readonly givenKeys?: readonly string[];
  readonly given?: (tool: string) => { key: string; value: string } | undefined;
  readonly config?: (key: string) => string | undefined;
  readonly takenResources?: readonly string[];
}

export function makePlan({ tools, attachments }: Account, options: PlanOptions): Plan {
  const [constants, files] = [identifierNames(), new Names(["index", "pals", "shared", "unattached"])];
  const resources = new Names(options.takenResources);
  const keys = new Names(options.givenKeys);
  const byName = [...tools].sort((a, b) => (a.name < b.name ? -1 : 1));
  const planned = byName.map((tool): PlannedTool => {
    const definition = toDefinition(tool, options.allowLocalEndpoints);
    const constant = constants.unique(toIdentifier(tool.name));
    // "::" separates the parts of a URN.
    const resource = resources.unique(tool.name.replaceAll("::", "-") || tool.tool_id, "-");
    const toSecret: ToSecret = (label, path, readable) => {
      // A readable value needs no prompt.
      const user = readable === undefined ? options.given?.(tool.name) : undefined;
      // If one variable is used for several tools, it becomes one key of the config.
      if (user !== undefined) return { ...user, tool: tool.name, path };
      const key = keys.unique(`${constant}${label}`);
      return { key, tool: tool.name, path, value: readable ?? options.config?.(key) };
    };
    const texts = textsOf(definition.inputs, toSecret);
    return { ...definition, constant, resource, texts };
  });
  const used = new Map(attachments.map(({ pal }) => [pal.id, pal]));
  const pals = [...used.values()].map((pal): PlannedPal => {
    const constant = constants.unique(`${toIdentifier(pal.name)}Pal`);
    return { ...pal, constant, file: files.unique(toFileName(pal.name), "-") };
  });
  return {
    tools: planned,
    pals,
    attachments: attachments.flatMap(({ pal, tool: { tool_id: toolId, name: toolName } }) => {
      const onPal = pals.find(({ id }) => id === pal.id);
      const tool = planned.find((one) => one.tool.tool_id === toolId);
      if (onPal === undefined) return [];
      const resource = resources.unique(`${tool?.resource ?? toolName}-on-${onPal.file}`, "-");
      return [{ resource, pal: onPal, toolId, toolName, tool }];
    }),
  };
}

/** @param value `undefined` if Tavus masks it (K-10). Otherwise everybody with the API key can read it (K-11) */
type ToSecret = (label: string, path: string, value: string | undefined) => ConfigSecret;

/** The texts with secrets: masked texts in `auth`, and all other texts that look like a credential. */
function textsOf(inputs: JsonObject, toSecret: ToSecret): ConfigText[] {
  return [...stringsOf(inputs)].flatMap(({ path, text }) => {
    const parts = splitCredentials(path, text)?.map((part) => {
      if (typeof part === "string") return part;
      return toSecret(labelOf(path, part.name), path.join("."), part.text === MASK ? undefined : part.text);
    });
    return parts === undefined ? [] : [{ path, parts }];
  });
}

/** The part of a config key that names the secret: `Token`, `UrlKey`. */
function labelOf(path: Path, name: string): string {
  // The key of an `api_key` is in `value`.
  if (isSecretInput(path) && name === "value") return "Key";
  return `${/url$/i.test(String(path.at(-1))) ? "Url" : ""}${upperFirst(toIdentifier(name))}`;
}
