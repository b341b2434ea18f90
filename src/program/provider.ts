import * as pulumi from "@pulumi/pulumi";
import { suggest } from "../messages/index.ts";
import { checkArguments, kindOf } from "./arguments.ts";
import { isOfType } from "./identity.ts";
import { whenKnown } from "./late.ts";
import { checkOptions } from "./options.ts";

/** Settings of one Tavus account. */
export interface ProviderArgs {
  /** Secret. @default `tavus:apiKey` of the stack, else the environment's `TAVUS_API_KEY` */
  apiKey?: pulumi.Input<string>;
  /** https, or http on this machine. @default `tavus:baseUrl` of the stack, else `TAVUS_BASE_URL`, else `https://tavusapi.com` */
  baseUrl?: pulumi.Input<string>;
  /**
   * Accepts an http base URL on a private host, such as an emulator in a container. The API key then travels in clear.
   * @default `tavus:allowInsecureBaseUrl` of the stack, else `false`
   */
  allowInsecureBaseUrl?: pulumi.Input<boolean>;
  /**
   * Whether an update or a deletion may lose what somebody has changed in the console since the last `up`: `warn` tells of it, `refuse` fails the
   * resource, which is not touched. Costs one list of tools for each `up`. @default `tavus:guard` of the stack, else `off`
   */
  guard?: pulumi.Input<"off" | "warn" | "refuse">;
}

/**
 * An account, for stacks that use more than one: give it to resources as `{ provider }`.
 * Changing it never replaces a resource.
 * @example
 * ```ts
 * const eu = new tavus.Provider("eu", { apiKey: config.requireSecret("euKey") });
 * new tavus.Tool("crm-note", { … }, { provider: eu });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  /** Whether a value is a provider of Tavus resources, from whichever copy of this package: one of Pulumi's dynamic resources. */
  static override isInstance(value: unknown): value is Provider {
    return isOfType(value, "pulumi:providers:pulumi-nodejs");
  }

  /** @throws RunError for arguments that can't reach the provider, with what to write instead */
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const resource = `Provider ${name}`;
    const own = checkOptions(resource, opts);
    const given = checkArguments(resource, args ?? {});
    for (const key of Object.keys(given))
      if (!INPUTS.includes(key))
        throw new pulumi.RunError(`${resource}: ${key} is not an input. ${suggest(key, INPUTS)}`);
    // The host of an explicit provider sees these inputs only, so the stack's settings are handed on here.
    const config = new pulumi.Config("tavus");
    const apiKey = textOf(resource, "apiKey", given.apiKey) ?? config.getSecret("apiKey");
    const baseUrl = textOf(resource, "baseUrl", given.baseUrl) ?? config.get("baseUrl");
    const allowInsecureBaseUrl = given.allowInsecureBaseUrl ?? config.get("allowInsecureBaseUrl");
    const guard = textOf(resource, "guard", given.guard) ?? config.get("guard");
    super(
      "pulumi-nodejs",
      name,
      {
        ...(apiKey !== undefined && { "tavus:apiKey": pulumi.secret(apiKey) }),
        ...(baseUrl !== undefined && { "tavus:baseUrl": baseUrl }),
        ...(allowInsecureBaseUrl !== undefined && {
          "tavus:allowInsecureBaseUrl": pulumi.output(allowInsecureBaseUrl).apply(String),
        }),
        ...(guard !== undefined && { "tavus:guard": guard }),
      },
      own,
    );
  }
}

const INPUTS: readonly string[] = [
  "apiKey",
  "baseUrl",
  "allowInsecureBaseUrl",
  "guard",
] satisfies (keyof ProviderArgs)[];

/** An empty setting, as of an unset variable, would silently give way to the environment's: perhaps another account. */
function textOf(resource: string, key: string, value: unknown): pulumi.Input<string> | undefined {
  const check = (known: unknown): string => {
    if (typeof known === "string" && known.trim() !== "") return known;
    const found = typeof known === "string" ? "empty" : kindOf(known);
    throw new pulumi.RunError(`${resource}: ${key} is ${found}. Write a text, or leave ${key} out to use the stack's.`);
  };
  if (value === undefined || value === null) return undefined;
  return pulumi.Output.isInstance(value) || value instanceof Promise ? whenKnown(value, check) : check(value);
}
