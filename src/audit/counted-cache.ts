import type { Session } from "./session.js";

/** The cache of an operation's loader. Whatever it serves is an upstream call that was not made, and is counted as one. */
export class CountedCache<K, V> extends Map<K, V> {
  constructor(private readonly session: Pick<Session, "calls">) {
    super();
  }

  override get(key: K): V | undefined {
    const found = super.get(key);
    if (found !== undefined && this.session.calls) this.session.calls.deduplicated += 1;
    return found;
  }
}
