import { describe, expect, it } from "vitest";
import { isObject, type JsonObject, MASK } from "../../src/contract/index.ts";
import { type Behavior, DEFAULT_BEHAVIOR } from "../../src/emulator/behavior.ts";
import { choicesOf } from "../../src/emulator/behavior-choices.ts";
import type { HttpAnswer, HttpRequest } from "../../src/tavus-api/transport/http.ts";
import {
  answer,
  answering,
  type Detour,
  findingOf,
  isCreate,
  isPatch,
  isRead,
  ordinaryReport,
  seenBy,
  startAccount,
} from "../support/probe-account.ts";

/** An account that isn't the ordinary one, and what the report then says. */
interface Case {
  readonly what: string;
  readonly behavior?: Partial<Behavior>;
  readonly detour?: Detour;
  readonly seen: Readonly<Record<string, string | null>>;
}

/** Each switch of the emulator in each position that isn't its default. */
const SWITCHED: readonly (readonly [Partial<Behavior>, Case["seen"]])[] = [
  [{ maxPageSize: 1 }, { "page-size": "1 of 2" }],
  [{ overLimit: "refuse" }, { "page-size": "limit=1000 is refused" }],
  [{ createStatus: 201 }, { "create-status": "201", "attach-status": "201" }],
  [{ unchangedPatch: "304" }, { "unchanged-patch": "304" }],
  [{ echoAppMessage: false }, { "app-message": "absent" }],
  [
    { fillApiDefaults: { timeout: 30 } },
    {
      "default-timeout": "up to 60 seconds",
      "default-method": "POST",
      "default-content-type": "application/json",
      "default-auth": "none",
    },
  ],
  [{ echoLiveFields: true }, { "live-fields": "filled" }],
  [{ normalizeUrl: true }, { url: "normalised" }],
  [{ deletedTool: "200" }, { "deleted-tool": "200" }],
  [{ filter: false }, { filter: "ignored" }],
  [{ attachAnswer: "given" }, { "attach-answer": "given" }],
  [{ attachAnswer: "empty" }, { "attach-answer": "nothing" }],
  [{ maskWrites: false }, { "create-secrets": "in clear" }],
  [{ acceptNull: false }, { "null-field": "refused" }],
  [{ totalCount: false }, { "total-count": "absent", "page-size": null }],
  [{ errorShape: "message" }, { "error-shape": "message", "name-taken-text": "message" }],
  [{ errorShape: "text" }, { "error-shape": "text", "name-taken-text": "text" }],
  [
    { missingStatus: 404 },
    { "not-found": "404", "deleted-tool": "404", "second-delete": "404", "second-detach": "404" },
  ],
  [{ repeatedDelete: "204" }, { "second-delete": "204", "second-detach": "204" }],
  [{ requestIds: true }, { "request-ids": "x-request-id" }],
  [{ toolTimes: "zoned" }, { times: "zoned" }],
  [{ headerCase: "lower" }, { "header-case": "lower case" }],
  [{ echoTags: true }, { tags: "echoed" }],
  [{ omittedAuth: "keep" }, { "omitted-auth": "kept", "default-auth": null }],
  [{ badAttachId: "partial" }, { "attach-bad-id": "refused, the good id attached" }],
  [{ badAttachId: "skip" }, { "attach-bad-id": "accepted" }],
  [{ listEndCall: true }, {}],
  [{ hmacTemplates: "reject" }, { "signed-templates": "refused: URL, body template, query parameters" }],
  [{ unknownFields: "store" }, {}],
];

/** Switches about deliveries, chats, drafts, and the list of PALs, which no report mentions. */
const NOT_SEEN: readonly string[] = [
  "attachBesideDraft",
  "publishTools",
  "firstPalPage",
  "pendingAnswers",
  "typing",
  "oauthClient",
  "retrySigned5xx",
  "variantDelayMs",
] satisfies (keyof Behavior)[];

const refusing = (...parts: readonly string[]): Detour =>
  answering((request) => parts.some((part) => isPatch(part)(request)), 400);
