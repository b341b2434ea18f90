import { isObject } from "../../../src/contract/index.ts";
import { TOOLS } from "../../../src/tavus-api/paths.ts";
import { PAGE_LIMIT } from "../../../src/tavus-api/reads/listing.ts";
import { parsePage } from "../../../src/tavus-api/reads/page.ts";
import { NotSettled } from "../failure.ts";
import type { Findings } from "../findings.ts";
import type { TemporaryTool } from "../temporary-tool.ts";
import { judged, notFound, shapeOf, verdict, wasTaken } from "../verdict.ts";
import type { Answer, Wire } from "../wire.ts";

const UNKNOWN_ID = "t000000000000";

export async function probeReads(findings: Findings, wire: Wire, temporary: TemporaryTool): Promise<void> {
  const list = (query: Record<string, string>) => wire.ask("GET", TOOLS, { query: { type: "user", ...query } });

  await findings.ask("filter", async () => {
    // No tool has this name, so any tool in the result was not filtered.
    const none = await list({ limit: "10", name_or_uuid: `${temporary.name}_x` });
    const found = parsePage(none.body)?.items.length;
    if (found === undefined && none.ok) throw new NotSettled(`${none.said}; that is no list of tools`);
    return judged(none, found === undefined ? undefined : found === 0 ? "heeded" : "ignored");
  });

  await findings.settle(["limit-100", "total-count", "page-size"], async () => {
    const usual = await list({ limit: String(PAGE_LIMIT) });
    findings.observe("limit-100", verdict(usual), usual.said);
    const isCounted = isObject(usual.body) && usual.body["total_count"] !== undefined;
    if (usual.ok) findings.observe("total-count", isCounted ? "present" : "absent");
    observePageSize(findings, usual, await list({ limit: "1000" }));
  });

  await findings.settle(["not-found", "error-shape"], async () => {
    const unknown = await wire.ask("GET", `${TOOLS}/${UNKNOWN_ID}`);
    findings.observe("not-found", notFound(unknown), unknown.said);
    if (!unknown.ok) findings.observe("error-shape", shapeOf(unknown), unknown.said);
  });
}

function observePageSize(findings: Findings, usual: Answer, large: Answer): void {
  const [page, limited] = [parsePage(large.body), parsePage(usual.body)];
  if (!wasTaken(large)) findings.observe("page-size", "limit=1000 is refused", large.said);
  else if (page === undefined) throw new NotSettled(`${large.said}; that is no list of tools`);
  else if (page.total !== undefined && page.total > page.items.length)
    findings.observe("page-size", `${page.items.length} of ${page.total}`);
  else if (limited !== undefined && page.items.length > limited.items.length)
    findings.observe("page-size", `at least ${page.items.length}`);
  else
    findings.leaveOpen(
      ["page-size"],
      page.total === undefined
        ? `one page held ${page.items.length} tools, and no total_count says whether there are more`
        : `this account has ${page.items.length} of the more than ${PAGE_LIMIT} tools that it needs`,
    );
}
