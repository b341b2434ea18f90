import { withMaskedCredentials } from "../../contract/credentials.ts";
import { member, type Tool } from "../../contract/index.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { withoutControls } from "../../tavus-api/terminal.ts";
import { readAccount } from "../account.ts";
import { withClient } from "../clients.ts";
import { durationOf } from "../duration.ts";
import { FINE } from "../report.ts";
import type { StackOptions } from "../stack/index.ts";
import { withProgress } from "../terminal.ts";
import type { ListedConversation, ListedPal, ListedTool, ListReport } from "./report.ts";

export const LIST_KINDS = ["tools", "pals", "conversations"] as const;
type Kind = (typeof LIST_KINDS)[number];

export interface ListOptions extends StackOptions {
  readonly since: string;
  readonly json?: boolean;
}

export async function list(kind: string | undefined, options: ListOptions): Promise<number> {
  const kinds = kind === undefined ? (["tools", "pals"] as const) : LIST_KINDS.filter((one) => one === kind);
  if (kinds.length === 0) throw new Error(`"${kind}" can't be listed. Write one of: ${LIST_KINDS.join(", ")}.`);
  const since = Date.now() - durationOf("--since", options.since);
  const report = await withProgress("Reading the account", async (): Promise<ListReport> => {
    const account = await readAccount(options);
    const read = await withClient(account, (client) => Promise.all(kinds.map((one) => readKind(client, one, since))));
    return { version: 1, baseUrl: account.baseUrl, ...Object.assign({}, ...read) };
  });
  process.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : toText(report, options.since));
  return FINE;
}

async function readKind(client: TavusClient, kind: Kind, since: number): Promise<Partial<ListReport>> {
  switch (kind) {
    case "tools":
      return { tools: (await client.listTools()).map(toListedTool).sort(byName) };
    case "pals":
      return { pals: (await client.listPals()).map(({ id, name }): ListedPal => ({ palId: id, name })).sort(byName) };
    case "conversations": {
      const found = await client.listConversations(since);
      found.sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
      return {
        conversations: found.map(
          ({ id, name, status, palId, createdAt }): ListedConversation => ({
            conversationId: id,
            name: name ?? null,
            status: status ?? null,
            palId: palId ?? null,
            createdAt: createdAt === undefined ? null : new Date(createdAt).toISOString(),
          }),
        ),
      };
    }
  }
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function toListedTool({ tool_id: toolId, name, trigger_type: triggerType, delivery }: Tool): ListedTool {
  const url = member(member(delivery, "api"), "url");
  return {
    toolId,
    name,
    triggerType: triggerType === "post_call" ? triggerType : "in_call",
    // K-11: both the address and the query can contain a credential. The address is masked, and the query is left out.
    endpoint: typeof url === "string" ? (/^[^?#]*/.exec(withMaskedCredentials(url))?.[0] ?? null) : null,
  };
}

function toText({ tools, pals, conversations }: ListReport, since: string): string {
  const tables = [
    table(
      "tools",
      tools?.map(({ toolId, name, triggerType, endpoint }) => [toolId, name, triggerType, endpoint ?? "app message"]),
    ),
    table(
      "PALs",
      pals?.map(({ palId, name }) => [palId, name]),
    ),
    table(
      `conversations in the last ${since}`,
      conversations?.map(({ conversationId, createdAt, status, palId, name }) =>
        [conversationId, createdAt, status, palId, name].map((cell) => cell ?? ""),
      ),
    ),
  ];
  return `${tables.flat().join("\n\n")}\n`;
}

function table(what: string, rows: readonly (readonly string[])[] | undefined): string[] {
  if (rows === undefined) return [];
  if (rows.length === 0) return [`No ${what}.`];
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => withoutControls(cell).padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [
    [`${what[0]?.toUpperCase()}${what.slice(1)} (${rows.length})`, ...lines.map((line) => `  ${line}`)].join("\n"),
  ];
}
