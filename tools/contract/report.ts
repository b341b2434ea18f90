export type ContractStatus = "held" | "new" | "not settled";

export interface ContractFinding {
  readonly id: string;
  /** The rule of the contract that leaves the question open, such as C-16. */
  readonly rule: string;
  readonly rules: readonly string[];
  readonly question: string;
  /** `held`: this version works with the behavior. `new`: this version doesn't know the behavior. `not settled`: the behavior wasn't observed. */
  readonly status: ContractStatus;
  /** The account's behavior, in a word or two. Null if the question wasn't settled. */
  readonly seen: string | null;
  readonly known: readonly string[];
  /** The response that shows the behavior, if one word isn't enough. It never contains a secret. */
  readonly detail?: string;
  readonly reason?: string;
  readonly remedy?: string;
}

export interface ContractLeftover {
  readonly id: string;
  readonly name: string;
  /** `may be in use` means that the tool belongs to a run that started minutes ago and may still be running. */
  readonly state: "deleted" | "left" | "may be in use";
}

/** The output of `npm run contract -- --consent --json`. It contains no secret. */
export interface ContractReport {
  readonly version: 1;
  readonly checkedAt: string;
  readonly baseUrl: string;
  /** The version of pulumi-tavus whose assumptions were compared. */
  readonly package: string;
  readonly durationMs: number;
  readonly requests: number;
  readonly pal: string | null;
  /** Whether the exit code is 0: there is no new behavior, and nothing was left behind. */
  readonly ok: boolean;
  readonly summary: { readonly [K in ContractStatus]: number };
  readonly findings: readonly ContractFinding[];
  readonly cleanUp: {
    readonly name: string;
    readonly made: number;
    /** Ids that could not be deleted, or a note that a create was never answered and may have created a tool. */
    readonly left: readonly string[];
    readonly orphans: readonly ContractLeftover[];
  };
}
