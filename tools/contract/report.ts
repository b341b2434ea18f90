export type ContractStatus = "held" | "new" | "not settled";

/** One question about the API and its answer. */
export interface ContractFinding {
  /** The question's name, which doesn't change. */
  readonly id: string;
  /** The rule of the contract that leaves it open, such as C-16. */
  readonly rule: string;
  /** All rules that it belongs to, the first included. */
  readonly rules: readonly string[];
  readonly question: string;
  /** `held`: a behavior that this version works with. `new`: one that it doesn't know. `not settled`: not seen. */
  readonly status: ContractStatus;
  /** What the account did, in a word or two. Null if it was not settled. */
  readonly seen: string | null;
  /** The behaviors that this version works with. Empty if any will do. */
  readonly known: readonly string[];
  /** The answer that says so, if one word is not enough. Never a secret. */
  readonly detail?: string;
  /** Why it is not settled. */
  readonly reason?: string;
  /** What to do about something new. */
  readonly remedy?: string;
}

/** A temporary tool of an earlier run. */
export interface ContractLeftover {
  readonly id: string;
  readonly name: string;
  /** `may be in use`: of a run that began minutes ago and may not have ended. */
  readonly state: "deleted" | "left" | "may be in use";
}

/** What `npm run contract -- --consent --json` writes. It holds no secret. */
export interface ContractReport {
  readonly version: 1;
  readonly checkedAt: string;
  readonly baseUrl: string;
  /** The version of pulumi-tavus whose assumptions were compared. */
  readonly package: string;
  readonly durationMs: number;
  readonly requests: number;
  /** The PAL of `--pal`. */
  readonly pal: string | null;
  /** Whether the exit code is 0: nothing new was seen, and nothing may be left behind. */
  readonly ok: boolean;
  readonly summary: { readonly [K in ContractStatus]: number };
  readonly findings: readonly ContractFinding[];
  readonly cleanUp: {
    readonly name: string;
    /** How often it was created. */
    readonly made: number;
    /** Ids that could not be deleted, or a note that a create was never answered and may have created one. */
    readonly left: readonly string[];
    readonly orphans: readonly ContractLeftover[];
  };
}