/** Says that a request was taken that the emulator refuses. */
const accepting =
  (matches: (request: HttpRequest) => boolean): Detour =>
  (real) =>
  async (request, abort) => {
    const result = await real(request, abort);
    return result.kind === "answer" && result.status === 400 && matches(request) ? answer(200, "{}") : result;
  };
/** Sends another create than the one that the emulator would refuse. */
const creating =
  (from: string, to: string): Detour =>
  (real) =>
  (request, abort) =>
    real(isCreate(request) ? { ...request, body: request.body?.replace(from, to) } : request, abort);
const jsonOf = ({ text }: HttpAnswer): JsonObject => {
  const body: unknown = JSON.parse(text);
  return isObject(body) ? body : {};
};

/** Changes some answers. */
const rewriting =
  (rewrite: (request: HttpRequest, result: HttpAnswer) => Partial<HttpAnswer>): Detour =>
  (real) =>
  async (request, abort) => {
    const result = await real(request, abort);
    return result.kind === "failure" ? result : { ...result, ...rewrite(request, result) };
  };
const ofCreates = (rewrite: (result: HttpAnswer, sent: string) => Partial<HttpAnswer>): Detour =>
  rewriting((request, result) => (isCreate(request) ? rewrite(result, request.body ?? "") : {}));
/** Keeps `on_call` of a tool for after the call until it is read. */
const storing: Detour = (real) => {
  let isStored = false;
  return async (request, abort) => {
    const result = await real(request, abort);
    if (result.kind === "failure") return result;
    if (isPatch('{"on_call":"silent"}')(request) && result.status === 400) {
      isStored = true;
      return answer(200, "{}");
    }
    if (!isStored || !isRead(request)) return result;
    isStored = false;
    return { ...result, text: JSON.stringify({ ...jsonOf(result), on_call: "silent" }) };
  };
};

/** Other choices that the API leaves open and that the emulator doesn't make. */
const CHOSEN: readonly (readonly [string, Detour, Case["seen"]])[] = [
  ["ignores live fields", accepting(isPatch('{"on_call":"silent"}')), { "sent-live-fields": "ignored" }],
  ["stores live fields", storing, { "sent-live-fields": "stored" }],
  ["refuses a stray filler", refusing('{"static_filler":"One moment."}'), { "stray-filler": "refused" }],
  ["takes on_resolve for vision", creating('"on_resolve":"add_to_context",', ""), { "vision-resolve": "accepted" }],
  ["takes any placeholder", accepting(isPatch("{undeclared}")), { "undeclared-placeholder": "accepted" }],
  ["counts UTF-16 units", refusing("😀😀"), { "size-unit": "UTF-16 units" }],
  ["counts bytes", refusing("éé", "😀😀"), { "size-unit": "bytes" }],
  ["counts blanks", refusing('"p0"'), { "size-json": "blanks counted" }],
  ["counts escapes", refusing('"p0"', "会会"), { "size-json": "blanks and escapes counted" }],
  [
    "looks for hosts",
    refusing("contract-probe.example.com", "10.255.255.1"),
    { "dead-host": "refused", "private-host": "refused" },
  ],
  ["refuses parts of URLs", refusing(":8443", "u@", "#f"), { "url-extras": "refused: port, user, fragment" }],
  ["has no HEAD", refusing('"HEAD"'), { methods: "GET, POST, PUT, PATCH, DELETE" }],
  ["takes a GET with a template", accepting(isPatch('"body_template":{}')), { "bodyless-template": "accepted" }],
  ["takes a timeout of 0", accepting(isPatch('"timeout":0}')), { timeouts: "0, 0.5, 60" }],
  ["takes headers of Tavus", accepting(isPatch("X-Tavus-Probe")), { "reserved-header": "accepted" }],
  ["sends only JSON", refusing("x-www-form-urlencoded"), { "other-content-type": "refused" }],
  ["takes the mask", creating(MASK, "another"), { "create-mask": "accepted" }],
  ["takes a JSON Patch", accepting(isPatch('[{"op"')), { "json-patch": "accepted" }],
  [
    "says nothing of a taken name",
    ofCreates(({ status }) => (status === 409 ? { text: "" } : {})),
    { "name-taken-text": "nothing" },
  ],
  ["refuses tags", refusing('"tags"'), { tags: "refused" }],
  [
    "keeps a tool's kind",
    refusing('{"trigger_type"', '{"origin"'),
    { "trigger-change": "refused", "origin-change": "refused" },
  ],
];

