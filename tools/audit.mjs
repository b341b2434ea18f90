/**
 * Fails if a package that users install has a known vulnerability of severity high or worse. These packages are the dependencies, and the packages
 * bundled into ours. `npm audit` alone also fails if its registry doesn't support audits, which many mirrors and closed networks don't. In this case,
 * the exit code is 77 (skipped), with the reason.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SKIPPED = 77;
const NETWORK =
  /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/;

// npm runs itself again through its own script, so that no shell is needed to find it.
const npm = process.env.npm_execpath;
const [command, first] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
const { stdout, stderr, error } = spawnSync(command, [...first, "audit", "--audit-level=high", "--json"], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
});

/** Removes addresses from the message, because CI logs are public and a registry's address can contain credentials. */
const plain = (text) => text.replace(/\S+:\/\/\S+/g, "(address)").trim();

let report;
try {
  report = JSON.parse(stdout);
} catch {
  report = { message: stderr || error };
}
/**
 * The packages that users get: the dependencies, and the packages in THIRD-PARTY-LICENSES.md. All other packages are only used in this repository.
 */
const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const bundled = [...read("THIRD-PARTY-LICENSES.md").matchAll(/^- ([^\s:]+)/gm)].map(([, name]) => name);
const shipped = new Set([...Object.keys(JSON.parse(read("package.json")).dependencies), ...bundled]);

if (report.metadata?.vulnerabilities !== undefined) {
  const found = Object.values(report.vulnerabilities ?? {}).filter(({ name }) => shipped.has(name));
  for (const { name, severity, via, fixAvailable } of found) {
    const titles = via.map((one) => (typeof one === "string" ? `through ${one}` : one.title)).join("; ");
    console.log(`${severity}: ${name} (${titles})${fixAvailable ? ", there is a newer version" : ""}`);
  }
  const bad = found.filter(({ severity }) => severity === "high" || severity === "critical").length;
  console.log(
    `${shipped.size} packages that users get: ${bad} with a known vulnerability that is high or worse, ${found.length - bad} with a lesser one`,
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
