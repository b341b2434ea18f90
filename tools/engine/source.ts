/** One way to get a Pulumi: it puts `bin/pulumi` into `root`, or throws `SourceUnavailable`. */
export type Source = (job: SourceJob) => Promise<void>;

export interface SourceJob {
  /** An empty folder for this run, which is always removed. */
  root: string;
  version: string;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}

/** Why a source isn't available: one line, for the list that the user sees if none is. */
export class SourceUnavailable extends Error {
  override readonly name = "SourceUnavailable";
}
