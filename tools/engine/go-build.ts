import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../process.ts";
import { type SourceJob, SourceUnavailable } from "./source.ts";
import { isAtLeast, OLDEST_USABLE_GO } from "./version.ts";

const MODULE = fileURLToPath(new URL(".", import.meta.url));
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const PROGRESS_MS = 15_000;

/** Builds the published Go module of Pulumi, which only needs Go and its module proxy. */
export async function buildWithGo({ root, version, env: callerEnv, log }: SourceJob): Promise<void> {
  const temp = join(root, "tmp");
  mkdirSync(temp);
  // go.work files in parent folders, and flags for other work, must not affect this build. Go's work folder has hundreds of megabytes and stays if Go
  // is killed. Inside `root`, it is removed with the rest.
  const env = { ...callerEnv, CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "", GOTMPDIR: temp };
  await checkGo(env);

  log(
    `Building Pulumi ${version} with Go: about 5 minutes the first time on two cores, seconds when Go has it in its cache.`,
  );
  const started = Date.now();
  const progress = setInterval(() => {
    log(`  still building Pulumi ${version}: ${Math.round((Date.now() - started) / 1000)} s so far`);
  }, PROGRESS_MS);
  try {
    const ldflags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
    const args = [
      "build",
      "-tags",
      "osusergo,grpcnotrace",
      "-ldflags",
      ldflags,
      "-o",
      join(root, "bin", "pulumi"),
      PACKAGE,
    ];
    const { exitCode, stderr } = await run("go", args, { cwd: MODULE, env });
    if (exitCode !== 0) throw new SourceUnavailable(`go build failed: ${lastLines(stderr)}`);
  } finally {
    clearInterval(progress);
  }
  log(`Built Pulumi ${version} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

async function checkGo(env: NodeJS.ProcessEnv): Promise<void> {
  let answer: Awaited<ReturnType<typeof run>>;
  try {
    // In the module's folder, because Go answers there with the toolchain that it would switch to.
    answer = await run("go", ["version"], { cwd: MODULE, env });
  } catch {
    throw new SourceUnavailable("go is not on PATH");
  }
  const said = (answer.stdout + answer.stderr).trim();
  if (answer.exitCode !== 0 || !isAtLeast(said, OLDEST_USABLE_GO)) {
    throw new SourceUnavailable(`Go >= ${OLDEST_USABLE_GO} is needed, found: ${said}`);
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-3).join(" / ");
}
