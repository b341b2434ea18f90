import { type FailureOutcome, isTavusError, type NameTakenError } from "../tavus-api/errors/index.ts";

const URL_SETTINGS = "provider argument baseUrl, stack config tavus:baseUrl, or environment variable TAVUS_BASE_URL";
const WRONG_PLACE = `Check that the base URL leads to the Tavus API, not to another site or a login page (${URL_SETTINGS}).`;
const FIX = "Fix what the server names, then run again.";

const BY_STATUS: Readonly<Record<number, string>> = {
  400: FIX,
  401: "Check the API key: apiKey of the tavus.Provider, stack config tavus:apiKey, or TAVUS_API_KEY. The first one found wins.",
  402: "Check the account's billing page. The account has no credits left, or its plan doesn't include this.",
  403: "Check whether the key may do this, and whether its list of allowed IP addresses has this machine.",
  404: WRONG_PLACE,
  405: WRONG_PLACE,
  409: "Check for another tool of this name, and for unpublished edits to the PAL in PAL Maker.",
  413: "Make the definition smaller.",
  422: FIX,
  429: "The account is rate-limited. Run again later, or with fewer operations at once (--parallel 4).",
  501: WRONG_PLACE,
  505: WRONG_PLACE,
};

const BY_CODE: Readonly<Record<string, string>> = {
  ENOTFOUND: `The host name doesn't exist. Check the base URL (${URL_SETTINGS}) and the network.`,
  EAI_AGAIN: "The name server didn't answer. Check the network, then run again.",
  ECONNREFUSED: `Nothing listens there. Check the base URL (${URL_SETTINGS}). If it is a local server, check that it runs.`,
};

const AGAIN = "Run again to complete it.";
const OTHER_NAME = "Choose another name. To take the tool over, import it or set adopt: true.";

/** What a program's author can do about a failure. Never empty. */
export function remedyFor(outcome: FailureOutcome): string {
  switch (outcome.kind) {
    case "refused":
      return BY_STATUS[outcome.status] ?? (outcome.status >= 500 ? "Tavus has a problem. Run again later." : FIX);
    case "maker-changes":
      return (
        "Somebody has unpublished work on this PAL in PAL Maker, and a forced change would discard it. " +
        "Publish or discard that work in PAL Maker, then run again."
      );
    case "name-taken":
      return OTHER_NAME;
    case "gone":
      return "Run pulumi up --refresh, which creates it again and attaches it again.";
    case "ambiguous":
      return outcome.toolId === undefined
        ? "Run again when the API answers. If the tool exists by then, import it, set adopt: true to take it over, or delete it in Tavus."
        : `If it is yours, import ${outcome.toolId}, or set adopt: true to take it over. Otherwise, delete it in Tavus or choose another name.`;
    case "not-listed":
      return "Check in PAL Maker whether the PAL has unpublished edits, or already has 50 tools, then run again.";
    case "redirect":
      return `Redirects are not followed, because the API key must not go elsewhere. Set the base URL to the API itself (${URL_SETTINGS}).`;
    case "not-the-api":
      return WRONG_PLACE;
    case "unreachable":
      return BY_CODE[outcome.code] ?? `Check the network and the base URL (${URL_SETTINGS}), then run again.`;
    case "untrusted":
      return (
        "The server couldn't prove its identity, so the API key was not sent. Check the base URL, this machine's clock, " +
        "and whether a proxy uses a certificate of its own (NODE_EXTRA_CA_CERTS)."
      );
    case "cancelled":
      return AGAIN;
    case "closed":
      return "Use a new client.";
    case "queued":
      return "Run again later, or with fewer operations at once (--parallel 4).";
    case "slow":
      return "Run again later.";
  }
}

/** An error for a program's author: what failed, where, why, and what to do. */
export function explainError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const failure = isTavusError(error) ? error.failure : undefined;
  return failure === undefined ? message : `${message} ${remedyFor(failure.outcome)}`;
}

/** The owner of the name that a tool should get. */
export type NameHolder =
  /** No tool has it anymore. */
  | { readonly kind: "nobody" }
  /** A tool of the account. `choice`: how the program can choose another name. */
  | { readonly kind: "stranger"; readonly choice: NameChoice }
  /** Another tool. The program renamed this tool to its name. */
  | { readonly kind: "other-tool" }
  /** The tool that this resource replaces. */
  | { readonly kind: "replaced" }
  /** Another resource of the program, which gives up the name in the same operation. */
  | { readonly kind: "giving-up" }
  /** Another resource of the program with the same name. */
  | { readonly kind: "same-name" }
  /** Another resource of the program, whose tool was renamed outside Pulumi. */
  | { readonly kind: "renamed-outside" };

/** How a tool got its name: which resource chose it, and whether it is the default. */
export interface NameChoice {
  readonly of: "Tool" | "PostCallAction";
  readonly isDefault: boolean;
}

/** The only text for a 409 about a tool's name. @param toolId the tool that has the name, if a look-up found it */
export function explainNameTaken(error: NameTakenError, toolId: string | undefined, holder: NameHolder): string {
  const which = toolId === undefined ? "Another tool" : `The tool ${toolId}`;
  const answered = `${error.method} ${error.path} answered 409`;
  return `${answered}: ${which} of this account already has the name ${error.toolName} (T-3, X-7). ${remedyForName(holder)}`;
}

/** What a program's author can do about a taken name. */
export function remedyForName(holder: NameHolder): string {
  const managed = "Another resource of this program manages it";
  switch (holder.kind) {
    case "nobody":
      return "A look-up finds none: it may have been renamed or deleted just now. Run pulumi up again, or choose another name.";
    case "stranger":
      return `${otherName(holder.choice)}. Only if that tool should belong to this resource from now on, set \`adopt: true\`, which overwrites it.`;
    case "other-tool":
      return (
        "Choose another name, or delete or rename that tool first. To exchange the names of two tools, give one of them a third name " +
        "and run pulumi up in between."
      );
    case "replaced":
      return (
        "It is the tool that this resource replaces, which keeps its name until it is deleted. " +
        "Remove `deleteBeforeReplace: false`, or give the resource another `name` as well."
      );
    case "giving-up":
      return `${managed}, and gives that name up. Run pulumi up again. With dependsOn on that resource, one run is enough.`;
    case "same-name":
      return (
        `${managed}. Choose another name, or declare the tool once and attach it to several PALs. ` +
        "If this resource replaces that one, remove `deleteBeforeReplace: false`."
      );
    case "renamed-outside":
      return `${managed}, and somebody renamed it outside of Pulumi. Run pulumi up --refresh, which restores its name.`;
  }
}

function otherName({ of, isDefault }: NameChoice): string {
  if (of === "Tool")
    return isDefault
      ? "Set `name` to another name"
      : "Choose another `name`, or leave `name` out: then it ends with the stack's name";
  return isDefault
    ? "Set `nameSuffix` or `name`"
    : "Choose another `name` or `nameSuffix`, or leave both out: then the name ends with the stack's";
}
