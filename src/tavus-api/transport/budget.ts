/** As in the AWS SDKs, 500 tokens pay for a hundred retries without any success. */
const CAPACITY = 500;

/**
 * The retry budget of one account. While the server is healthy, successes pay for occasional retries. In an outage, the budget runs out, and every
 * call fails after its first attempt instead of adding to the load.
 */
export class RetryBudget {
  #tokens: number;
  readonly #capacity: number;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
    this.#tokens = capacity;
  }

  /** Pays for one retry. False if there aren't enough tokens. */
  spend(cost: number): boolean {
    if (cost > this.#tokens) return false;
    this.#tokens -= cost;
    return true;
  }

  /** After a success, pays back the cost of the call's last retry, at least one token. */
  refund(cost: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + Math.max(1, cost));
  }
}
