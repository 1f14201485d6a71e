import { Gate } from "../../src/fairness/gate.js";
import { queueRefusal } from "../../src/upstream/failures.js";
import { Random } from "./random.js";

/** Calls of an operation that is none of the first level any more. */
const MUCH = 200;

interface Request {
  readonly number: number;
  readonly caller: string;
  readonly operation: string;
  /** Calls that its operation made before: some ask for little, and some for much. */
  readonly made: number;
  readonly abort: AbortController;
  leave: (() => void) | undefined;
}

/** Of four places in a row, one may go to those who asked for more while others who asked for less wait. */
const PLACES_IN_A_ROW = 4;

/** A gate admits at most so many in a turn of the event loop; in the next one all is settled, and nothing else is under way. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Beside a gate of a generated size: knows who waits and who has a place, and judges each step of the gate. */
export class GateModel {
  readonly gate: Gate;
  readonly random: Random;
  readonly places: number;
  readonly queue: number;
  readonly waiting = new Set<Request>();
  readonly inside = new Set<Request>();
  readonly refused: Request[] = [];
  /** For each party that waits below its part: how often each other of its level had a turn meanwhile. */
  readonly passed = new Map<string, Map<string, number>>();
  /** Places that were given since one went past those who asked for less. */
  sinceLonger = PLACES_IN_A_ROW;
  /** Places that went past those who wait having asked for much. */
  pastLonger = 0;
  /** Of the last step. */
  admitted: Request[] = [];
  arrivals = 0;
  served = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.places = 1 + this.random.below(9);
    this.queue = 1 + this.random.below(40);
    this.gate = new Gate({
      maxConcurrency: this.places,
      maxQueue: this.queue,
      refusal: (full) => queueRefusal("s", full),
    });
  }

  count(among: Iterable<Request>, party: string): number {
    let count = 0;
    for (const { caller, operation } of among) if (caller === party || operation === party) count += 1;
    return count;
  }

  waitingOf = (made: number): Request[] => [...this.waiting].filter((each) => each.made === made);

  callersOf = (among = [...this.waiting]): string[] => [...new Set(among.map(({ caller }) => caller))];

  operationsOf = (of: string, among = [...this.waiting]): string[] => [
    ...new Set(among.filter(({ caller }) => caller === of).map(({ operation }) => operation)),
  ];

  /** Some callers ask for much more than others. */
  async arrive(): Promise<Request> {
    const caller = this.random.chance(0.6) ? 0 : 1 + this.random.below(4);
    const operation = this.random.chance(0.6) ? 0 : this.random.below(3);
    const request: Request = {
      number: (this.arrivals += 1),
      caller: `caller ${caller}`,
      operation: `operation ${caller * 10 + operation}`,
      made: (caller + operation) % 3 === 0 ? MUCH : 0,
      abort: new AbortController(),
      leave: undefined,
    };
    const { signal } = request.abort;
    const before = { inside: this.inside.size, refused: this.refused.length, waiting: new Set(this.waiting) };
    this.waiting.add(request);
    this.gate
      .enter({
        caller: { key: request.caller, token: undefined, scopes: new Set() },
        moment: caller * 10 + operation,
        calls: { made: request.made, deduplicated: 0 },
        signal,
      })
      .then(
        (leave) => {
          request.leave = leave;
          this.admitted.push(request);
        },
        () => {
          if (!signal.aborted) this.refused.push(request);
        },
      );
    await settle();
    if (before.inside < this.places) this.seat(request);
    expect(this.admitted.splice(0)).toEqual(before.inside < this.places ? [request] : []);
    const losers = this.refused.slice(before.refused);
    for (const loser of losers) {
      this.judgeRefusal(request, loser, before.waiting);
      this.waiting.delete(loser);
    }
    expect(losers.length).toBeLessThanOrEqual(1);
    return request;
  }

  /** Who is refused is over its own part, or has the most: never somebody with less than the newcomer. */
  judgeRefusal(newcomer: Request, loser: Request, waiting: ReadonlySet<Request>): void {
    const has = (party: string): number => this.count(waiting, party);
    if (loser === newcomer) {
      const { caller, operation } = newcomer;
      if (has(operation) >= Math.ceil(this.queue / 2)) return;
      for (const sibling of this.operationsOf(caller)) expect(has(sibling)).toBeLessThanOrEqual(has(operation) + 1);
      if (has(caller) >= Math.ceil(this.queue * 0.75)) return;
      expect(waiting.size).toBe(this.queue);
      for (const other of this.callersOf()) expect(has(other)).toBeLessThanOrEqual(has(caller) + 1);
    } else if (loser.caller === newcomer.caller) {
      expect(has(loser.operation)).toBeGreaterThan(has(newcomer.operation) + 1);
    } else {
      expect(waiting.size).toBe(this.queue);
      expect(has(loser.caller)).toBeGreaterThan(has(newcomer.caller) + 1);
    }
  }

  async giveUp(request: Request): Promise<void> {
    request.abort.abort();
    await settle();
    this.waiting.delete(request);
    expect(this.admitted).toEqual([]);
  }

  async leave(request: Request): Promise<void> {
    this.inside.delete(request);
    request.leave?.();
    request.leave?.();
    await settle();
    const admitted = this.admitted.splice(0);
    expect(admitted).toHaveLength(this.waiting.size > 0 ? 1 : 0);
    for (const next of admitted) this.judgeTurn(next);
  }

  judgeTurn(next: Request): void {
    const { caller, operation, made } = next;
    const line = [...this.waiting].filter((each) => each.operation === operation);
    expect(next).toBe(line[0]);
    this.judgeLonger(next);
    const alike = this.waitingOf(made);
    this.judgeLevel(made, caller, this.callersOf(alike));
    this.judgeLevel(made, operation, this.operationsOf(caller, alike));
    this.seat(next);
  }

  /** Who asked for little goes first, three times in four; who asked for much waits for no more than that. */
  judgeLonger({ made, caller }: Request): void {
    const part = Math.ceil(this.places / 2);
    const isEligible = ({ caller }: Request): boolean => this.count(this.inside, caller) < part;
    this.sinceLonger += 1;
    if (made === 0) {
      this.pastLonger = this.waitingOf(MUCH).some(isEligible) ? this.pastLonger + 1 : 0;
      // They may have had the place before by another's leave: then the turn of theirs is not the next one.
      expect(this.pastLonger).toBeLessThan(2 * PLACES_IN_A_ROW);
      return;
    }
    this.pastLonger = 0;
    if (!this.waitingOf(0).some(isEligible) || this.count(this.inside, caller) >= part) return;
    expect(this.sinceLonger).toBeGreaterThanOrEqual(PLACES_IN_A_ROW);
    this.sinceLonger = 0;
  }

  /** Between two turns of a party that waits below its part, no other of its level has two. */
  judgeLevel(made: number, chosen: string, parties: readonly string[]): void {
    const part = Math.ceil(this.places / 2);
    if (parties.length > 1) expect(this.count(this.inside, chosen)).toBeLessThan(part);
    const inLevel = (party: string): string => `${party} ${made}`;
    this.passed.delete(inLevel(chosen));
    for (const party of parties) {
      if (party === chosen) continue;
      if (this.count(this.inside, party) >= part) {
        this.passed.delete(inLevel(party));
        continue;
      }
      const turns = this.passed.get(inLevel(party)) ?? new Map<string, number>();
      turns.set(chosen, (turns.get(chosen) ?? 0) + 1);
      this.passed.set(inLevel(party), turns);
      expect(turns.get(chosen)).toBe(1);
    }
  }

  seat(request: Request): void {
    this.waiting.delete(request);
    this.inside.add(request);
    this.served += 1;
  }

  judgeSizes(): void {
    expect([this.gate.inside, this.gate.waiting]).toEqual([this.inside.size, this.waiting.size]);
    expect(this.inside.size).toBeLessThanOrEqual(this.places);
    expect(this.waiting.size).toBeLessThanOrEqual(this.queue);
    if (this.waiting.size > 0) expect(this.inside.size).toBe(this.places);
    for (const caller of this.callersOf()) {
      expect(this.count(this.waiting, caller)).toBeLessThanOrEqual(Math.ceil(this.queue * 0.75));
      for (const each of this.operationsOf(caller)) {
        expect(this.count(this.waiting, each)).toBeLessThanOrEqual(Math.ceil(this.queue / 2));
      }
    }
    const waits = new Set(
      [...this.waiting].flatMap(({ caller, operation, made }) => [`${caller} ${made}`, `${operation} ${made}`]),
    );
    for (const party of this.passed.keys()) if (!waits.has(party)) this.passed.delete(party);
  }

  anyOf(among: ReadonlySet<Request>): Request | undefined {
    return [...among][this.random.below(among.size)];
  }
}
