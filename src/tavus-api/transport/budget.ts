/** As in the AWS SDKs: 500 tokens pay for a hundred retries before the first success has to refill them. */
const CAPACITY = 500;

/**
 * The retry budget of one account. While the server is healthy, successes pay for occasional retries. In an outage, the budget runs out, and every
 * call fails after its first attempt instead of joining a storm.
 */
export class RetryBudget {
  #tokens: number;
  readonly #capacity: number;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
    this.#tokens = capacity;
  }

  /** Takes the price of one retry. False if the budget can't pay it. */
  spend(cost: number): boolean {
    if (cost > this.#tokens) return false;
    this.#tokens -= cost;
    return true;
  }

  /** A success pays back the cost of its own last retry, at least one token. */
  refund(cost: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + Math.max(1, cost));
  }
}
