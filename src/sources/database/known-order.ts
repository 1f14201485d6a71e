/** The order in which a list showed its entries, so far: told by pages that overlap, while entries come and go. */
export class KnownOrder {
  readonly #ranks = new Map<string, number>();
  #last = 0;

  has(id: string | undefined): boolean {
    return id !== undefined && this.#ranks.has(id);
  }

  /** Do the entries that are known stand in the order in which they stood before? */
  agreesWith(ids: readonly (string | undefined)[]): boolean {
    const known = ids.map((id) => this.#rankOf(id)).filter((rank) => rank !== undefined);
    return known.every((rank, i) => i === 0 || rank > (known[i - 1] ?? 0));
  }

  /** Takes a page in: what is new in it stands between its neighbours. */
  add(ids: readonly (string | undefined)[]): void {
    let before: number | undefined;
    for (const [i, id] of ids.entries()) {
      if (id === undefined) continue;
      const rank = this.#rankOf(id) ?? this.#between(before, this.#rankAfter(ids, i));
      this.#ranks.set(id, rank);
      this.#last = Math.max(this.#last, rank);
      before = rank;
    }
  }

  #rankOf(id: string | undefined): number | undefined {
    return id === undefined ? undefined : this.#ranks.get(id);
  }

  #rankAfter(ids: readonly (string | undefined)[], i: number): number | undefined {
    for (let next = i + 1; next < ids.length; next += 1) {
      const rank = this.#rankOf(ids[next]);
      if (rank !== undefined) return rank;
    }
    return undefined;
  }

  #between(before: number | undefined, after: number | undefined): number {
    if (after === undefined) return Math.max(this.#last, before ?? 0) + 1;
    return before === undefined ? after - 1 : (before + after) / 2;
  }
}
