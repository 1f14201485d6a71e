import type { Turn } from "../audit/session.js";
import type { AccountTime } from "./account-times.js";

/** What an operation has had. */
export class Had {
  constructor(readonly msBehind = 0) {}

  /** Undefined as long as it is short. */
  account: AccountTime | undefined;

  steps = 0;
  /** Steps that wait for their turn. */
  waiting = 0;
  ms = 0;
  isOver = false;
  /** Has it begun, and had little? */
  isShort = false;
}

/** What is known of an operation beside its steps. */
export interface Manner {
  /** False: it waits with the long ones, however little it takes. */
  readonly mayBeShort: boolean;
  /** Milliseconds that it takes behind each of its turns, where nobody sees it. */
  readonly msBehind: number;
}
export const USUAL: Manner = { mayBeShort: true, msBehind: 0 };

/** The turns of one operation. */
export interface OperationTurns {
  /** For all of its steps. */
  readonly turn: Turn;
  /** Does one of its steps wait for its turn? */
  readonly isWaiting: () => boolean;
  /** Until its next step it waits for something else: nobody leaves the loop idle for it. */
  readonly wait: () => void;
  /** To be called once it has ended. True: it took more steps than a page. */
  readonly end: () => boolean;
}
