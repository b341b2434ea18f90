import { expect, it } from "vitest";
import { otherwise, startAccount } from "../../test/support/probe-account.ts";
import { isObject, type JsonObject } from "../tavus-api/contract/index.ts";
import { tryJson } from "../tavus-api/json.ts";
import type { HttpAnswer, HttpRequest } from "../tavus-api/transport/http.ts";
import type { ContractReport } from "./index.ts";

type Rewrite = (request: HttpRequest, answer: HttpAnswer) => Partial<HttpAnswer>;

const jsonOf = ({ text }: HttpAnswer): JsonObject => {
  const body = tryJson(text);
  return isObject(body) ? body : {};
};
/** Another answer to one method, as a whole tool or another error would be. */
const answers =
  (method: string, path: RegExp, make: (answer: HttpAnswer, sent: string) => Partial<HttpAnswer>): Rewrite =>
  (request, answer) =>
    request.method === method && path.test(request.path) ? make(answer, request.body ?? "") : {};
const withApi = (change: JsonObject): Rewrite =>
  answers("POST", /^\/v2\/tools$/, (answer, sent) => {
    const body = jsonOf(answer);
    const delivery = isObject(body["delivery"]) ? body["delivery"] : {};
    const api = isObject(delivery["api"]) ? delivery["api"] : undefined;
    if (api === undefined || !sent.includes("post_call")) return {};
    return { text: JSON.stringify({ ...body, delivery: { ...delivery, api: { ...api, ...change } } }) };
  });

/** What no account is known to do, and what the report then says. */
it.each<[string, Rewrite, string, string]>([
  ["a default method that is another", withApi({ method: "GET" }), "default-method", "GET"],
  ["a default timeout beyond reason", withApi({ timeout: 900 }), "default-timeout", "900"],
  ["a URL that is rewritten", withApi({ url: "https://elsewhere.example.com/x" }), "url", "another URL"],
  [
    "a secret that reads as another text",
    withApi({ auth: { type: "bearer", token: "•••" } }),
    "create-secrets",
    "another text",
  ],
  [
    "a text that is changed on the way",
    answers("POST", /^\/v2\/tools$/, (answer) =>
      answer.status === 200 ? { text: JSON.stringify({ ...jsonOf(answer), description: "d" }) } : {},
    ),
    "echo",
    "otherwise: description",
  ],
  [
    "a create that is accepted for later",
    answers("POST", /^\/v2\/tools$/, ({ status }) => (status === 200 ? { status: 202 } : {})),
    "create-status",
    "202",
  ],
  [
    "a name clash as a 400",
    answers("POST", /^\/v2\/tools$/, ({ status }) => (status === 409 ? { status: 400 } : {})),
    "name-taken",
    "400",
  ],
  [
    "a not found that says nothing of it",
    answers("GET", /^\/v2\/tools\/t0/, () => ({ text: '{"error":"No."}' })),
    "not-found",
    '400, not as "not found"',
  ],
  [
    "an error of another shape",
    answers("GET", /^\/v2\/tools\/t0/, () => ({ text: '{"reason":"not found"}' })),
    "error-shape",
    "{ reason }",
  ],
  [
    "a JSON Patch that it cannot stomach",
    answers("PATCH", /./, (_answer, sent) => (sent.startsWith("[") ? { status: 501 } : {})),
    "json-patch",
    "501",
  ],
  ["a page size of less than 100", answers("GET", /limit=100(&|$)/, () => ({ status: 422 })), "limit-100", "refused"],
])("%s is new, with what to do", async (_what, rewrite, id, seen) => {
  const { emulator, run, contents } = await startAccount();
  const before = await contents();
  // The look for orphans reads pages of 100 too; it is the account's list and no question yet.
  const http = otherwise(emulator.url, (real) => async (request, abort) => {
    const answer = await real(request, abort);
    if (answer.kind === "failure" || request.path.includes("name_or_uuid=pulumi_tavus_contract_probe")) return answer;
    return { ...answer, ...rewrite(request, answer) };
  });
  const report = await run({ http });
  expect(report.ok).toBe(false);
  expect(report.findings[0]?.status).toBe("new");
  expect(report.findings.find((finding) => finding.id === id)).toMatchObject({
    status: "new",
    seen,
    remedy: expect.stringContaining("open an issue with the report of --json"),
  });
  expect(await contents()).toEqual(before);
});

it("an account in which no tool can be made leaves everything open but that", async () => {
  const { emulator, run } = await startAccount();
  const http = otherwise(
    emulator.url,
    (real) => async (request, abort) =>
      request.method === "POST"
        ? { kind: "answer", status: 422, header: () => undefined, text: '{"error":"Plan."}' }
        : real(request, abort),
  );
  const { findings, summary, cleanUp } = await run({ http, palId: undefined });
  expect(findings.filter(({ status }) => status !== "not settled")).toMatchObject([
    { id: "create-status", status: "new", seen: "refused", detail: "POST /v2/tools answered 422: Plan." },
  ]);
  expect([summary.new, cleanUp.made]).toEqual([1, 0]);
});

it("a slow account is left when the minute is up, with what was seen until then", async () => {
  const { emulator, run, contents } = await startAccount();
  const before = await contents();
  let patches = 0;
  const http = otherwise(emulator.url, (real) => async (request, abort) => {
    if (request.method === "PATCH") patches += 1;
    // Each PATCH waits ten seconds by the clock of the run.
    if (request.method === "PATCH" && patches <= 40)
      return { kind: "answer", status: 429, header: (name) => (name === "retry-after" ? "10" : undefined), text: "" };
    return real(request, abort);
  });
  const { findings, cleanUp } = await run({ http });
  expect(findings.find(({ id }) => id === "create-status")?.status).toBe("held");
  expect(findings.find(({ id }) => id === "deleted-tool")).toMatchObject({
    status: "not settled",
    reason: expect.stringMatching(/^the time was up: PATCH \S+ answered 429, to be asked again in 10 s$/),
  });
  expect(cleanUp.left).toEqual([]);
  expect(await contents()).toEqual(before);
});

it("a PAL that is full, or whose draft is in the way, is no news about attaching", async () => {
  const { call, run, palId, emulator } = await startAccount();
  const stateOf = ({ findings }: ContractReport, id: string) => findings.find((finding) => finding.id === id);
  const http = otherwise(
    emulator.url,
    (real) => async (request, abort) =>
      request.method === "POST" && request.path.startsWith("/v2/pals")
        ? { kind: "answer", status: 409, header: () => undefined, text: '{"conflict":"maker_changes"}' }
        : real(request, abort),
  );
  const drafted = await run({ http });
  expect(stateOf(drafted, "attach-draft")).toMatchObject({
    status: "held",
    seen: "refused",
  });
  expect(stateOf(drafted, "attach-status")?.reason).toBe(
    `the PAL does not take the tool: POST /v2/pals/${palId}/tools answered 409: {"conflict":"maker_changes"}`,
  );
  for (let i = 0; i < 49; i += 1) {
    const { body } = await call("POST", "/v2/tools", { name: `tool_${i}`, description: "d" });
    await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [body["tool_id"]] });
  }
  const full = await run();
  expect(stateOf(full, "attach-status")).toMatchObject({
    status: "not settled",
    reason: "the PAL has 50 tools already (P-4)",
  });
  expect([drafted.summary.new, full.summary.new]).toEqual([0, 0]);
});
