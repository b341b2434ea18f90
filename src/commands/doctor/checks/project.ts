import type { Project } from "../facts/project.ts";
import { type Finding, notChecked, ok, problem } from "../report.ts";

/** @param cwd the folder in which the search started */
export function checkProject(project: Project | undefined, cwd: string): Finding {
  if (project === undefined)
    return problem(
      "project",
      `There is no Pulumi.yaml in ${cwd} or above it.`,
      "Run this in the project's folder, or name it: --cwd <folder>.",
    );
  const { file, runtime, main, hostFolder } = project;
  if (hostFolder === undefined)
    return problem(
      "project",
      `${file} says main: ${main}, which does not exist.`,
      `Fix main in ${file}, or build the program first.`,
    );
  if (runtime === undefined) return notChecked("project", `The runtime could not be read from ${file}.`);
  if (runtime === "bun")
    return problem(
      "project",
      `${file} says runtime: bun. Pulumi can't create dynamic resources there, and Tool and the others are dynamic resources.`,
      "Write runtime: nodejs. Bun can still install the packages.",
    );
  if (runtime !== "nodejs")
    return problem(
      "project",
      `${file} says runtime: ${runtime}; pulumi-tavus is for Node.js programs.`,
      "Keep Tavus in a project of its own, with runtime: nodejs.",
    );
  const place = hostFolder === project.folder ? "" : `; main: ${main}, so packages are looked for from ${hostFolder}`;
  return ok("project", `${file}, runtime ${runtime}${place}.`);
}
