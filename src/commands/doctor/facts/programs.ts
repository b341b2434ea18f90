import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export function findProgram(name: string, path: string | undefined): string | undefined {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`, `${name}.bat`] : [name];
  for (const folder of (path ?? "").split(delimiter).filter((one) => one !== ""))
    for (const candidate of names) if (isExecutable(join(folder, candidate))) return join(folder, candidate);
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
