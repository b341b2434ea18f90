/**
 * Fails where a dependency that users install has a known vulnerability, high or worse; `npm audit` by itself also fails where its registry
 * does not know audits, which mirrors and closed networks often do not. Exit code 77 then: skipped, and why.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const SKIPPED = 77;
const NETWORK =
  /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/;

// npm runs itself again through its own script, so that no shell is needed to find it.
const npm = process.env.npm_execpath;
const [command, first] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
const { stdout, stderr, error } = spawnSync(
  command,
  [...first, "audit", "--omit=dev", "--audit-level=high", "--json"],
  { cwd: fileURLToPath(new URL("..", import.meta.url)), encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
);

/** What was said, without where: logs of CI are public, and a registry's address may hold credentials. */
const plain = (text) => text.replace(/\S+:\/\/\S+/g, "(address)").trim();

let report;
try {
  report = JSON.parse(stdout);
} catch {
  report = { message: stderr || error };
}
const counts = report.metadata?.vulnerabilities;
if (counts !== undefined) {
  for (const { name, severity, via, fixAvailable } of Object.values(report.vulnerabilities ?? {})) {
    const titles = via.map((one) => (typeof one === "string" ? `through ${one}` : one.title)).join("; ");
    console.log(`${severity}: ${name} (${titles})${fixAvailable ? ", there is a newer version" : ""}`);
  }
  const bad = counts.high + counts.critical;
  console.log(
    `${report.metadata.dependencies?.prod ?? 0} dependencies for users: ${bad} with a known vulnerability that is high or worse, ${counts.total - bad} with a lesser one`,
  );
  process.exit(bad === 0 ? 0 : 1);
}
const said = String(report.message ?? report.error?.summary ?? report.error?.code ?? "nothing");
const [network] = NETWORK.exec(said) ?? [];
if (typeof report.statusCode === "number" || network !== undefined) {
  console.log(`skipped: the registry does not answer audits (${network ?? plain(said)})`);
  process.exit(SKIPPED);
}
console.error(`npm audit did not work: ${plain(said)}`);
process.exit(1);