const CASES: readonly Case[] = [
  ...SWITCHED.map(([behavior, seen]) => ({ what: `has ${JSON.stringify(behavior)}`, behavior, seen })),
  ...CHOSEN.map(([what, detour, seen]) => ({ what, detour, seen })),
];

describe("the report of an account", () => {
  it("names each difference that this version works with, and nothing else", async () => {
    for (const cases of grouped(CASES)) await expectReport(cases);
  });

  it.each(CASES)("that $what says so, and nothing else", { tags: "nightly" }, (one) => expectReport([one]));

  async function expectReport(cases: readonly Case[]): Promise<void> {
    const ordinary = await ordinaryReport();
    const behavior: Partial<Behavior> = Object.assign({}, ...cases.map((one) => one.behavior));
    const { run } = await startAccount({ behavior });
    const report = await run({ detour: allOf(cases) });
    expect(seenBy(report)).toEqual(Object.assign(seenBy(ordinary), ...cases.map(({ seen }) => seen)));
    expect(report.findings.filter(({ status }) => status === "new")).toEqual([]);
    expect(report).toMatchObject({ ok: true, cleanUp: { left: [] } });
  }

  it("is tested with every switch of the emulator in every position", () => {
    const isTried = (name: string, choice: string): boolean =>
      SWITCHED.some(([behavior]) => String(behavior[name as keyof Behavior]) === choice);
    const missing = Object.entries({ ...DEFAULT_BEHAVIOR, unknownFields: "reject" })
      .filter(([name]) => !NOT_SEEN.includes(name))
      .flatMap(([name, value]) =>
        choicesOf(name as keyof Behavior)
          .split(" or ")
          .filter((choice) => choice !== String(value) && !choice.includes("number") && !isTried(name, choice))
          .map((choice) => `${name}=${choice}`),
      );
    expect(missing).toEqual([]);
  });

  it("has each question of the contract once, and a reason for each that isn't settled", async () => {
    const { findings, summary } = await ordinaryReport();
    const ids = findings.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const open = findings.filter(({ status }) => status === "not settled");
    expect(open.filter(({ reason = "" }) => reason.length < 20)).toEqual([]);
    expect(summary).toEqual({ held: ids.length - open.length, new: 0, "not settled": open.length });
    const answered = new Set(findings.flatMap(({ rules }) => rules));
    expect([...OPEN_RULES, ...ASSUMPTIONS].filter((rule) => !answered.has(rule))).toEqual([]);
  });
});

/** The created tool, changed. */
const tool = (change: (tool: JsonObject, api: JsonObject) => unknown): Detour =>
  ofCreates((result, sent) => {
    if (result.status !== 200 || !sent.includes("post_call")) return {};
    const body = jsonOf(result);
    const { api } = body["delivery"] as { api: JsonObject };
    change(body, api);
    return { text: JSON.stringify(body) };
  });
const ofUnknown = (text: string): Detour =>
  rewriting(({ path }) => (path === "/v2/tools/t000000000000" ? { text } : {}));

