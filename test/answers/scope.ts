import type { Tally } from "./classes.js";

/** What a response key stands for, everywhere in a document: whatever bears the key then can be merged. */
export interface Keyed {
  readonly key: string;
  readonly field: string;
  /** With the brackets; "" for none. */
  readonly args: string;
  /** Variables in the arguments. */
  readonly uses: readonly string[];
  /** Where only objects of one type may bear the key for this field, the type's name. */
  readonly only: string | undefined;
  /** The field's type and its arguments' types: a field of another type that is the same can bear the key too. */
  readonly shape: string;
}

/** The response keys of one selection set, those of its fragments among them. Selections that meet in a key share what is below. */
export class Scope {
  readonly #entries = new Map<string, { readonly keyed: Keyed; readonly below: Scope }>();

  constructor(private readonly tally: Tally) {}

  get all(): readonly Keyed[] {
    return [...this.#entries.values()].map(({ keyed }) => keyed);
  }

  /** The scope of what the field selects. */
  enter(keyed: Keyed): Scope {
    const known = this.#entries.get(keyed.key);
    if (known) {
      this.tally.met("one key for several fields of a selection");
      if (known.below.#entries.size > 0) this.tally.met("one key, sub-selections merged");
      return known.below;
    }
    const below = new Scope(this.tally);
    this.#entries.set(keyed.key, { keyed, below });
    return below;
  }

  /** A fragment is spread here. */
  absorb(other: Scope): void {
    for (const { keyed, below } of [...other.#entries.values()]) this.enter(keyed).absorb(below);
  }
}
