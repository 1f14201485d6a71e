/** What each call adds, and how much is stored at most; in retries. */
const USUAL = { perCall: 0.45, most: 100 };
const LEAN = { perCall: 0.2, most: 20 };

/**
 * Keeps retries from multiplying the load on a source that is going down: never more than 45 retries for 100 calls
 * beyond its store. That is what calls need of which 30 % fail at random (0.3 / 0.7 = 43), and the store is what bad
 * luck asks for beyond the mean, so that hardly a call is left without.
 * Once the breaker has opened it is lean: the store is void, and 20 retries for 100 calls are all. It stays lean until a
 * store of its own has filled up, which takes a hundred calls of a source that is well, and never comes while 30 % fail.
 */
export class RetryBudget {
  #tokens = USUAL.most;
  #lean = false;

  get isLean(): boolean {
    return this.#lean;
  }

  /** A first try is made. */
  deposit(): void {
    const { perCall, most } = this.#lean ? LEAN : USUAL;
    this.#tokens = Math.min(most, this.#tokens + perCall);
    if (this.#tokens === most) this.#lean = false;
  }

  /** May a retry be made now? If so it is paid for. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** The breaker is open; any number of calls may tell. */
  tighten(): void {
    this.#lean = true;
    this.#tokens = 0;
  }
}
