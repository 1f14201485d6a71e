import type { Session } from "../audit/session.js";

/** What one operation may read of files' contents. */
export const MOST_BYTES = 64 * 1024 * 1024;
export const MOST_FILES = 20;

/** What is left of it, for all of the operation's fields together. */
export class ReadBudget {
  bytes = MOST_BYTES;
  readonly #files = new Set<string>();

  get files(): number {
    return MOST_FILES - this.#files.size;
  }

  /** May this file be opened? One that is open counts once. */
  opens(key: string): boolean {
    if (this.#files.has(key)) return true;
    if (this.files <= 0 || this.bytes <= 0) return false;
    this.#files.add(key);
    return true;
  }
}

const budgets = new WeakMap<Session["signal"], ReadBudget>();

/** The operation's own: it lives as long as its signal. */
export const budgetOf = ({ signal }: Pick<Session, "signal">): ReadBudget => {
  const known = budgets.get(signal);
  if (known) return known;
  const made = new ReadBudget();
  budgets.set(signal, made);
  return made;
};
