import { type Session, sessionEnded, type Turn } from "../audit/session.js";
import { type EventLoop, eventLoop } from "./event-loop.js";
import { AccountTimes } from "./account-times.js";
import { Had, type Manner, type OperationTurns, USUAL } from "./operation-turns.js";
import { FairQueue } from "./queue.js";
import { Waiter } from "./waiters.js";

type Entrant = Pick<Session, "caller" | "moment" | "signal">;

/** What is begun within a turn once this has passed waits for the next one. */
const BUDGET_MS = 1;
/**
 * So long an operation that was let through goes on, step by step. Otherwise many that have the same way to go, in steps that
 * take next to nothing, would each wait for all others' long ones between any two of its own.
 */
const TURN_MS = 1;
/** Steps that an operation does not wait for, once it had its first turn: pages that people look at take fewer. */
const STEPS_OF_A_PAGE = 32;
/** What a step is taken for before it is done: the work for one instance, host, id or upstream call. */
const STEP_MS = 0.2;
/** What an operation may take and be short; all short ones wait in the first queue. */
const SHORT_MS = 4;
/** What an account may have had lately in the first queue of the long ones; in each further one twice as much as in the one before. */
const FIRST_MS = 0.5;
const LONG_QUEUES = 8;
const QUEUES = 1 + LONG_QUEUES;
const LEVELS = Array.from({ length: QUEUES }, (_, level) => level);
/** The part of the time that goes to whoever has the longest work, however many short ones come. */
const LONGEST_PART = 1 / 4;
/** Milliseconds after which a queue comes before the longest, in that part. */
const FORGOTTEN_MS = 100;
/**
 * Beside short operations the long ones rest after each turn, the longer the turn was: whoever comes then waits for the
 * rest of a turn, of `m` milliseconds in `m + m * m / REST_MS`, and so half of REST_MS at most on average.
 */
const REST_MS = 2;
/** Times as long as the turn, at most: a quarter of the time is theirs. */
const LONGEST_REST = 3;
/** A short operation is thought to be under way for so long after its end: who asked will ask again. */
const AGAIN_MS = 10;
/** Time that is looked back on for that part. */
const MEMORY_MS = 200;
/** Whoever may ask may wait: what bounds the steps of an operation is its price. */
const UNBOUNDED = { operation: Infinity, caller: Infinity, queue: Infinity };

const queueFor = (msLately: number): number =>
  Math.min(LONG_QUEUES, 1 + Math.floor(Math.log2(1 + Math.max(0, msLately) / FIRST_MS)));

/** Where the next one waits, and whether it has the part of the longest. */
interface Next {
  readonly level: number;
  readonly isOfPart: boolean;
}

/**
 * Bounds what is done between two turns of the event loop, by all operations together. A caller may name thousands of
 * things, and what is at hand for them needs no wait: without a turn between, nobody else would be heard. Each step of a
 * loop over what a caller chose asks for its turn. While there is time left in this one and nobody waits who has had less,
 * it goes on. Otherwise the steps are let through one after the other. Short operations go first. The steps of the long ones
 * wait by what their account had lately, whichever of its operations had it: otherwise who begins one after the other would
 * go before who has a longer one to end. In each queue callers take turns, and a caller's operations in its turn (queue.ts).
 * So whoever asks for little waits for little, whatever the others ask for. What has begun cannot be stopped for a short one
 * that comes meanwhile: so while there are any, the loop is left idle between the turns of the long ones.
 */
export class LoopTurns {
  readonly #loop: EventLoop;
  readonly #queue = new FairQueue(UNBOUNDED, Infinity, QUEUES);
  /** Is the next turn asked for? */
  #isOpen = false;
  #beganAt = 0;
  readonly #accounts = new AccountTimes();
  /** Of whoever was let through last. */
  #had = new Had();
  /** Until when that one goes on in its turn. */
  #turnUntil = -Infinity;
  /** Milliseconds of all that were let through, and of the part that goes to the longest. */
  readonly #spent = { all: 0, part: 0 };
  /** When each queue had its last turn, or got somebody to wait in it. */
  readonly #servedAt = LEVELS.map(() => 0);
  /** Short operations that are under way, and when one ended last. */
  readonly #short = { count: 0, endedAt: -Infinity };
  /** Milliseconds of long operations in this turn; none has another one before they have rested. */
  readonly #long = { ms: 0, restUntil: -Infinity, isWoken: false };

  constructor(loop: EventLoop = eventLoop) {
    this.#loop = loop;
  }

