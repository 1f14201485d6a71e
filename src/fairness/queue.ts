import { Line, type Linked, type Party, Turns } from "./lines.js";

/** Whose part of the queue is used up. */
export type Full = "operation" | "caller" | "queue";

export type QueueBounds = Readonly<Record<Full, number>>;

/** One operation of a caller, as long as it has a request here. */
export class Operation implements Party {
  inside = 0;
  readonly line = new Line<Waiter>();
  #arrivals = 0;

  constructor(
    readonly caller: Caller,
    readonly moment: number,
  ) {}

  get waiting(): number {
    return this.caller.waitingOf(this);
  }

  arrive(waiter: Waiter): void {
    waiter.number = this.#arrivals += 1;
    this.line.push(waiter);
  }
}

class Caller implements Party {
  inside = 0;
  readonly operations = new Map<number, Operation>();
  #turns: Turns<Operation> | undefined;

  constructor(readonly key: string) {}

  /** Made when the first request waits: most callers find a place at once. */
  get turns(): Turns<Operation> {
    return (this.#turns ??= new Turns());
  }

  waitingOf(operation: Operation): number {
    return this.#turns?.waitingOf(operation) ?? 0;
  }
}

/** One request that waits. It is told once: that it may go, or that it has to give up its place in the queue. */
export class Waiter implements Linked<Waiter> {
  before: Waiter | undefined;
  behind: Waiter | undefined;
  /** In its operation's line; with gaps, where others have gone. */
  number = 0;

  constructor(
    /** In whose name it waits. */
    public operation: Operation,
    readonly admit: () => void,
    readonly refuse: (full: Full) => void,
  ) {}
}

/** Turns of its caller until its own, at most; all callers have as many. */
const turnsBefore = ({ number, operation }: Waiter): number =>
  (number - (operation.line.first?.number ?? number) + 1) * operation.caller.turns.size;

const turnsOfANewcomer = (operation: Operation): number =>
  (operation.waiting + 1) * (operation.caller.turns.size + (operation.waiting === 0 ? 1 : 0));

/**
 * Who is next. Callers that wait take turns; a caller's operations take turns in its turn; an operation's requests go in
 * their order. So whoever asks for much waits long, and nobody else for it. A caller, and an operation among its
 * caller's, that has `part` places is passed over while another waits: slow answers would otherwise fill all places with
 * those of one, whatever the turns.
 * Too many in the queue are the fault of who has the most there: a newcomer with less takes the place of its last one.
 */
export class FairQueue {
  readonly #bounds: QueueBounds;
  readonly #part: number;
  readonly #callers = new Map<string, Caller>();
  readonly #turns = new Turns<Caller>();
  #waiting = 0;

  constructor(bounds: QueueBounds, part: number) {
    this.#bounds = bounds;
    this.#part = part;
  }

  get waiting(): number {
    return this.#waiting;
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
    const full = this.#fullFor(operation);
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

  /** Another operation waits for the same: if its turn comes sooner, the request waits in its name. */
  offer(waiter: Waiter, operation: Operation): void {
    if (turnsOfANewcomer(operation) < turnsBefore(waiter) && !this.#fullPart(operation)) {
      this.remove(waiter);
      waiter.operation = operation;
      this.#add(waiter);
    } else {
      this.#forget(operation);
    }
  }

  #add(waiter: Waiter): void {
    const { operation } = waiter;
    operation.arrive(waiter);
    operation.caller.turns.add(operation);
    this.#turns.add(operation.caller);
    this.#waiting += 1;
  }

  /** Only one that waits. */
  remove(waiter: Waiter): void {
    const { operation } = waiter;
    operation.line.delete(waiter);
    operation.caller.turns.remove(operation);
    this.#turns.remove(operation.caller);
    this.#waiting -= 1;
    this.#forget(operation);
  }

  /** Takes the next one out of the queue; it has a place now. */
  take(): Waiter | undefined {
    const caller = this.#turns.next(this.#part);
    const operation = caller?.turns.next(this.#part);
    const waiter = operation?.line.first;
    if (!caller || !operation || !waiter) return undefined;
    // Before it leaves the queue: otherwise it would be forgotten in between, and be another caller when it comes again.
    this.entered(operation);
    this.remove(waiter);
    this.#turns.hadTurn(caller);
    caller.turns.hadTurn(operation);
    return waiter;
  }

  #fullFor(operation: Operation): Full | undefined {
    return this.#fullPart(operation) ?? (this.#waiting >= this.#bounds.queue ? "queue" : undefined);
  }

  #fullPart(operation: Operation): Full | undefined {
    if (operation.waiting >= this.#bounds.operation) return "operation";
    return this.#turns.waitingOf(operation.caller) >= this.#bounds.caller ? "caller" : undefined;
  }

  /** The last one of whoever has the most, where that stays more than the newcomer gets. */
  #loserTo(operation: Operation, full: Full): Waiter | undefined {
    if (full === "operation") return undefined;
    const { caller } = operation;
    const other = full === "queue" ? this.#turns.longest() : undefined;
    if (other && this.#turns.waitingOf(other) > this.#turns.waitingOf(caller) + 1)
      return other.turns.longest()?.line.last;
    const sibling = caller.turns.longest();
    return sibling && sibling.waiting > operation.waiting + 1 ? sibling.line.last : undefined;
  }

  /** Callers come and go: nothing stays of those that have no request here. */
  #forget(operation: Operation): void {
    const { caller, moment } = operation;
    if (operation.inside > 0 || operation.waiting > 0) return;
    caller.operations.delete(moment);
    if (caller.operations.size === 0) this.#callers.delete(caller.key);
  }
}
