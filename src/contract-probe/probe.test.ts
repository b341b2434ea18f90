import { beforeAll, describe, expect, it } from "vitest";
import { API_KEY, furnish, seenBy, startAccount } from "../../test/support/probe-account.ts";
import type { Behavior } from "../emulator/behavior.ts";
import { DEFAULT_BEHAVIOR } from "../emulator/behavior.ts";
import { choicesOf } from "../emulator/behavior-choices.ts";
import { createEmulator } from "../emulator/index.ts";
import { ContractReport } from "./index.ts";

/** Each switch of the emulator in each position that is not its default, and what the report then says otherwise. */
const SWITCHED: readonly (readonly [Partial<Behavior>, Readonly<Record<string, string | null>>])[] = [
  [{ maxPageSize: 1 }, { "page-size": "1 of 2" }],
  [{ maxPageSize: 100, overLimit: "refuse" }, { "page-size": "limit=1000 is refused" }],
  [{ createStatus: 201 }, { "create-status": "201", "attach-status": "201" }],
  [{ unchangedPatch: "304" }, { "unchanged-patch": "304" }],
  [{ echoAppMessage: false }, { "app-message": "absent" }],
  [
    { fillApiDefaults: { timeout: 30 } },
    {
      "default-timeout": "1 to 60 seconds",
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
  [{ totalCount: false }, { "total-count": "absent" }],
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
  [{ sentLiveFields: "ignore" }, { "sent-live-fields": "ignored" }],
  [{ sentLiveFields: "store" }, { "sent-live-fields": "stored" }],
  [{ strayFiller: "accept" }, { "stray-filler": "accepted" }],
  [{ visionResolve: "accept" }, { "vision-resolve": "accepted" }],
  [{ undeclaredPlaceholder: "accept" }, { "undeclared-placeholder": "accepted" }],
  [{ sizeUnit: "utf-16" }, { "size-unit": "UTF-16 units" }],
  [{ sizeUnit: "bytes" }, { "size-unit": "bytes" }],
  [{ sizeJson: "spaced" }, { "size-json": "counted" }],
  [{ hostCheck: "create" }, { "dead-host": "refused", "private-host": "refused" }],
  [{ urlExtras: "reject" }, { "url-extras": "refused: port, user, fragment" }],
  [{ hmacTemplates: "reject" }, { "signed-templates": "refused: URL, body template, query parameters" }],
  [{ zeroTimeout: "accept" }, { timeouts: "0, 1, 60" }],
  [{ reservedHeader: "accept" }, { "reserved-header": "accepted" }],
  [{ otherContentType: "reject" }, { "other-content-type": "refused" }],
  [{ maskOnCreate: "accept" }, { "create-mask": "accepted" }],
  [{ omittedAuth: "keep" }, { "omitted-auth": "kept", "default-auth": null }],
  [{ toolJsonPatch: "accept" }, { "json-patch": "accepted" }],
  [{ kindChange: "reject" }, { "trigger-change": "refused", "origin-change": "refused" }],
  [{ badAttachId: "partial" }, { "attach-bad-id": "refused, the good id attached" }],
  [{ badAttachId: "skip" }, { "attach-bad-id": "accepted" }],
  [{ listEndCall: true }, {}],
];

/** Of deliveries, which need a conversation; they are said to be open. */
const OF_DELIVERIES = ["typing", "oauthClient", "retrySigned5xx", "variantDelayMs"];
/** Of a PAL itself, its draft and its chats: a run attaches one tool, and leaves the rest of the PAL alone. */
/** Fields of a newer API: a run of this version sends none. */
const OF_LATER_VERSIONS = ["unknownFields"];
const OF_PALS = ["attachBesideDraft", "publishTools", "firstPalPage", "palFace", "pendingAnswers"];

let ordinary: ContractReport;
beforeAll(async () => {
  const emulator = await createEmulator({ keys: [API_KEY] });
  ordinary = await (await furnish(emulator)).run();
  await emulator.close();
});

describe("the report", () => {
  it.each(SWITCHED)(
    "of an account that %j says so, that this version works with it, and nothing else",
    async (behavior, others) => {
      const { run } = await startAccount({ behavior });
      const report = await run();
      expect(seenBy(report)).toEqual({ ...seenBy(ordinary), ...others });
      expect(report.findings.filter(({ status }) => status === "new")).toEqual([]);
      expect(report).toMatchObject({ ok: true, cleanUp: { left: [] } });
    },
  );

  it("knows every switch of the emulator in every position", () => {
    const tried = (name: string, choice: string) =>
      SWITCHED.some(([behavior]) => String(behavior[name as keyof Behavior]) === choice);
    const missing = Object.entries(DEFAULT_BEHAVIOR)
      .filter(([name]) => ![...OF_DELIVERIES, ...OF_PALS, ...OF_LATER_VERSIONS].includes(name))
      .flatMap(([name, value]) =>
        choicesOf(name as keyof Behavior)
          .split(" or ")
          .filter((choice) => choice !== String(value) && !choice.includes("number") && !tried(name, choice))
          .map((choice) => `${name}=${choice}`),
      );
    expect(missing).toEqual([]);
  });

  it("has each question of the contract once, all that can be settled settled, and why the others are not", () => {
    const report = ordinary;
    expect(ContractReport.strict().parse(report)).toEqual(report);
    const ids = report.findings.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const open = report.findings.filter(({ status }) => status === "not settled");
    expect(open.map(({ reason }) => reason ?? "").filter((reason) => reason.length < 20)).toEqual([]);
    expect(report.summary).toEqual({ held: ids.length - open.length, new: 0, "not settled": open.length });
    const answered = new Set(report.findings.flatMap(({ rules }) => rules));
    expect([...OPEN_RULES, ...ASSUMPTIONS].filter((rule) => !answered.has(rule))).toEqual([]);
  });
});

/** The rules that the contract marks as documented nowhere. */
const OPEN_RULES = [
  "G-5 G-8 G-9 G-10 G-12 X-5 X-6 X-7 X-11 T-5 T-12 T-21 T-23 T-25 D-2 D-10 D-11 D-12 D-13 D-14 D-17 D-18 K-5 K-12 K-14 K-15",
  "C-1 C-11 C-14 P-1 P-5 P-6 P-11 P-13 P-14 R-3 R-5 R-6 R-8 R-23 R-34 R-31 R-32 E-6 E-12 E-13 W-3",
].flatMap((rules) => rules.split(" "));
/** Its list of what a careful client assumes. */
const ASSUMPTIONS = Array.from({ length: 28 }, (_, i) => `U-${i + 1}`);
