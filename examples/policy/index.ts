/** A policy pack with two rules for every tool in any program. */
import { PolicyPack, type ReportViolation, type ResourceValidationArgs } from "@pulumi/policy";

/** The type of `tavus.Tool` in the state; policies see the same properties as the program. */
const TOOL = "pulumi-nodejs:dynamic/tavus:Tool";

interface Api {
  readonly url?: string;
  readonly auth?: { readonly type?: string; readonly tokenUrl?: string };
}

/** The URL of a tool's endpoint. Undefined for other resources, and for tools that answer during the call without an endpoint. */
function apiOf({ type, props }: ResourceValidationArgs): Api | undefined {
  return type === TOOL ? props.delivery?.api : undefined;
}

new PolicyPack("tavus", {
  policies: [
    {
      name: "delivery-is-authenticated",
      description: "Deliveries carry credentials, so that an endpoint can tell them from anybody's.",
      enforcementLevel: "mandatory",
      validateResource: (args, report) => {
        const api = apiOf(args);
        if (api !== undefined && (api.auth?.type ?? "none") === "none")
          report(`delivery.api.auth is "none". Choose bearer, api_key, basic, oauth2_client_credentials or hmac.`);
      },
    },
    {
      name: "endpoint-in-own-domain",
      description: "Deliveries go by https to one of our domains, as do requests for their tokens.",
      enforcementLevel: "mandatory",
      configSchema: {
        properties: { domains: { type: "array", items: { type: "string" }, minItems: 1 } },
        required: ["domains"],
      },
      validateResource: (args, report) => {
        const api = apiOf(args);
        const { domains } = args.getConfig<{ domains: readonly string[] }>();
        checkEndpoint("delivery.api.url", api?.url, domains, report);
        checkEndpoint("delivery.api.auth.tokenUrl", api?.auth?.tokenUrl, domains, report);
      },
    },
  ],
});

function checkEndpoint(property: string, url: string | undefined, domains: readonly string[], report: ReportViolation) {
  if (url === undefined) return;
  // Placeholders are only possible in path and query, so scheme and host don't change.
  const { protocol = "", hostname = "" } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== "https:") report(`${property} is not https.`);
  const isOurs = domains.some((domain) => `.${hostname}`.endsWith(`.${domain.toLowerCase()}`));
  if (!isOurs)
    report(`${property} has the host "${hostname}", which is in none of our domains: ${domains.join(", ")}.`);
}
