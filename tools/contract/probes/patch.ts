import {
  canonicalTool,
  canonicalUrl,
  isObject,
  isUnset,
  type JsonObject,
  MASK,
  METHODS,
  member,
  type Tool,
  valueAt,
} from "../../../src/contract/index.ts";
import { toolPath } from "../../../src/tavus-api/paths.ts";
import { apiWithAuth, postCallTool } from "../definition.ts";
import { NotSettled } from "../failure.ts";
import type { Findings, Observation } from "../findings.ts";
import type { QuestionId } from "../questions.ts";
import { isTaken, judged, verdict, wasTaken } from "../verdict.ts";
import type { Answer, Wire } from "../wire.ts";

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

  api(fields: JsonObject): Promise<Answer> {
    return this.send({ delivery: { api: fields } });
  }

  /** What a read shows after a PATCH, or the verdict if the server doesn't accept the PATCH. */
  async effect(body: unknown, seen: (tool: Tool) => string): Promise<Observation> {
    const answer = await this.send(body);
    return judged(answer, isTaken(answer) ? seen(await this.read()) : undefined);
  }

  /** The current tool. @throws NotSettled if it can't be read, because then its state is unknown */
  async read(): Promise<Tool> {
    const { tool, ok, said } = await this.#wire.ask("GET", this.#path);
    if (tool === undefined) throw new NotSettled(ok ? `${said} without a tool` : said);
    return tool;
  }

  /**
   * Puts the tool into the initial state of a question, and returns it after a read has confirmed the state.
   * @throws NotSettled if the read doesn't confirm it
   */
  async prepare(body: JsonObject, isThere: (tool: Tool) => boolean): Promise<Tool> {
    const answer = await this.send(body);
    if (!isTaken(answer)) throw new NotSettled(`a PATCH before it: ${answer.said}`);
    return this.#readAfter(answer, isThere);
  }

  /** The tool after an accepted PATCH. @throws NotSettled if a read doesn't show the change */
  async #readAfter({ said }: Answer, isThere: (tool: Tool) => boolean): Promise<Tool> {
    const tool = await this.read();
    if (!isThere(tool)) throw new NotSettled(`${said}, and what it changed reads as before`);
    return tool;
  }

  /**
   * Sends a PATCH of the delivery, and returns the `api` that a read shows. `undefined` if the PATCH is refused.
   * @throws NotSettled if the PATCH is accepted, but a read shows another URL
   */
  async replaceApi(fields: JsonObject & { url: string }): Promise<{ answer: Answer; api: unknown }> {
    const answer = await this.api(fields);
    if (!isTaken(answer)) return { answer, api: undefined };
    return { answer, api: apiOf(await this.#readAfter(answer, hasUrl(fields.url))) };
  }
}

const OF_DELIVERY: readonly QuestionId[] = [
  "patch-delivery",
  "undeclared-placeholder",
  "dead-host",
  "private-host",
  "reserved-header",
  "other-content-type",
  "signed-templates",
  "url-extras",
  "methods",
  "bodyless-template",
  "timeouts",
  "omitted-secret",
  "omitted-auth",
  "default-auth",
];

const apiOf = (tool: Tool): unknown => valueAt(tool, ["delivery", "api"]);
const hasUrl =
  (url: string) =>
  (tool: Tool): boolean =>
    canonicalUrl(member(apiOf(tool), "url")) === canonicalUrl(url);

export async function probePatches(findings: Findings, patches: Patches, token: string): Promise<void> {
  const { description } = postCallTool(token);
  await findings.ask("unchanged-patch", async () => {
    const unchanged = await patches.send({ description });
    return judged(unchanged, unchanged.ok && unchanged.text.trim() === "" ? "empty" : String(unchanged.status));
  });
  await findings.ask("tags", () =>
    patches.effect({ tags: ["contract-probe"] }, ({ tags }) => (isUnset(tags) ? "not echoed" : "echoed")),
  );
  await findings.ask("json-patch", async () =>
    judged(await patches.send([{ op: "replace", path: "/description", value: description }])),
  );
  await findings.ask("sent-live-fields", () =>
    patches.effect({ on_call: "silent" }, (tool) => (tool.on_call === "silent" ? "stored" : "ignored")),
  );
  await findings.settle(OF_DELIVERY, () => probeDelivery(findings, patches, token));
}

async function probeDelivery(findings: Findings, patches: Patches, token: string): Promise<void> {
  const base = apiWithAuth(token);
  const { answer: plain, api } = await patches.replaceApi(base);
  if (api === undefined) {
    // A refusal now would not be the answer to the question.
    findings.leaveOpen(OF_DELIVERY, `a PATCH of an ordinary delivery: ${plain.said}`);
    return findings.observe("patch-delivery", verdict(plain), plain.said);
  }
  await probeRefusals(findings, patches, base, token);
  await findings.ask("patch-delivery", () => probeReplacing(patches, base));
  await findings.ask("omitted-secret", () => probeOmittedSecret(patches, base));
  await findings.settle(["omitted-auth", "default-auth"], () => probeOmittedAuth(findings, patches, base));
}

async function probeRefusals(findings: Findings, patches: Patches, base: JsonObject, token: string): Promise<void> {
  const probe = (id: QuestionId, fields: JsonObject): Promise<void> =>
    findings.ask(id, async () => judged(await patches.api({ ...base, ...fields })));
  await probe("undeclared-placeholder", { url: "https://example.com/{undeclared}" });
  // RFC 2606: nobody can register this host.
  await probe("dead-host", { url: "https://pulumi-tavus-contract-probe.example.com/hook" });
  await probe("private-host", { url: "https://10.255.255.1/hook" });
  await probe("reserved-header", { headers: { "X-Tavus-Probe": "contract" } });
  await probe("other-content-type", { content_type: "application/x-www-form-urlencoded" });
  await probe("bodyless-template", { method: "GET", body_template: {} });

  const isAccepted = async (fields: JsonObject): Promise<boolean> =>
    wasTaken(await patches.api({ ...base, ...fields }));
  const refusedOf = async (forms: Readonly<Record<string, JsonObject>>): Promise<Observation> => {
    const refused: string[] = [];
    for (const [name, fields] of Object.entries(forms)) if (!(await isAccepted(fields))) refused.push(name);
    return { seen: refused.length === 0 ? "accepted" : `refused: ${refused.join(", ")}` };
  };
  const acceptedOf = async (field: string, values: readonly unknown[]): Promise<Observation> => {
    const accepted: unknown[] = [];
    for (const value of values) if (await isAccepted({ [field]: value })) accepted.push(value);
    return { seen: accepted.join(", ") || "none" };
  };
  const auth = { type: "hmac", secret: token };
  await findings.ask("signed-templates", () =>
    refusedOf({
      URL: { auth, url: "https://example.com/?call={tavus_conversation_id}" },
      "body template": { auth, body_template: { note: "{note}" } },
      "query parameters": { auth, query_params: { note: "{note}" } },
    }),
  );
  await findings.ask("url-extras", () =>
    refusedOf({
      port: { url: "https://example.com:8443/" },
      user: { url: "https://u@example.com/" },
      fragment: { url: "https://example.com/#f" },
    }),
  );
  await findings.ask("methods", () => acceptedOf("method", METHODS));
  await findings.ask("timeouts", () => acceptedOf("timeout", [0, 0.5, 60, 61]));
}

/** A different URL in each PATCH shows whether the server applied the PATCH or only answered it. */
const OTHER_URL = "https://example.com/other";

async function probeReplacing(patches: Patches, base: JsonObject): Promise<Observation> {
  await patches.prepare(
    { delivery: { api: { ...base, timeout: 20, body_template: { note: "{note}" } } } },
    (tool) => member(apiOf(tool), "timeout") === 20 && isObject(member(apiOf(tool), "body_template")),
  );
  const { answer, api } = await patches.replaceApi({ ...base, url: OTHER_URL });
  const isMerged = member(api, "timeout") === 20 || isObject(member(api, "body_template"));
  return judged(answer, api === undefined ? undefined : isMerged ? "merged" : "replaced");
}

async function probeOmittedSecret(patches: Patches, base: JsonObject): Promise<Observation> {
  const before = await patches.prepare({ delivery: { api: base } }, hasUrl(String(base["url"])));
  if (tokenOf(apiOf(before)) !== MASK)
    throw new NotSettled("a secret does not read as the mask, so that the mask would not tell that it is kept");
  const { answer, api } = await patches.replaceApi({ url: OTHER_URL, auth: { type: "bearer" } });
  return judged(answer, api === undefined ? undefined : tokenOf(api) === MASK ? "kept" : "lost");
}

const tokenOf = (api: unknown): unknown => valueAt(api, ["auth", "token"]);

async function probeOmittedAuth(findings: Findings, patches: Patches, base: JsonObject): Promise<void> {
  const isBearer = (api: unknown): boolean => valueAt(api, ["auth", "type"]) === "bearer";
  await patches.prepare(
    { delivery: { api: base } },
    (tool) => hasUrl(String(base["url"]))(tool) && isBearer(apiOf(tool)),
  );
  const { answer, api } = await patches.replaceApi({ url: OTHER_URL });
  if (api === undefined) {
    findings.observe("omitted-auth", verdict(answer), answer.said);
    return findings.leaveOpen(["default-auth"], "a delivery without auth is refused in a PATCH");
  }
  findings.observe("omitted-auth", isBearer(api) ? "kept" : "dropped", answer.said);
  if (isBearer(api)) return findings.leaveOpen(["default-auth"], "a PATCH keeps the auth that it leaves out");
  const auth = member(api, "auth");
  findings.observe("default-auth", isUnset(auth) ? "absent" : String(member(auth, "type") ?? JSON.stringify(auth)));
}

/** Must be the last change of a post-call tool, because the tool may have another trigger afterward. */
export function probeTriggerChange(findings: Findings, patches: Patches): Promise<void> {
  const body = { trigger_type: "in_call", delivery: { app_message: true } };
  return findings.ask("trigger-change", () =>
    patches.effect(body, (tool) => (canonicalTool(tool)["trigger_type"] === "in_call" ? "accepted" : "ignored")),
  );
}
