import type { EventLoop } from "../../../src/fairness/event-loop.js";
import { LoopTurns } from "../../../src/fairness/loop-turns.js";
import type { Manner, OperationTurns } from "../../../src/fairness/operation-turns.js";
import type { Turn } from "../../../src/audit/session.js";

/** What a step takes, by the loop's clock, and how many of them a turn has time for. */
const STEP_MS = 0.25;
export const STEPS = 4;
/** Steps of an operation that do not wait once it had its first turn. */
export const PAGE = 32;

/** An event loop that comes round when it is told to, and whose clock goes on with the steps. */
export class Loop implements EventLoop {
  #turns: (() => void)[] = [];
  #rests: (() => void)[] = [];
  #timers: { readonly at: number; readonly run: () => void }[] = [];
  #moment = 0;
  #time = 0;
  readonly turns = new LoopTurns(this);

  now(): number {
    return this.#time;
  }

  nextTurn(run: () => void): void {
    this.#turns.push(run);
  }

  atRest(run: () => void): void {
    this.#rests.push(run);
  }

  later(ms: number, run: () => void): void {
    this.#timers.push({ at: this.#time + ms, run });
  }

  takes(ms: number): void {
    this.#time += ms;
  }

  operation(key: string, signal = new AbortController().signal): Turn {
    return this.turnsOf(key, signal).turn;
  }

  turnsOf(key: string, signal = new AbortController().signal, manner?: Manner): OperationTurns {
    const caller = { key, token: undefined, scopes: new Set<never>() };
    return this.turns.of({ caller, moment: (this.#moment += 1), signal }, manner);
  }

  /** Where nothing is to be done, it sleeps until a timer is due. */
  async comesRound(): Promise<void> {
    if (this.#turns.length === 0) this.#time = Math.max(this.#time, ...this.#timers.slice(0, 1).map(({ at }) => at));
    const due = this.#timers.filter(({ at }) => at <= this.#time);
    this.#timers = this.#timers.filter(({ at }) => at > this.#time);
    for (const { run } of due) run();
    for (const turn of this.#turns.splice(0)) turn();
    await this.#rest();
    while (this.#rests.length > 0) {
      for (const rest of this.#rests.splice(0)) rest();
      await this.#rest();
    }
  }

  async #rest(): Promise<void> {
    for (let i = 0; i < 2 * PAGE; i += 1) await Promise.resolve();
  }
}

/** A loop over so many things; tells how far it is. */
export const walk = (loop: Loop, turn: Turn, count: number, ms = STEP_MS): { done: number; failed: unknown } => {
  const state: { done: number; failed: unknown } = { done: 0, failed: undefined };
  void (async () => {
    for (let i = 0; i < count; i += 1) {
      const mine = turn();
      if (mine) await mine;
      loop.takes(ms);
      state.done += 1;
    }
  })().catch((error: unknown) => (state.failed = error));
  return state;
};
