import { expect, it } from "vitest";
import { ApiError, type FailureOutcome, NameTakenError } from "../tavus-api/errors/index.ts";
import { explainError, explainNameTaken, type NameHolder, remedyFor } from "./failures.ts";

const refused = (status: number): FailureOutcome => ({ kind: "refused", status });
const unreachable = (code: string): FailureOutcome => ({ kind: "unreachable", code });
const URL_SETTINGS = "provider argument baseUrl, stack config tavus:baseUrl, or environment variable TAVUS_BASE_URL";
const WRONG_PLACE = `Check that the base URL leads to the Tavus API, not to another site or a login page (${URL_SETTINGS}).`;
const FIX = "Fix what the server names, then run again.";

it.each<[FailureOutcome, string]>([
  [refused(400), FIX],
  [refused(418), FIX],
  [refused(422), FIX],
  [
    refused(401),
    "Check the API key: apiKey of the tavus.Provider, stack config tavus:apiKey, or TAVUS_API_KEY. The first one found wins.",
  ],
  [
    refused(402),
    "Check the account's billing page. The account has no credits left, or its plan doesn't include this.",
  ],
  [refused(403), "Check whether the key may do this, and whether its list of allowed IP addresses has this machine."],
  ...[404, 405, 501, 505].map((status): [FailureOutcome, string] => [refused(status), WRONG_PLACE]),
  [refused(409), "Check for another tool of this name, and for unpublished edits to the PAL in PAL Maker."],
  [refused(413), "Make the definition smaller."],
  [refused(429), "The account is rate-limited. Run again later, or with fewer operations at once (--parallel 4)."],
  [refused(503), "Tavus has a problem. Run again later."],
  [
    { kind: "maker-changes" },
    "Somebody has unpublished work on this PAL in PAL Maker, and a forced change would discard it. " +
      "Publish or discard that work in PAL Maker, then run again.",
  ],
  [{ kind: "name-taken", name: "n" }, "Choose another name. To take the tool over, import it or set adopt: true."],
  [{ kind: "gone" }, "Run pulumi up --refresh, which creates it again and attaches it again."],
  [
    { kind: "ambiguous", toolId: "t1" },
    "If it is yours, import t1, or set adopt: true to take it over. Otherwise, delete it in Tavus or choose another name.",
  ],
  [
    { kind: "ambiguous", toolId: undefined },
    "Run again when the API answers. If the tool exists by then, import it, set adopt: true to take it over, or delete it in Tavus.",
  ],
  [
    { kind: "not-listed" },
    "Check in PAL Maker whether the PAL has unpublished edits, or already has 50 tools, then run again.",
  ],
  [
    { kind: "redirect" },
    `Redirects are not followed, because the API key must not go elsewhere. Set the base URL to the API itself (${URL_SETTINGS}).`,
  ],
  [{ kind: "not-the-api" }, WRONG_PLACE],
  [unreachable("ENOTFOUND"), `The host name doesn't exist. Check the base URL (${URL_SETTINGS}) and the network.`],
  [unreachable("EAI_AGAIN"), "The name server didn't answer. Check the network, then run again."],
  [
    unreachable("ECONNREFUSED"),
    `Nothing listens there. Check the base URL (${URL_SETTINGS}). If it is a local server, check that it runs.`,
  ],
  [unreachable("ECONNRESET"), `Check the network and the base URL (${URL_SETTINGS}), then run again.`],
  [
    { kind: "untrusted" },
    "The server couldn't prove its identity, so the API key was not sent. Check the base URL, this machine's clock, " +
      "and whether a proxy uses a certificate of its own (NODE_EXTRA_CA_CERTS).",
  ],
  [{ kind: "cancelled" }, "Run again to complete it."],
  [{ kind: "closed" }, "Use a new client."],
  [{ kind: "queued" }, "Run again later, or with fewer operations at once (--parallel 4)."],
  [{ kind: "slow" }, "Run again later."],
])("says what to do about %j", (outcome, remedy) => {
  expect(remedyFor(outcome)).toBe(remedy);
});

it("adds the remedy to an API error, and nothing to other errors", () => {
  const init = { status: 503, method: "GET", path: "/v2/tools", serverText: "busy" };
  const facts = ["GET /v2/tools answered 503: busy", "Gave up after 6 attempts"];
  const error = new ApiError({ operation: "list the tools", outcome: refused(503), facts }, init);
  expect(error.message).toBe("Could not list the tools: GET /v2/tools answered 503: busy. Gave up after 6 attempts.");
  expect(explainError(error)).toBe(`${error.message} Tavus has a problem. Run again later.`);
  expect(explainError(new ApiError("All of it.", init))).toBe("All of it.");
  expect(explainError(new Error("A bug."))).toBe("A bug.");
  expect(explainError("thrown")).toBe("thrown");
});

const choice = (of: "Tool" | "PostCallAction", isDefault: boolean): NameHolder => ({
  kind: "stranger",
  choice: { of, isDefault },
});
const ADOPT = "Only if that tool should belong to this resource from now on, set `adopt: true`, which overwrites it.";
const MANAGED = "Another resource of this program manages it";

it.each<[NameHolder, string]>([
  [
    { kind: "nobody" },
    "A look-up finds none: it may have been renamed or deleted just now. Run pulumi up again, or choose another name.",
  ],
  [choice("Tool", true), `Set \`name\` to another name. ${ADOPT}`],
  [
    choice("Tool", false),
    `Choose another \`name\`, or leave \`name\` out: then it ends with the stack's name. ${ADOPT}`,
  ],
  [choice("PostCallAction", true), `Set \`nameSuffix\` or \`name\`. ${ADOPT}`],
  [
    choice("PostCallAction", false),
    `Choose another \`name\` or \`nameSuffix\`, or leave both out: then the name ends with the stack's. ${ADOPT}`,
  ],
  [
    { kind: "other-tool" },
    "Choose another name, or delete or rename that tool first. To exchange the names of two tools, give one of them a third name " +
      "and run pulumi up in between.",
  ],
  [
    { kind: "replaced" },
    "It is the tool that this resource replaces, which keeps its name until it is deleted. " +
      "Remove `deleteBeforeReplace: false`, or give the resource another `name` as well.",
  ],
  [
    { kind: "giving-up" },
    `${MANAGED}, and gives that name up. Run pulumi up again. With dependsOn on that resource, one run is enough.`,
  ],
  [
    { kind: "same-name" },
    `${MANAGED}. Choose another name, or declare the tool once and attach it to several PALs. ` +
      "If this resource replaces that one, remove `deleteBeforeReplace: false`.",
  ],
  [
    { kind: "renamed-outside" },
    `${MANAGED}, and somebody renamed it outside of Pulumi. Run pulumi up --refresh, which restores its name.`,
  ],
])("has one text for a taken name, with a remedy that depends on the owner: %j", (holder, remedy) => {
  const error = new NameTakenError("m", "note", { status: 409, method: "POST", path: "/v2/tools", serverText: "" });
  const taken = "of this account already has the name note (T-3, X-7).";
  expect(explainNameTaken(error, "t1", holder)).toBe(`POST /v2/tools answered 409: The tool t1 ${taken} ${remedy}`);
  expect(explainNameTaken(error, undefined, holder)).toBe(
    `POST /v2/tools answered 409: Another tool ${taken} ${remedy}`,
  );
});
