import { NotSettled } from "./failure.ts";
import { QUESTIONS, type Question, type QuestionId } from "./questions.ts";
import type { ContractFinding } from "./report.ts";
import { UNANSWERABLE } from "./unanswerable.ts";

/** An account's behavior, in a word or two, and the response that shows it. */
export interface Observation {
  readonly seen: string;
  readonly detail?: string | undefined;
}

const REMEDY =
  "This version does not know that behavior: open an issue with the report of --json. Until it is answered, read every preview before you apply it.";

export class Findings {
  readonly #seen = new Map<QuestionId, Observation>();
  readonly #reasons = new Map<QuestionId, string>();

  /** @param detail the response that shows the behavior */
  observe(id: QuestionId, seen: string, detail?: string): void {
    this.#seen.set(id, { seen, detail });
  }

  /** Records why some questions stay open. Answered questions stay answered. */
  leaveOpen(ids: readonly QuestionId[], reason: string): void {
    for (const id of ids) this.#reasons.set(id, reason);
  }

  /** Asks one question. If it can't be settled, it stays open, and the next questions are still asked. */
  ask(id: QuestionId, look: () => Promise<Observation>): Promise<void> {
    return this.settle([id], async () => void this.#seen.set(id, await look()));
  }

  /** Asks several questions together. If they can't be settled, they stay open, and the next questions are still asked. */
  async settle(ids: readonly QuestionId[], ask: () => Promise<void>): Promise<void> {
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof NotSettled)) throw error;
      this.leaveOpen(ids, error.message);
    }
  }

  /** Every question of the contract. @param openReason the reason for questions that weren't reached */
  report(openReason: string): ContractFinding[] {
    const probed = Object.entries(QUESTIONS).map(([id, unknown]) =>
      this.#finding(id as QuestionId, unknown, openReason),
    );
    const never = Object.entries(UNANSWERABLE).map(
      ([id, { rules, question, reason }]): ContractFinding => ({
        id,
        question,
        rule: rules[0],
        rules,
        status: "not settled",
        seen: null,
        known: [],
        reason,
      }),
    );
    return [...probed, ...never];
  }

  #finding(id: QuestionId, { rules, question, known }: Question, openReason: string): ContractFinding {
    const base = { id, rule: rules[0], rules, question, known };
    const observation = this.#seen.get(id);
    if (observation === undefined)
      return { ...base, status: "not settled", seen: null, reason: this.#reasons.get(id) ?? openReason };
    const { seen, detail } = observation;
    const isKnown = known.length === 0 || known.includes(seen);
    return {
      ...base,
      status: isKnown ? "held" : "new",
      seen,
      ...(detail !== undefined && { detail }),
      ...(!isKnown && { remedy: REMEDY }),
    };
  }
}
