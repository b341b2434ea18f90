import * as pulumi from "@pulumi/pulumi";
import { suggest } from "../messages/index.ts";
import { checkArguments, kindOf } from "./arguments.ts";
import { isOfType } from "./identity.ts";
import { whenKnown } from "./late.ts";
import { checkOptions } from "./options.ts";

/**
 * The inputs of a {@link Provider}: the settings of one Tavus account.
 * @since 0.1.0
 */
export interface ProviderArgs {
  /** Secret. The account's API key. @default `tavus:apiKey` of the stack, otherwise `TAVUS_API_KEY` of the environment */
  apiKey?: pulumi.Input<string>;
  /**
   * The address of the API: https, or http on this machine.
   * @default `tavus:baseUrl` of the stack, otherwise `TAVUS_BASE_URL` of the environment, otherwise `https://tavusapi.com`
   */
  baseUrl?: pulumi.Input<string>;
  /**
   * Accepts an http base URL on a private host, such as an emulator in a container. The API key is then sent unencrypted.
   * @default `tavus:allowInsecureBaseUrl` of the stack, otherwise `false`
   */
  allowInsecureBaseUrl?: pulumi.Input<boolean>;
  /**
   * What happens if an update or a deletion would lose a change that somebody made in the console since the last `up`. `warn` warns and continues.
   * `refuse` fails the resource and leaves it alone. Both cost one list of tools for each `up`.
   * @default `tavus:guard` of the stack, otherwise `off`
   */
  guard?: pulumi.Input<"off" | "warn" | "refuse">;
}

/**
 * A Tavus account, for a stack that uses more than one. Pass it to resources as `{ provider }`. Changing it never replaces a resource.
 * @example
 * ```ts
 * const eu = new tavus.Provider("eu", { apiKey: config.requireSecret("euKey") });
 * new tavus.Tool("crm-note", { … }, { provider: eu });
 * ```
 * @since 0.1.0
 */
export class Provider extends pulumi.ProviderResource {
  /** Whether a value is a provider of Pulumi's dynamic resources, such as this one, from any copy of this package. */
  static override isInstance(value: unknown): value is Provider {
    return isOfType(value, "pulumi:providers:pulumi-nodejs");
  }

  /**
   * @param name the resource's name
   * @param args the settings
   * @param opts Pulumi's resource options
   * @throws RunError if an argument can't reach the provider. The message says what to write instead
   */
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const resource = `Provider ${name}`;
    const own = checkOptions(resource, opts);
    const given = checkArguments(resource, args ?? {});
    for (const key of Object.keys(given))
      if (!INPUTS.includes(key))
        throw new pulumi.RunError(`${resource}: ${key} is not an input. ${suggest(key, INPUTS)}`);
    // The host of an explicit provider only sees these inputs, so the stack's settings are passed on here.
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

/** An empty setting, for example from an unset variable, would silently fall back to the environment's setting, perhaps for another account. */
function textOf(resource: string, key: string, value: unknown): pulumi.Input<string> | undefined {
  const check = (known: unknown): string => {
    if (typeof known === "string" && known.trim() !== "") return known;
    const found = typeof known === "string" ? "empty" : kindOf(known);
    throw new pulumi.RunError(
      `${resource}: ${key} is ${found}. Write a string, or leave ${key} out to use the stack's.`,
    );
  };
  if (value === undefined || value === null) return undefined;
  return pulumi.Output.isInstance(value) || value instanceof Promise ? whenKnown(value, check) : check(value);
}
