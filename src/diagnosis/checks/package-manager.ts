import type { PackageManager } from "../facts/packages.ts";
import { type Finding, ok, warning } from "../report.ts";

/** @param runtime of Pulumi.yaml */
export function checkPackageManager(manager: PackageManager, runtime: string | undefined): Finding {
  if (runtime === "bun")
    return warning(
      "package-manager",
      "The program runs in Bun, where Pulumi cannot make dynamic resources, which Tool and the others are.",
      "Write runtime: nodejs in Pulumi.yaml; Bun may go on installing the packages.",
    );
  if (manager.name === "bun")
    return warning(
      "package-manager",
      `Bun installs the packages (${manager.from}), which is not tested with pulumi-tavus; the provider itself runs in Node.js.`,
      'Where a package is not found, write linker = "hoisted" under [install] in bunfig.toml, then bun install.',
    );
  return ok("package-manager", `${manager.name} (${manager.from}).`);
}
