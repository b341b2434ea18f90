import * as pulumi from "@pulumi/pulumi";

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
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    // The host of an explicit provider sees these inputs only, so the stack's settings are handed on here.
    const config = new pulumi.Config("tavus");
    const apiKey = args.apiKey ?? config.getSecret("apiKey");
    const baseUrl = args.baseUrl ?? config.get("baseUrl");
    const allowInsecureBaseUrl = args.allowInsecureBaseUrl ?? config.get("allowInsecureBaseUrl");
    const guard = args.guard ?? config.get("guard");
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
      opts,
    );
  }
}
