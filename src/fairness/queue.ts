import { Turns } from "./lines.js";
import { at, Caller, type Full, Operation, type Waiter } from "./waiters.js";

export type QueueBounds = Readonly<Record<Full, number>>;

/**
 * Who is next. Those that wait stand in levels, and whoever takes says which level comes first. In a level callers take
 * turns; a caller's operations take turns in its turn; an operation's requests go in their order. So whoever asks for much
 * waits long, and nobody else for it. A caller, and an operation among its caller's, that has `part` places is passed over
 * while another waits: slow answers would otherwise fill all places with those of one, whatever the turns.
 * Too many in the queue are the fault of who has the most there: a newcomer with less takes the place of its last one.
 */
export class FairQueue {
  readonly #bounds: QueueBounds;
  readonly #part: number;
  readonly #callers = new Map<string, Caller>();
  /** All that wait, whatever their level. */
  readonly #all = new Turns<Caller>();
  readonly #levels: (Turns<Caller> | undefined)[] = [];
  readonly #waitingAt: number[];
  #waiting = 0;

  constructor(bounds: QueueBounds, part: number, levels: number) {
    this.#bounds = bounds;
    this.#part = part;
    this.#waitingAt = new Array<number>(levels).fill(0);
  }

  get waiting(): number {
    return this.#waiting;
  }

  waitingAt(level: number): number {
    return this.#waitingAt[level] ?? 0;
  }

  operation(key: string, moment: number): Operation {
    const caller = this.#callers.get(key) ?? new Caller(key);
    this.#callers.set(key, caller);
    const operation = caller.operations.get(moment) ?? new Operation(caller, moment);
    caller.operations.set(moment, operation);
    return operation;
  }

  /** A request of the operation has a place. */
  entered(operation: Operation): void {
    operation.inside += 1;
    operation.caller.inside += 1;
  }

  /** It gave its place back. */
  left(operation: Operation): void {
    operation.inside -= 1;
    operation.caller.inside -= 1;
    this.#forget(operation);
  }

  /** Puts it in its line, true; or refuses it, false. May refuse another in its favour. */
  join(waiter: Waiter): boolean {
    const { operation } = waiter;
    const full = this.#fullPart(operation) ?? (this.#waiting >= this.#bounds.queue ? "queue" : undefined);
    if (full) {
      const loser = this.#loserTo(operation, full);
      if (!loser) {
        this.#forget(operation);
        waiter.refuse(full);
        return false;
      }
      this.remove(loser);
      loser.refuse(loser.operation.caller === operation.caller ? "operation" : "caller");
    }
    this.#add(waiter);
    return true;
  }

  /** Another operation, of this level, waits for the same: if its turn comes sooner, the request waits in its name. */
  offer(waiter: Waiter, operation: Operation, level: number): void {
    if (this.#isSooner(waiter, operation, level) && !this.#fullPart(operation)) {
      this.remove(waiter);
      waiter.operation = operation;
      waiter.level = level;
      this.#add(waiter);
    } else {
      this.#forget(operation);
    }
  }

  #isSooner(waiter: Waiter, operation: Operation, level: number): boolean {
    if (level !== waiter.level) return level < waiter.level;
    // Turns of its caller until its own, at most; all callers have as many.
    const callers = this.#turns(level).size;
    const before = waiter.number - (waiter.operation.line(level).first?.number ?? waiter.number) + 1;
    const ahead = operation.caller.turns(level).waitingOf(operation);
    return (ahead + 1) * (callers + (ahead === 0 ? 1 : 0)) < before * callers;
  }

  #turns(level: number): Turns<Caller> {
    return at(this.#levels, level, () => new Turns());
  }

  #add(waiter: Waiter): void {
    const { operation, level } = waiter;
    const { caller } = operation;
    operation.arrive(waiter);
    caller.turns(level).add(operation);
    caller.all.add(operation);
    this.#turns(level).add(caller);
    this.#all.add(caller);
    this.#waitingAt[level] = this.waitingAt(level) + 1;
    this.#waiting += 1;
  }

  /** Only one that waits. */
  remove(waiter: Waiter): void {
    const { operation, level } = waiter;
    const { caller } = operation;
    operation.line(level).delete(waiter);
    caller.turns(level).remove(operation);
    caller.all.remove(operation);
    this.#turns(level).remove(caller);
    this.#all.remove(caller);
    this.#waitingAt[level] = this.waitingAt(level) - 1;
    this.#waiting -= 1;
    this.#forget(operation);
  }

  /**
   * Takes the next one out of the queue; it has a place now. Of the first level in this order where somebody waits who has
   * less than his part of the places, and where there is none, of the first where anybody waits.
   */
  take(order: readonly number[]): Waiter | undefined {
    const levels = order.filter((level) => this.waitingAt(level) > 0);
    const level = levels.find((each) => (this.#nextOf(each)?.inside ?? Infinity) < this.#part) ?? levels[0];
    const caller = level === undefined ? undefined : this.#nextOf(level);
    if (level === undefined || !caller) return undefined;
    const operation = caller.turns(level).next(this.#part);
    const waiter = operation?.line(level).first;
    if (!operation || !waiter) return undefined;
    // Before it leaves the queue: otherwise it would be forgotten in between, and be another caller when it comes again.
    this.entered(operation);
    this.remove(waiter);
    this.#turns(level).hadTurn(caller);
    caller.turns(level).hadTurn(operation);
    return waiter;
  }

  /** Takes the next one of the same operation and level, which has its turn already. */
  takeNext({ operation, level }: Waiter): Waiter | undefined {
    const next = operation.line(level).first;
    if (next) {
      this.entered(operation);
      this.remove(next);
    }
    return next;
  }

  #nextOf(level: number): Caller | undefined {
    return this.#turns(level).next(this.#part);
  }

  #fullPart(operation: Operation): Full | undefined {
    if (operation.waiting >= this.#bounds.operation) return "operation";
    return this.#all.waitingOf(operation.caller) >= this.#bounds.caller ? "caller" : undefined;
  }

  /** The last one of whoever has the most, where that stays more than the newcomer gets. */
  #loserTo(operation: Operation, full: Full): Waiter | undefined {
    if (full === "operation") return undefined;
    const { caller } = operation;
    const other = full === "queue" ? this.#all.longest() : undefined;
    if (other && this.#all.waitingOf(other) > this.#all.waitingOf(caller) + 1) return other.all.longest()?.last;
    const sibling = caller.all.longest();
    return sibling && sibling.waiting > operation.waiting + 1 ? sibling.last : undefined;
  }

  /** Callers come and go: nothing stays of those that have no request here. */
  #forget(operation: Operation): void {
    const { caller, moment } = operation;
    if (operation.inside > 0 || operation.waiting > 0) return;
    caller.operations.delete(moment);
    if (caller.operations.size === 0) this.#callers.delete(caller.key);
  }
}
