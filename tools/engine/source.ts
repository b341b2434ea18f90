/** One way of making a Pulumi: it puts `bin/pulumi` into `root`, or throws `SourceUnavailable`. */
export type Source = (job: SourceJob) => Promise<void>;

export interface SourceJob {
  /** An empty folder of this run's own; it is removed whatever happens. */
  root: string;
  version: string;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}

/** Why a source cannot deliver here: one line, for the list that the user sees when none can. */
export class SourceUnavailable extends Error {
  override readonly name = "SourceUnavailable";
}
