import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { Behavior } from "../../src/emulator.ts";
import * as tavus from "../../src/index.ts";
import { EDITS, KINDS } from "../support/edits.ts";
import { fullPostCallTool } from "../support/tools.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { useEmulator } from "./support/fixtures.ts";
import type { Operation } from "./support/operation.ts";
import { isSeeded, SEEDED } from "./support/seeded.ts";
import { createStack } from "./support/stack.ts";

const emulator = useEmulator();

const program = async (): Promise<void> => {
  for (const [i, [, kind]] of EDITS.entries())
    new tavus.Tool(`tool-${i}`, KINDS[kind]({ name: `tool_${i}` }) as unknown as tavus.ToolArgs);
};

const OF_A_DESCRIPTION = `tool-${EDITS.findIndex(([what]) => what === "description")}`;

const SHOWS_EMPTY_TEMPLATE =
  SEEDED.fillApiDefaults !== undefined && SEEDED.fillApiDefaults !== false && "body_template" in SEEDED.fillApiDefaults;

/** Every field edited by hand, and the result of each operation. */
async function driftOfEveryField(here: TestEmulator) {
  const stack = await createStack({ program, config: here.config });
  const up = await stack.up();
  expect(up.ok, up.stdout + up.stderr).toBe(true);
  const quiet = await stack.preview({ args: ["--refresh"], expectNoChanges: true });
  const before = await here.tools();
  const tools = new Map(before.map((tool) => [tool["name"], tool]));
  for (const [i, [what, , edit]] of EDITS.entries()) {
    const tool = tools.get(`tool_${i}`) ?? {};
    const { status, body } = await here.request("PATCH", `/v2/tools/${String(tool["tool_id"])}`, edit(tool));
    expect(status, `${what}: ${JSON.stringify(body)}`).toBe(200);
  }
  const drift = await stack.preview({ args: ["--refresh"] });
  const refresh = await stack.refresh();
  const repair = await stack.up();
  const after = await stack.preview({ args: ["--refresh"], expectNoChanges: true });
  await stack.dispose();
  return { quiet, drift, refresh, repair, after };
}

const textOf = ({ stdout, stderr }: Operation): string => stdout + stderr;

function expectReports({ ok, changes, ...output }: Operation): void {
  expect(ok, output.stdout + output.stderr).toBe(true);
  for (const [i, [what, , , paths]] of EDITS.entries()) {
    const step = changes.find(({ name, op }) => name === `tool-${i}` && ["update", "replace"].includes(op));
    // U-9: a header that the program doesn't have is named in the server's spelling.
    const spell = (path: string): string =>
      SEEDED.headerCase === "lower" && path.includes("headers") ? path.toLowerCase() : path;
    // D-16: if the server shows {} for no template, the missing members are reported.
    const found = Object.keys(step?.detailedDiff ?? {}).map((path) =>
      SHOWS_EMPTY_TEMPLATE && what === "no body_template" ? path.replace(/(?<=\.bodyTemplate)\..*/, "") : path,
    );
    const reported = found.map(spell);
    expect(reported, what).toEqual(expect.arrayContaining(paths.slice(0, 1).map(spell)));
    for (const path of reported)
      expect(
        paths
          .map(spell)
          .some((expected) => path === expected || expected.startsWith(`${path}.`) || isCompanion(what, path)),
        `${what} reports ${path}`,
      ).toBe(true);
  }
}

/** An edit that can't be made alone: another trigger has another delivery and no live fields. */
function isCompanion(what: string, path: string): boolean {
  return what === "trigger_type" && /^(delivery|origin|onCall|onResolve|staticFiller)/.test(path);
}

describe("drift", () => {
  let seen: Awaited<ReturnType<typeof driftOfEveryField>>;
  beforeAll(async () => {
    seen = await driftOfEveryField(emulator);
  });

  it("finds nothing if nothing was edited: a masked secret isn't drift", () => {
    expect(seen.quiet.ok, textOf(seen.quiet)).toBe(true);
  });

  it("of every single field is reported with its path by a preview that refreshes", () => {
    expectReports(seen.drift);
  });

  it("is reported by a refresh", () => {
    const { detailedDiff } = seen.refresh.steps.find(({ name }) => name === OF_A_DESCRIPTION) ?? {};
    expect(Object.keys(detailedDiff ?? {})).toContain("description");
  });

  it("of every single field is reported after a refresh as well, and repaired by up", () => {
    expectReports(seen.repair);
    expect(seen.after.ok, textOf(seen.after)).toBe(true);
  });
});

/** The other choice for everything that the contract leaves open. */
const OTHER_CHOICES: Partial<Behavior> = {
  maxPageSize: 7,
  createStatus: 201,
  unchangedPatch: "304",
  echoAppMessage: false,
  fillApiDefaults: { timeout: 30 },
  echoLiveFields: true,
  normalizeUrl: true,
  deletedTool: "200",
  filter: false,
  attachAnswer: "empty",
  maskWrites: false,
  totalCount: false,
  errorShape: "message",
};
const other = useEmulator({ behavior: OTHER_CHOICES });

it.skipIf(isSeeded)(
  "drift is reported in the same way with a server that makes every other open choice",
  { tags: "nightly" },
  async () => {
    const { quiet, drift, repair, after } = await driftOfEveryField(other);
    expect(quiet.ok, textOf(quiet)).toBe(true);
    expectReports(drift);
    expectReports(repair);
    expect(after.ok, textOf(after)).toBe(true);
  },
);

it.skipIf(isSeeded)(
  "with a server like this, the provider neither loses nor duplicates a tool",
  { tags: "nightly" },
  async () => {
    const palId = await other.createPal();
    const stack = await createStack({
      program: async () => {
        for (let i = 0; i < 9; i += 1) {
          const tool = new tavus.Tool(
            `tool-${i}`,
            fullPostCallTool({ name: `tool_${i}` }) as unknown as tavus.ToolArgs,
          );
          new tavus.PalToolAttachment(`on-pal-${i}`, { palId, toolId: pulumi.output(tool.id) });
        }
      },
      config: other.config,
    });
    expect((await stack.up()).ok).toBe(true);
    expect(await other.tools()).toHaveLength(9);
    const [first] = await other.tools();
    await other.request("DELETE", `/v2/tools/${String(first?.["tool_id"])}`);
    const up = await stack.up({ args: ["--refresh"] });
    expect(up.ok, up.stdout + up.stderr).toBe(true);
    expect(await other.tools()).toHaveLength(9);
    expect((await other.request("GET", `/v2/pals/${palId}/tools`)).body["data"]).toHaveLength(9);
    expect((await stack.destroy()).ok).toBe(true);
    expect(await other.tools()).toEqual([]);
    await stack.dispose();
  },
);
