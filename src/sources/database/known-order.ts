/**
 * The order in which a list showed its entries, so far: told by pages that overlap, while entries come and go.
 *
 * A page shows a stretch of the list without gaps. So what is new in it stands next to its neighbour there, and every
 * entry that is known and still in the list keeps its place around the two.
 */
export class KnownOrder {
  readonly #known = new Set<string>();
  readonly #sequence: string[] = [];

  has(id: string | undefined): boolean {
    return id !== undefined && this.#known.has(id);
  }

  /** Do the entries that are known stand in the order in which they stood before? */
  agreesWith(ids: readonly (string | undefined)[]): boolean {
    const places = new Map(this.#sequence.map((id, place) => [id, place]));
    const known = ids
      .map((id) => (id === undefined ? undefined : places.get(id)))
      .filter((place) => place !== undefined);
    return known.every((place, i) => i === 0 || place > (known[i - 1] ?? 0));
  }

  /** Takes a page in, entry by entry behind the one before it; what begins it stands just before the first known one. */
  add(ids: readonly (string | undefined)[]): void {
    const firstKnown = ids.find((id) => this.has(id));
    let place = firstKnown === undefined ? 0 : this.#sequence.indexOf(firstKnown);
    for (const id of ids) {
      if (id === undefined) continue;
      if (this.#known.has(id)) {
        place = this.#sequence[place] === id ? place + 1 : this.#sequence.indexOf(id) + 1;
      } else {
        this.#known.add(id);
        this.#sequence.splice(place, 0, id);
        place += 1;
      }
    }
  }
}
