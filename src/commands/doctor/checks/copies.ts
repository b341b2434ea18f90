import { isInRange } from "../../stack/versions.ts";
import { type Copy, type ManagerName, type PackageManager, PROJECT } from "../facts/packages.ts";
import { type Finding, notChecked, ok, problem, warning } from "../report.ts";

const DEDUPE: Record<ManagerName, string> = {
  npm: "npm dedupe",
  pnpm: "pnpm dedupe",
  yarn: "yarn dedupe",
  bun: "bun install",
};
const PNP = "Yarn's Plug'n'Play has no node_modules to look into.";

/** @param own the version of this command */
export function checkPackageVersions(copies: readonly Copy[], own: string, manager: PackageManager): Finding {
  if (manager.pnp !== undefined) return notChecked("package-versions", PNP);
  const [first, ...others] = copies;
  if (first === undefined) return notChecked("package-versions", "No pulumi-tavus is installed for the project.");
  if (others.length > 0)
    return warning(
      "package-versions",
      `The program can load ${list(copies)}. The state is run by the project's own.`,
      align("pulumi-tavus", manager),
    );
  if (first.version !== own)
    return warning(
      "package-versions",
      `The project has ${first.version}, this command is ${own}: it may apply other rules.`,
      "Run the project's own command: npx pulumi-tavus doctor in its folder.",
    );
  return ok("package-versions", `${first.version}, one copy.`);
}

/**
 * A second SDK registers resources with other settings, and causes confusing version conflicts.
 * @param range the range in our package.json's peer dependency
 */
export function checkSdk(copies: readonly Copy[], range: string, manager: PackageManager): Finding {
  if (manager.pnp !== undefined) return notChecked("sdk", PNP);
  const own = copies.find(({ seenBy }) => seenBy.includes(PROJECT));
  const add = `${manager.name} ${manager.name === "npm" ? "install" : "add"} @pulumi/pulumi@3`;
  if (own === undefined)
    return problem("sdk", "@pulumi/pulumi is not found from the project, so no Node.js program can run.", add);
  const seen = `@pulumi/pulumi ${own.version}; ${range} is supported.`;
  if (!isInRange(own.version, range)) return problem("sdk", seen, add);
  const remedy = align("@pulumi/pulumi", manager);
  const ours = copies.find(({ seenBy }) => seenBy.includes("pulumi-tavus"));
  if (ours !== undefined && !isInRange(ours.version, range))
    return problem("sdk", `pulumi-tavus gets @pulumi/pulumi ${ours.version}; ${range} is supported.`, remedy);
  return copies.length === 1 ? ok("sdk", seen) : warning("sdk", `The program can load ${list(copies)}.`, remedy);
}

function align(name: string, manager: PackageManager): string {
  return `Ask for one version of ${name} everywhere, then ${DEDUPE[manager.name]}`;
}

function list(copies: readonly Copy[]): string {
  return copies.map(({ version, folder, seenBy }) => `${version} in ${folder} (for ${shorten(seenBy)})`).join(" and ");
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
