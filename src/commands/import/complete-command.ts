import { dirname, join, resolve } from "node:path";
import type { Settings } from "../../provider/settings.ts";
import { kindOf } from "../../state-format/type-tokens.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { readJsonFile } from "../input.ts";
import { FINE, FOUND_FAILURES } from "../report.ts";
import { previewStack } from "../stack/index.ts";
import { withProgress } from "../terminal.ts";
import { completeImportFile } from "./complete.ts";
import { writeFiles } from "./files.ts";
import type { ImportOptions } from "./options.ts";
import type { CompletionReport } from "./report.ts";
import { checkVersion, runImport } from "./run.ts";

/** `--complete`: fills in the open parts of a file from `pulumi preview --import-file`. */
export async function complete(
  file: string,
  options: ImportOptions,
  client: TavusClient,
  settings: Settings,
): Promise<number> {
  const runs = options.run === true;
  if (runs) await checkVersion(options);
  const path = resolve(options.cwd ?? ".", file);
  let json: unknown;
  try {
    json = readJsonFile(path);
  } catch {
    throw new Error(
      `--complete ${file}: there is no such file, or it is not JSON. Make it with pulumi preview --import-file ${file}.`,
    );
  }
  const steps = await withProgress("Running the program", () => previewStack(options));
  const { file: completed, missing } = await completeImportFile(json, steps, client, {
    allowLocalEndpoints: settings.allowLocalEndpoints,
    withSecrets: runs,
  });
  if (runs) await runImport(completed, options);
  const name = options.out ?? file.replace(/(\.json)?$/, ".complete.json");
  const text = `${JSON.stringify(completed, undefined, 2)}\n`;
  const written = runs ? [] : writeFiles(dirname(path), [{ name, text }], options.force === true).paths;
  const ours = completed.resources.filter(({ type }) => kindOf(type) !== undefined);
  if (options.json === true)
    process.stdout.write(
      `${JSON.stringify({
        version: 1,
        completed: ours.map(({ name: one, id = "" }) => ({ name: one, id })),
        missing: [...missing],
        files: [...written],
        ran: runs,
      } satisfies CompletionReport)}\n`,
    );
  else
    process.stdout.write(
      [
        `${runs ? "Imported" : "Completed"} ${ours.length} resources.`,
        ...(missing.length === 0 ? [] : [`Not in the account, so that up will create them: ${missing.join(", ")}.`]),
        ...(runs ? [] : [`Next: pulumi import --file ${join(dirname(file), name)} --generate-code=false`]),
        "",
      ].join("\n"),
    );
  return ours.length === 0 ? FOUND_FAILURES : FINE;
}
