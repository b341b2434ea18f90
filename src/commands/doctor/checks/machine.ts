import type { StackConfig } from "../../stack/index.ts";
import { isAtLeast, isInRange } from "../../stack/versions.ts";
import { shorten } from "../../words.ts";
import { type Copy, type PackageManager, PROJECT } from "../facts/packages.ts";
import type { Project } from "../facts/project.ts";
import type { Known } from "../known.ts";
import { type Finding, findingsOf } from "../report.ts";

const node = findingsOf("node");

/** The `node` on PATH runs the program and the provider, no matter which Node.js runs this command. */
export function checkNodeVersion(version: Known<string>, range: string): Finding {
  if (!version.known)
    return node.notChecked(version.reason, `Install Node.js ${range} and put it on PATH: https://nodejs.org.`);
  if (isInRange(version.value, range)) return node.ok(`${version.value} on PATH; ${range} is needed.`);
  return node.problem(
    `${version.value} on PATH, with which Pulumi runs the program; ${range} is needed.`,
    "Install Node.js 24 (https://nodejs.org), or select it: nvm install 24, fnm use 24.",
  );
}

const cli = findingsOf("pulumi-cli");

const UPDATE = "Update Pulumi: https://www.pulumi.com/docs/install/.";

/** Features of newer CLI versions, and the first version that has each one. Everything needs the first entry. */
const SINCE = [
  ["3.139.0", "tavus:apiKey of the stack does not reach the provider"],
  ["3.165.0", "destroy --run-program, for a key that has changed, is missing"],
  ["3.227.0", "--expect-no-changes ends with 255 or 1 instead of 7"],
  ["3.254.0", "pulumi import --file ignores inputs, so pulumi-tavus import --run cannot work"],
] as const;

export function checkPulumiCli(version: Known<string>, inProject: boolean): Finding {
  const install = "Install Pulumi: https://www.pulumi.com/docs/install/.";
  // A project needs Pulumi. Receiving deliveries and running calls works without it.
  if (!version.known) return (inProject ? cli.warning : cli.notChecked)(version.reason, install);
  const missing = SINCE.filter(([since]) => !isAtLeast(version.value, since));
  if (missing.length === 0) return cli.ok(`${version.value}.`);
  const seen = `${version.value}: ${missing.map(([since, what]) => `${what} (since ${since})`).join("; ")}.`;
  const isFundamental = missing.some(([since]) => since === SINCE[0][0]);
  return isFundamental ? cli.problem(seen, UPDATE) : cli.warning(seen, UPDATE);
}

const ofProject = findingsOf("project");

export function checkProject(project: Project | undefined, cwd: string): Finding {
  if (project === undefined)
    return ofProject.problem(
      `There is no Pulumi.yaml in ${cwd} or above it.`,
      "Run this in the project's folder, or name it: --cwd <folder>.",
    );
  const { file, runtime, main, hostFolder } = project;
  if (hostFolder === undefined)
    return ofProject.problem(
      `${file} says main: ${main}, which does not exist.`,
      `Fix main in ${file}, or build the program first.`,
    );
  if (runtime === undefined) return ofProject.notChecked(`The runtime could not be read from ${file}.`);
  if (runtime === "bun")
    return ofProject.problem(
      `${file} says runtime: bun. Pulumi can't create dynamic resources there, and Tool and the others are dynamic resources.`,
      "Write runtime: nodejs. Bun can still install the packages.",
    );
  if (runtime !== "nodejs")
    return ofProject.problem(
      `${file} says runtime: ${runtime}; pulumi-tavus is for Node.js programs.`,
      "Keep Tavus in a project of its own, with runtime: nodejs.",
    );
  const place = hostFolder === project.folder ? "" : `; main: ${main}, so packages are looked for from ${hostFolder}`;
  return ofProject.ok(`${file}, runtime ${runtime}${place}.`);
}

const versions = findingsOf("package-versions");
const sdk = findingsOf("sdk");

/** The range of the peer dependency in package.json. A test compares them. */
export const SDK_RANGE = ">=3.216.0 <4";
const PNP = "Yarn's Plug'n'Play has no node_modules to look into.";

export function checkPackageVersions(copies: readonly Copy[], own: string, manager: PackageManager): Finding {
  if (manager.pnp !== undefined) return versions.notChecked(PNP);
  const [first, ...others] = copies;
  if (first === undefined) return versions.notChecked("No pulumi-tavus is installed for the project.");
  if (others.length > 0)
    return versions.warning(
      `The program can load ${list(copies)}. The state is run by the project's own.`,
      align("pulumi-tavus", manager),
    );
  if (first.version !== own)
    return versions.warning(
      `The project has ${first.version}, this command is ${own}: it may apply other rules.`,
      "Run the project's own command: npx pulumi-tavus doctor in its folder.",
    );
  return versions.ok(`${first.version}, one copy.`);
}

/** A second SDK registers resources with different settings, and causes confusing version conflicts. */
export function checkSdk(copies: readonly Copy[], range: string, manager: PackageManager): Finding {
  if (manager.pnp !== undefined) return sdk.notChecked(PNP);
  const own = copies.find(({ seenBy }) => seenBy.includes(PROJECT));
  const add = `${manager.name} ${manager.name === "npm" ? "install" : "add"} @pulumi/pulumi@3`;
  if (own === undefined)
    return sdk.problem("@pulumi/pulumi is not found from the project, so no Node.js program can run.", add);
  const seen = `@pulumi/pulumi ${own.version}; ${range} is supported.`;
  if (!isInRange(own.version, range)) return sdk.problem(seen, add);
  const remedy = align("@pulumi/pulumi", manager);
  const ours = copies.find(({ seenBy }) => seenBy.includes("pulumi-tavus"));
  if (ours !== undefined && !isInRange(ours.version, range))
    return sdk.problem(`pulumi-tavus gets @pulumi/pulumi ${ours.version}; ${range} is supported.`, remedy);
  return copies.length === 1 ? sdk.ok(seen) : sdk.warning(`The program can load ${list(copies)}.`, remedy);
}

function align(name: string, { name: manager }: PackageManager): string {
  return `Ask for one version of ${name} everywhere, then ${manager} ${manager === "bun" ? "install" : "dedupe"}`;
}

function list(copies: readonly Copy[]): string {
  return copies
    .map(({ version, folder, seenBy }) => `${version} in ${folder} (for ${shorten(seenBy, 3)})`)
    .join(" and ");
}

const ofGuard = findingsOf("guard");

/** If a project refreshes before each `up`, Pulumi already knows every change, so the guard never finds any. */
export function checkGuard(refresh: string | undefined, config: Known<StackConfig>): Finding {
  if (!config.known) return ofGuard.notChecked(config.reason);
  const guard = config.value["tavus:guard"]?.trim() || "off";
  if (refresh !== "always" || guard === "off") return ofGuard.ok(`tavus:guard is ${guard}.`);
  return ofGuard.warning(
    `tavus:guard is ${guard}, but Pulumi.yaml has options.refresh: always. Each up refreshes first, so the guard never finds a change.`,
    "Remove options.refresh from Pulumi.yaml, or run: pulumi config set tavus:guard off",
  );
}
