import type { Turn } from "../audit/session.js";

/** What an operation has had. */
export class Had {
  constructor(readonly msBehind = 0) {}

  steps = 0;
  ms = 0;
  isOver = false;
  /** Has it begun, and had little? */
  isShort = false;
}

/** What is known of an operation beside its steps. */
export interface Manner {
  /** The queue that it waits in at the least. */
  readonly level: number;
  /** Milliseconds that it takes behind each of its turns, where nobody sees it. */
  readonly msBehind: number;
}
export const USUAL: Manner = { level: 0, msBehind: 0 };

/** The turns of one operation. */
export interface OperationTurns {
  /** For all of its steps. */
  readonly turn: Turn;
  /** Until its next step it waits for something else: nobody leaves the loop idle for it. */
  readonly wait: () => void;
  /** To be called once it has ended. True: it took more steps than a page. */
  readonly end: () => boolean;
}