  of({ caller, moment, signal }: Entrant, manner: Manner = USUAL): OperationTurns {
    const key = caller.account ?? caller.key;
    const had = new Had(manner.msBehind);
    const turn: Turn = (steps = 1) => {
      this.#open();
      const isOfAPage = manner.msBehind === 0 && had.steps > 0 && had.steps + steps <= STEPS_OF_A_PAGE;
      // What follows a step that did not wait is not seen here, nor is what it brings about: answers that arrive.
      const ms = Math.max(had.ms, had.steps * STEP_MS) + (steps - 1) * STEP_MS;
      had.steps += steps;
      const isLittle = ms < SHORT_MS;
      const level = isLittle && manner.mayBeShort ? 0 : this.#levelOf(key, had, isLittle);
      this.#judge(had, level);
      const goesOn = this.#had === had && this.#loop.now() < this.#turnUntil;
      if (isOfAPage || (this.#hasTime() && (goesOn || this.#isFirst(level)))) return undefined;
      return new Promise((resolve, reject) => {
        had.waiting += 1;
        const admit = (): void => {
          had.waiting -= 1;
          this.#had = had;
          if (signal.aborted) reject(sessionEnded(signal));
          else resolve();
        };
        if (this.#queue.waitingAt(level) === 0) this.#servedAt[level] = this.#loop.now();
        this.#queue.join(new Waiter(this.#queue.operation(key, moment), level, admit, () => undefined));
      });
    };
    return { turn, isWaiting: () => had.waiting > 0, wait: () => this.#judge(had, QUEUES), end: () => this.#end(had) };
  }

  /** Of a step that is not of a short one. */
  #levelOf(key: string, had: Had, isLittle: boolean): number {
    // All who are not known are one account, and one who comes for the first time is to be known soon.
    if (key === "" && isLittle) return 1;
    had.account ??= this.#accounts.of(key);
    return queueFor(had.account.lately(this.#loop.now()));
  }

  #end(had: Had): boolean {
    had.isOver = true;
    if (had.isShort) this.#short.endedAt = this.#loop.now();
    this.#judge(had, QUEUES);
    return had.steps > STEPS_OF_A_PAGE;
  }

  /** Keeps count of the short ones. */
  #judge(had: Had, level: number): void {
    const isShort = level === 0 && !had.isOver;
    if (isShort !== had.isShort) this.#short.count += isShort ? 1 : -1;
    had.isShort = isShort;
  }

  #hasTime(): boolean {
    return this.#loop.now() - this.#beganAt < BUDGET_MS;
  }

  /** May a step of this level go on at once? */
  #isFirst(level: number): boolean {
    if (level > 0) return this.#queue.waiting === 0 && !this.#hasShort;
    return this.#queue.waitingAt(0) === 0;
  }

  get #hasShort(): boolean {
    return this.#short.count > 0 || this.#loop.now() - this.#short.endedAt < AGAIN_MS;
  }

  get #rests(): boolean {
    return this.#loop.now() < this.#long.restUntil;
  }

  /** This turn's time begins with the first step that asks in it. */
  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#beganAt = this.#loop.now();
    this.#loop.nextTurn(() => {
      this.#isOpen = false;
      this.#rest();
      if (this.#queue.waiting === 0) return;
      if (this.#next()) {
        this.#open();
        this.#letThrough();
      } else {
        this.#wake();
      }
    });
  }

  /** After a turn: the long ones rest for what they had of it. */
  #rest(): void {
    const { ms } = this.#long;
    this.#long.ms = 0;
    if (ms === 0 || !this.#hasShort) return;
    this.#long.restUntil = this.#loop.now() + ms * Math.min(LONGEST_REST, Math.max(1, ms / REST_MS));
  }

  /** All that wait are long, and rest. */
  #wake(): void {
    if (this.#long.isWoken) return;
    this.#long.isWoken = true;
    this.#loop.later(Math.max(1, this.#long.restUntil - this.#loop.now()), () => {
      this.#long.isWoken = false;
      this.#open();
    });
  }

  /** Where the next one waits; undefined where nobody may be let through now. */
  #next(): Next | undefined {
    const waits = (level: number): boolean => this.#queue.waitingAt(level) > 0;
    if (this.#rests) return waits(0) ? { level: 0, isOfPart: false } : undefined;
    const isOfPart = this.#spent.part < LONGEST_PART * this.#spent.all;
    // Otherwise one in the middle would wait for as long as there are shorter and longer ones.
    const isForgotten = (level: number): boolean =>
      waits(level) && this.#loop.now() - (this.#servedAt[level] ?? 0) > FORGOTTEN_MS;
    const level = isOfPart ? (LEVELS.find(isForgotten) ?? LEVELS.findLast(waits)) : LEVELS.find(waits);
    return level === undefined ? undefined : { level, isOfPart };
  }

  /** One at a time: how long a step takes is known when it is done. */
  #letThrough(): void {
    const next = this.#next();
    const waiter = next && this.#queue.take([next.level]);
    if (!next || !waiter) return;
    const from = this.#loop.now();
    this.#servedAt[next.level] = from;
    this.#turnUntil = from + TURN_MS;
    this.#admit(waiter, next);
  }

  #admit(waiter: Waiter, next: Next): void {
    const from = this.#loop.now();
    waiter.admit();
    this.#queue.left(waiter.operation);
    const had = this.#had;
    this.#loop.atRest(() => {
      const now = this.#loop.now();
      const took = now - from + had.msBehind;
      this.#beganAt -= had.msBehind;
      this.#turnUntil -= had.msBehind;
      had.ms += took;
      if (next.level > 0) had.account?.took(took, now);
      if (had.isShort && had.ms >= SHORT_MS) this.#judge(had, QUEUES);
      this.#note(took, next);
      // What else of it waits is of the same turn.
      const more = this.#hasTime() && now < this.#turnUntil ? this.#queue.takeNext(waiter) : undefined;
      if (more) {
        this.#admit(more, next);
        return;
      }
      this.#turnUntil = -Infinity;
      if (this.#hasTime()) this.#letThrough();
    });
  }

  #note(took: number, { level, isOfPart }: Next): void {
    if (level > 0) this.#long.ms += took;
    this.#spent.all += took;
    if (isOfPart) this.#spent.part += took;
    if (this.#spent.all < MEMORY_MS) return;
    this.#spent.all /= 2;
    this.#spent.part /= 2;
  }
}
