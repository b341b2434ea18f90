import type { Reporter, TestModule } from "vitest/node";

const SHOWN = 10;
/** If more operations than this were repeated, the run fails, because the cause is more than a busy machine. */
const MOST_REPEATS = 3;

declare module "vitest" {
  interface TaskMeta {
    /** Why engine operations of each file were repeated. Their program never reached the engine (test/engine/support/stack.ts). */
    repeats?: string[];
  }
}

/** Prints the slowest files at the end of each run, so that growth is noticed. Also prints the engine operations that were repeated. */
export class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules
      .map((module) => ({ name: `${module.project.name}  ${module.relativeModuleId}`, ms: durationOf(module) }))
      .sort((a, b) => b.ms - a.ms);
    const total = files.reduce((sum, { ms }) => sum + ms, 0);
    console.log(`\nSlowest of ${files.length} test files (${seconds(total)} of work in all):`);
    for (const { name, ms } of files.slice(0, SHOWN)) console.log(`${seconds(ms).padStart(8)}  ${name}`);

    const repeats = modules.flatMap((module) =>
      (module.meta().repeats ?? []).map((why) => `${module.relativeModuleId}: ${why}`),
    );
    console.log(`Engine operations repeated, because the program never reached its engine: ${repeats.length}`);
    for (const why of repeats) console.log(`  ${why}`);
    if (repeats.length > MOST_REPEATS) {
      console.log(`More than ${MOST_REPEATS} repeats fail the run.`);
      process.exitCode = 1;
    }
  }
}

function durationOf(module: TestModule): number {
  const { collectDuration, duration, environmentSetupDuration, prepareDuration, setupDuration } = module.diagnostic();
  return collectDuration + duration + environmentSetupDuration + prepareDuration + setupDuration;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