/** What no account is known to do. */
const NEWS: readonly (readonly [string, Detour, Case["seen"]])[] = [
  [
    "has another default method",
    tool((_, api) => Object.assign(api, { method: "GET" })),
    { "default-method": "GET", echo: "as sent" },
  ],
  [
    "waits for ever",
    tool((_, api) => Object.assign(api, { timeout: 900 })),
    { "default-timeout": "900", echo: "as sent" },
  ],
  [
    "rewrites URLs",
    tool((_, api) => Object.assign(api, { url: "https://b.example.com/" })),
    { url: "another URL", echo: "otherwise: delivery.api.url" },
  ],
  [
    "shows a secret as another text",
    tool((_, api) => Object.assign(api, { auth: { type: "bearer", token: "•••" } })),
    { "create-secrets": "another text" },
  ],
  ["changes a text", tool((made) => Object.assign(made, { description: "d" })), { echo: "otherwise: description" }],
  [
    "creates tools later",
    ofCreates(({ status }) => (status === 200 ? { status: 202 } : {})),
    { "create-status": "202" },
  ],
  [
    "answers a taken name with 400",
    ofCreates(({ status }) => (status === 409 ? { status: 400 } : {})),
    { "name-taken": "400", "name-taken-text": null },
  ],
  ["doesn't say what is missing", ofUnknown('{"error":"No."}'), { "not-found": '400, not as "not found"' }],
  [
    "writes errors in another shape",
    ofUnknown('{"reason":"not found"}'),
    { "error-shape": "{ reason }", "not-found": "400" },
  ],
  [
    "fails at a JSON Patch",
    rewriting((request) => (isPatch('[{"op"')(request) ? { status: 501 } : {})),
    { "json-patch": "501" },
  ],
  [
    "refuses pages of 100",
    // The look for tools of earlier runs is no question.
    answering(({ path }) => /limit=100(&|$)/.test(path) && !path.includes("name_or_uuid"), 422),
    { "limit-100": "refused", "total-count": null },
  ],
  [
    "ignores a change of trigger_type",
    answering(isPatch('{"trigger_type"'), 200, "{}"),
    { "trigger-change": "ignored" },
  ],
];

