import type { JsonObject } from "../../contract/index.ts";
import type { Pal } from "../../tavus-api/reads/pal-list.ts";
import type { Account } from "./account.ts";
import { type ImportedTool, toDefinition } from "./definition.ts";
import { identifierNames, Names, toFileName, toIdentifier } from "./names.ts";
import { findSecrets, type SecretPart } from "./secrets.ts";

/** A secret that the program reads from the stack's config. */
export interface ConfigSecret {
  /** The key in the config, without the project: `logCrmNoteToken`. */
  readonly key: string;
  /** The tool's name, and the path in its definition. */
  readonly tool: string;
  readonly path: string;
  /** The value, if it is known: readable in the account, or given by the user. `undefined`: Tavus masks it. */
  readonly value: string | undefined;
}

/** A text of a definition that consists of fixed parts and secrets. */
export interface ConfigText {
  readonly path: readonly (string | number)[];
  readonly parts: readonly (string | ConfigSecret)[];
}

/** A tool as it will appear in the program. */
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
  /** The tool's name, for people. */
  readonly toolName: string;
  /** `undefined` if the tool isn't part of the plan, because the stack already has it. */
  readonly tool: PlannedTool | undefined;
}

/** The content of the program and the import file, with all names. */
export interface Plan {
  readonly tools: readonly PlannedTool[];
  readonly pals: readonly PlannedPal[];
  readonly attachments: readonly PlannedAttachment[];
}

/** The secrets of a plan. Several tools can share one. */
export function secretsOf({ tools }: Plan): ConfigSecret[] {
  return tools.flatMap(({ texts }) => texts.flatMap(({ parts }) => parts.filter((part) => typeof part !== "string")));
}

export interface PlanOptions {
  /** Whether the account is an emulator's. */
  readonly allowLocalEndpoints: boolean;
  /** The config keys of the given secrets, and the secret of each tool. */
  readonly givenKeys?: readonly string[];
  readonly given?: (tool: string) => { key: string; value: string } | undefined;
  /** The existing values in the stack's config. */
  readonly config?: (key: string) => string | undefined;
  /** The existing names of resources in the stack. */
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
    const path = (steps: readonly (string | number)[]): string => steps.join(".");
    const texts = findSecrets(definition.inputs).map((text) => ({
      path: text.path,
      parts: text.parts.map((part) =>
        typeof part === "string" ? part : toConfigSecret(part, tool.name, constant, path(text.path), keys, options),
      ),
    }));
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

function toConfigSecret(
  part: SecretPart,
  tool: string,
  constant: string,
  path: string,
  keys: Names,
  { given, config }: PlanOptions,
): ConfigSecret {
  // A readable value needs no prompt.
  const user = part.value === undefined ? given?.(tool) : undefined;
  // One variable for several tools becomes one key of the config.
  if (user !== undefined) return { ...user, tool, path };
  const key = keys.unique(`${constant}${part.label}`);
  return { key, tool, path, value: part.value ?? config?.(key) };
}
