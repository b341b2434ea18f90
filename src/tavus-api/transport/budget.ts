/** As in the AWS SDKs: 500 tokens pay for a hundred repeats before the first success has to refill them. */
const CAPACITY = 500;

/**
 * The retry budget of one account. While the server is healthy, its successes pay for the odd repeat; in an outage the
 * budget runs dry and every call fails after its first attempt instead of joining a storm.
 */
export class RetryBudget {
  #tokens: number;
  readonly #capacity: number;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
    this.#tokens = capacity;
  }

  /** Takes the price of one repeat; false if the budget can't pay it. */
  spend(cost: number): boolean {
    if (cost > this.#tokens) return false;
    this.#tokens -= cost;
    return true;
  }

  /** A success pays back what its own last repeat cost, at least one token. */
  refund(cost: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + Math.max(1, cost));
  }
}
