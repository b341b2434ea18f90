import type { Facts } from "../facts/collect.ts";
import type { ManagerName } from "../facts/packages.ts";
import { type Finding, findingsOf } from "../report.ts";

const ofPackage = findingsOf("package");

interface PackageFacts extends Pick<Facts, "probe" | "hostFolder" | "manifestFolder" | "declaredIn" | "manager"> {
  /** The packages that depend on pulumi-tavus, if the project itself doesn't. */
  readonly broughtBy: readonly string[];
}

const ADD: Record<ManagerName, string> = { npm: "npm install", pnpm: "pnpm add", yarn: "yarn add", bun: "bun add" };
/** The exports that `PROVIDER_TEXTS` use. */
const EXPORTS = ["tool", "palToolAttachment", "palTools"];
const REQUIRED = 'require("pulumi-tavus/dynamic")';

/**
 * Checks whether the provider's host finds the module that the state requires. The engine starts the host in the project, or in the folder of `main`.
 */
export function checkPackage(facts: PackageFacts): Finding {
  const { probe, hostFolder, declaredIn, broughtBy } = facts;
  if (!probe.known) return ofPackage.notChecked(probe.reason);
  const { provider } = probe.value;
  if (!provider.found) return explainMissing(facts, provider);
  const missing = EXPORTS.filter((name) => !provider.exports.includes(name));
  if (missing.length > 0)
    return ofPackage.problem(
      `pulumi-tavus ${provider.version}, as found from ${hostFolder}, has no ${missing.join(", ")}.`,
      addCommand(facts, "@latest"),
    );
  if (declaredIn !== undefined)
    return ofPackage.ok(`pulumi-tavus ${provider.version} is found from ${hostFolder}, and is a dependency there.`);
  const who = broughtBy.length > 0 ? `it is there for ${broughtBy.join(", ")}` : "another package installed it";
  return ofPackage.warning(
    `pulumi-tavus ${provider.version} is found from ${hostFolder}, but no package.json there lists it: ${who}, and it may disappear.`,
    addCommand(facts),
  );
}

function explainMissing(facts: PackageFacts, { code, message }: { code: string; message: string }): Finding {
  const { hostFolder, declaredIn, broughtBy, manager } = facts;
  const where = `${REQUIRED}, which the state needs, fails in ${hostFolder}`;
  if (code !== "MODULE_NOT_FOUND" || !message.includes("'pulumi-tavus/dynamic'"))
    return ofPackage.problem(`${where}: ${message}`, `Install it again. ${addCommand(facts, "@latest")}`);
  if (manager.pnp !== undefined)
    return ofPackage.problem(
      `${where}: Yarn's Plug'n'Play (${manager.pnp}) makes no node_modules, and the provider's host is a plain node.`,
      "Write nodeLinker: node-modules in .yarnrc.yml, then yarn install.",
    );
  if (declaredIn !== undefined)
    return ofPackage.problem(
      `${where}: it is a dependency in ${declaredIn}, and is not installed.`,
      `In ${declaredIn}: ${manager.name} install`,
    );
  const why =
    broughtBy.length > 0
      ? `only ${broughtBy.join(", ")} ${broughtBy.length === 1 ? "depends" : "depend"} on it, and with strict node_modules, no other package can see it`
      : "it is not installed";
  return ofPackage.problem(`${where}: ${why}.`, addCommand(facts));
}

/** Runs in the project's own folder, because with pnpm, a dependency of the workspace's root isn't enough. */
function addCommand({ manager, manifestFolder, hostFolder }: PackageFacts, version = ""): string {
  const root = manager.name === "pnpm" && manager.isPnpmRoot ? " -w" : "";
  return `In ${manifestFolder ?? hostFolder}: ${ADD[manager.name]}${root} pulumi-tavus${version}`;
}
