import {
  canonicalTool,
  isObject,
  isUnset,
  type JsonObject,
  jsonEqual,
  MASK,
  METHODS,
  member,
  type Tool,
  valueAt,
} from "../../tavus-api/contract/index.ts";
import { toolPath } from "../../tavus-api/paths.ts";
import { apiWithAuth, postCallTool } from "../definition.ts";
import type { Findings } from "../findings.ts";
import type { UnknownId } from "../unknowns.ts";
import type { Answer, Wire } from "../wire.ts";
import { isTaken, verdict } from "../words.ts";

/** A tool that is there, and PATCHes of it. */
export class Patches {
  readonly #wire: Wire;
  readonly #path: string;

  constructor(wire: Wire, id: string) {
    this.#wire = wire;
    this.#path = toolPath(id);
  }

  send(body: unknown): Promise<Answer> {
    return this.#wire.ask("PATCH", this.#path, { body });
  }

  /** A PATCH of the whole delivery, whose `api` is `fields`. */
  api(fields: JsonObject): Promise<Answer> {
    return this.send({ delivery: { api: fields } });
  }

  /** The tool as it is now. */
  async read(): Promise<Tool | undefined> {
    return (await this.#wire.ask("GET", this.#path)).tool;
  }
}

const OF_DELIVERY: readonly UnknownId[] = [
  "undeclared-placeholder",
  "dead-host",
  "private-host",
  "reserved-header",
  "other-content-type",
  "url-extras",
  "methods",
  "timeouts",
  "omitted-secret",
  "omitted-auth",
  "default-auth",
];

const apiOf = (tool: Tool | undefined): unknown => valueAt(tool, ["delivery", "api"]);

/** What a PATCH of a post-call tool does. */
export async function probePatches(findings: Findings, patches: Patches, token: string): Promise<void> {
  const { description } = postCallTool(token);
  const unchanged = await patches.send({ description });
  const isEmpty = unchanged.ok && unchanged.text.trim() === "";
  findings.observe("unchanged-patch", isEmpty ? "empty" : String(unchanged.status), unchanged.said);

  const asJsonPatch = await patches.send([{ op: "replace", path: "/description", value: description }]);
  findings.observe("json-patch", verdict(asJsonPatch), asJsonPatch.said);

  const silent = await patches.send({ on_call: "silent" });
  const isStored = isTaken(silent) && (await patches.read())?.on_call === "silent";
  findings.observe(
    "sent-live-fields",
    isTaken(silent) ? (isStored ? "stored" : "ignored") : verdict(silent),
    silent.said,
  );
  await probeDelivery(findings, patches, token);
}

async function probeDelivery(findings: Findings, patches: Patches, token: string): Promise<void> {
  const base = apiWithAuth(token);
  const plain = await patches.api(base);
  if (!isTaken(plain)) {
    // Whatever were refused now would not be refused for what is asked.
    findings.observe("patch-delivery", verdict(plain), plain.said);
    return findings.leaveOpen(OF_DELIVERY, `a PATCH of an ordinary delivery: ${plain.said}`);
  }
  const probe = async (
    id: "undeclared-placeholder" | "dead-host" | "private-host" | "reserved-header" | "other-content-type",
    fields: JsonObject,
  ): Promise<void> => {
    const answer = await patches.api({ ...base, ...fields });
    findings.observe(id, verdict(answer), answer.said);
  };
  await probe("undeclared-placeholder", { url: "https://example.com/{undeclared}" });
  // RFC 2606: nothing is registered there.
  await probe("dead-host", { url: "https://pulumi-tavus-contract-probe.example.com/hook" });
  await probe("private-host", { url: "https://10.255.255.1/hook" });
  await probe("reserved-header", { headers: { "X-Tavus-Probe": "contract" } });
  await probe("other-content-type", { content_type: "application/x-www-form-urlencoded" });

  const extras = {
    port: "https://example.com:8443/",
    user: "https://u@example.com/",
    fragment: "https://example.com/#f",
  };
  const refused: string[] = [];
  for (const [name, url] of Object.entries(extras))
    if (!isTaken(await patches.api({ ...base, url }))) refused.push(name);
  findings.observe("url-extras", refused.length === 0 ? "accepted" : `refused: ${refused.join(", ")}`);

  const methods: string[] = [];
  for (const method of METHODS) if (isTaken(await patches.api({ ...base, method }))) methods.push(method);
  findings.observe("methods", methods.join(", ") || "none");
  const timeouts: number[] = [];
  for (const timeout of [0, 1, 60, 61]) if (isTaken(await patches.api({ ...base, timeout }))) timeouts.push(timeout);
  findings.observe("timeouts", timeouts.join(", ") || "none");

  await patches.api({ ...base, timeout: 20, body_template: { note: "{note}" } });
  const less = await patches.api(base);
  const api = apiOf(await patches.read());
  const isMerged = member(api, "timeout") === 20 || isObject(member(api, "body_template"));
  findings.observe("patch-delivery", isTaken(less) ? (isMerged ? "merged" : "replaced") : verdict(less), less.said);
  await probeSecrets(findings, patches, token);
}

/** What a PATCH does to a secret that it leaves out. */
async function probeSecrets(findings: Findings, patches: Patches, token: string): Promise<void> {
  const { auth: _, ...withoutAuth } = apiWithAuth(token);
  await patches.api(apiWithAuth(token));
  const omitted = await patches.api({ ...withoutAuth, auth: { type: "bearer" } });
  const kept = valueAt(apiOf(await patches.read()), ["auth", "token"]);
  findings.observe(
    "omitted-secret",
    isTaken(omitted) ? (kept === MASK ? "kept" : "lost") : verdict(omitted),
    omitted.said,
  );

  await patches.api(apiWithAuth(token));
  const bare = await patches.api(withoutAuth);
  if (!isTaken(bare)) {
    findings.observe("omitted-auth", verdict(bare), bare.said);
    return findings.leaveOpen(["default-auth"], "a delivery without auth is refused in a PATCH");
  }
  const auth = member(apiOf(await patches.read()), "auth");
  const isKept = member(auth, "type") === "bearer";
  findings.observe("omitted-auth", isKept ? "kept" : "dropped", bare.said);
  if (isKept) return findings.leaveOpen(["default-auth"], "a PATCH keeps the auth that it leaves out");
  findings.observe("default-auth", isUnset(auth) ? "absent" : String(member(auth, "type") ?? JSON.stringify(auth)));
}

/** The last that is done to a post-call tool: it may be none afterwards. */
export async function probeTriggerChange(findings: Findings, patches: Patches): Promise<void> {
  const changed = await patches.send({ trigger_type: "in_call", delivery: { app_message: true } });
  const tool = isTaken(changed) ? await patches.read() : undefined;
  const isDone = tool !== undefined && jsonEqual(canonicalTool(tool)["trigger_type"], "in_call");
  findings.observe("trigger-change", isTaken(changed) && !isDone ? "ignored" : verdict(changed), changed.said);
}
