/**
 * Compares the built declarations with the reports in api/, one for each entry point, so that a review sees every change of the public API.
 * With `--write` it writes the reports instead.
 */
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { CompilerState, Extractor, ExtractorConfig, type ExtractorLogLevel } from "@microsoft/api-extractor";
import { ENTRIES } from "../tools/bundle.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const REPORTS = join(ROOT, "api");
/** API Extractor writes the new report here. */
const CURRENT = join(ROOT, "node_modules/.cache/api");

const none = { default: { logLevel: "none" as ExtractorLogLevel.None } };
const error = { default: { logLevel: "error" as ExtractorLogLevel.Error } };

const declarations = Object.keys(ENTRIES).map((name) => join(ROOT, "dist", `${name}.d.cts`));
const configs = declarations.map((file) =>
  ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, "package.json"),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: file,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          extends: join(ROOT, "tsconfig.json"),
          compilerOptions: { types: ["node"] },
          files: declarations,
          include: [],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: relative(join(ROOT, "dist"), file).replace(/\.d\.cts$/, ".api.md"),
        reportFolder: REPORTS,
        reportTempFolder: CURRENT,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      // `npm run docs` checks the docstrings.
      messages: {
        compilerMessageReporting: error,
        extractorMessageReporting: none,
        tsdocMessageReporting: none,
      },
    },
  }),
);

const isWriting = process.argv.includes("--write");
mkdirSync(REPORTS, { recursive: true });
const [first] = configs;
if (first === undefined) throw new Error("There are no entry points.");
const compilerState = CompilerState.create(first, { additionalEntryPoints: declarations });
let isFailed = false;
for (const config of configs) {
  const { apiReportChanged, errorCount } = Extractor.invoke(config, {
    localBuild: isWriting,
    compilerState,
    messageCallback: (message) => {
      if (message.logLevel === "error") console.error(message.formatMessageWithLocation(ROOT));
      message.handled = true;
    },
  });
  const [report, current] = [config.reportFilePath, config.reportTempFilePath].map((path) => relative(ROOT, path));
  if (errorCount > 0) isFailed = true;
  if (!apiReportChanged) continue;
  console.error(
    isWriting
      ? `${report} is written.`
      : `${report}: the public API differs from this report. Run \`npm run api:write\`, then review and commit the change. (git diff --no-index ${report} ${current})`,
  );
  isFailed ||= !isWriting;
}
if (isFailed) process.exit(1);