describe("an account", () => {
  const cases = NEWS.map(([what, detour, seen]) => ({ what, detour, seen }));

  it("is reported with what to do about each new thing, and nothing else", async () => {
    for (const group of grouped(cases)) await expectNews(group);
  });

  it.each(cases)("that $what is reported with what to do", { tags: "nightly" }, (one) => expectNews([one]));

  async function expectNews(group: readonly Case[]): Promise<void> {
    const ordinary = seenBy(await ordinaryReport());
    const { run, contents } = await startAccount();
    const before = await contents();
    const report = await run({ detour: allOf(group) });
    const seen: Case["seen"] = Object.assign({}, ...group.map((one) => one.seen));
    expect(seenBy(report)).toEqual({ ...ordinary, ...seen });
    const news = Object.keys(seen).filter((id) => seen[id] !== null && seen[id] !== ordinary[id]);
    expect(report).toMatchObject({ ok: false, summary: { new: news.length } });
    expect(report.findings.slice(0, news.length).every(({ status }) => status === "new")).toBe(true);
    for (const id of news)
      expect(findingOf(report, id)).toMatchObject({
        status: "new",
        remedy: expect.stringMatching(/^This version does not know that behavior: open an issue with the report of /),
      });
    expect(await contents()).toEqual(before);
  }

  it("in which no tool can be created leaves every other question open", async () => {
    const { run } = await startAccount();
    const detour = answering(({ method }) => method === "POST", 422, '{"error":"Plan."}');
    const { findings, summary, cleanUp } = await run({ detour, palId: undefined });
    expect(findings.filter(({ status }) => status !== "not settled")).toMatchObject([
      { id: "create-status", status: "new", seen: "refused", detail: "POST /v2/tools answered 422: Plan." },
    ]);
    expect([summary.new, cleanUp.made]).toEqual([1, 0]);
  });

  it("with a full PAL, or one with a draft, does nothing new about attaching", async () => {
    const { call, run, palId } = await startAccount({ behavior: { attachBesideDraft: "refuse" } });
    await call("PUT", `/_emulator/pals/${palId}/draft`, { has_unpublished_changes: true });
    const drafted = await run();
    expect(findingOf(drafted, "attach-draft")).toMatchObject({ status: "held", seen: "refused" });
    expect(findingOf(drafted, "attach-status")?.reason).toMatch(/^the PAL does not take the tool: POST .* answered 4/);
    await call("PUT", `/_emulator/pals/${palId}/draft`, { has_unpublished_changes: false });
    const detour = rewriting(({ method, path }, result) => {
      if (method !== "GET" || path !== `/v2/pals/${palId}/tools`) return {};
      const data = Array.from({ length: 50 }, (_, i) => ({ tool_id: `t${String(i).padStart(12, "0")}` }));
      return { text: JSON.stringify({ ...jsonOf(result), data, total_count: 50 }) };
    });
    const full = await run({ detour });
    expect(findingOf(full, "attach-status")).toMatchObject({
      status: "not settled",
      reason: "the PAL has 50 tools already (P-4)",
    });
    expect([drafted.summary.new, full.summary.new]).toEqual([0, 0]);
  });

  const GET: readonly (readonly [string, (tool: JsonObject, api: JsonObject) => unknown, string, string, string])[] = [
    ["a text", (read) => Object.assign(read, { description: "d" }), "echo", "new", "otherwise: description"],
    [
      "the spelling of a URL",
      (_, api) => Object.assign(api, { url: "https://example.com/?call={tavus_conversation_id}" }),
      "url",
      "held",
      "normalised",
    ],
    ["a URL", (_, api) => Object.assign(api, { url: "https://b.example.com" }), "url", "new", "another URL"],
    [
      "the name of a header",
      (_, api) => Object.assign(api, { headers: { "x-probe": "contract" } }),
      "header-case",
      "held",
      "lower case",
    ],
    ["a default", (_, api) => Object.assign(api, { method: "GET" }), "default-method", "new", "GET"],
  ];
  const TITLE = "that only in a GET changes %s is reported so";
  it.each(GET.slice(0, 2))(TITLE, expectSeen);
  it.each(GET.slice(2))(TITLE, { tags: "nightly" }, expectSeen);

  async function expectSeen(...[, change, id, status, seen]: (typeof GET)[number]): Promise<void> {
    const { run } = await startAccount();
    let isFirst = true;
    const detour = rewriting((request, result) => {
      if (!isRead(request) || !isFirst) return {};
      isFirst = false;
      const body = jsonOf(result);
      change(body, (body["delivery"] as { api: JsonObject }).api);
      return { text: JSON.stringify(body) };
    });
    expect(findingOf(await run({ detour }), id)).toMatchObject({
      status,
      seen,
      detail: expect.stringContaining(`in a GET ${seen}, `),
    });
  }
});

const allOf =
  (cases: readonly Case[]): Detour =>
  (real) =>
    cases.reduce((inner, { detour }) => detour?.(inner) ?? inner, real);

/** Groups in which no two cases set one switch or answer one question. */
function grouped(cases: readonly Case[]): Case[][] {
  const keysOf = ({ behavior = {}, seen }: Case): string[] => [...Object.keys(behavior), ...Object.keys(seen)];
  const groups: Case[][] = [];
  for (const one of cases) {
    const keys = new Set(keysOf(one));
    const group = groups.find((others) => others.flatMap(keysOf).every((key) => !keys.has(key)));
    if (group === undefined) groups.push([one]);
    else group.push(one);
  }
  return groups;
}

/** The rules that the contract marks as documented nowhere. */
const OPEN_RULES = [
  "G-5 G-8 G-9 G-10 G-12 X-5 X-6 X-7 X-11 T-5 T-12 T-21 T-23 T-25 D-2 D-10 D-11 D-12 D-13 D-14 D-17 D-18 K-5 K-12 K-14 K-15",
  "C-1 C-11 C-14 P-1 P-5 P-6 P-11 P-13 P-14 R-3 R-5 R-6 R-8 R-23 R-31 R-32 E-6 E-12 E-13 W-3",
].flatMap((rules) => rules.split(" "));
/** Its list of what a careful client assumes. */
const ASSUMPTIONS = Array.from({ length: 30 }, (_, i) => `U-${i + 1}`);
