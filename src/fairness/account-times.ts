import { LRUCache } from "lru-cache";

/** Accounts whose time is known; whoever asked longest ago is forgotten first. */
const REMEMBERED = 10_000;
/** Milliseconds after which half of what an account had is forgotten. */
const HALF_LIFE_MS = 1_000;

/** What an account had of the event loop lately, but for what is short. */
export class AccountTime {
  #ms = 0;
  #since = 0;

  /** Milliseconds, by a clock that only goes forward. */
  lately(now: number): number {
    return this.#ms * 2 ** ((this.#since - now) / HALF_LIFE_MS);
  }

  took(ms: number, now: number): void {
    this.#ms = this.lately(now) + ms;
    this.#since = now;
  }
}

export class AccountTimes {
  readonly #times = new LRUCache<string, AccountTime>({ max: REMEMBERED });

  of(account: string): AccountTime {
    const known = this.#times.get(account);
    if (known) return known;
    const time = new AccountTime();
    this.#times.set(account, time);
    return time;
  }
}
