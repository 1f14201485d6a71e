import { Gate } from "../../src/fairness/gate.js";
import { queueRefusal } from "../../src/upstream/failures.js";
import { Random } from "./random.js";

/*
 * Generated arrivals of several callers and operations, of which some give up, before a gate of a generated size. A model
 * beside it knows who waits and who has a place; each step of the gate is judged by it.
 */

const SEEDS = 40;
const STEPS = 300;

interface Request {
  readonly number: number;
  readonly caller: string;
  readonly operation: string;
  readonly abort: AbortController;
  leave: (() => void) | undefined;
}

/** Promises of a gate settle within a few turns of the microtask queue, and nothing else is under way. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
};

class Model {
  readonly gate: Gate;
  readonly random: Random;
  readonly places: number;
  readonly queue: number;
  readonly waiting = new Set<Request>();
  readonly inside = new Set<Request>();
  readonly refused: Request[] = [];
  /** For each party that waits below its part: how often each other of its level had a turn meanwhile. */
  readonly passed = new Map<string, Map<string, number>>();
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

  callersOf = (): string[] => [...new Set([...this.waiting].map(({ caller }) => caller))];

  operationsOf = (of: string): string[] => [
    ...new Set([...this.waiting].filter(({ caller }) => caller === of).map(({ operation }) => operation)),
  ];

  /** Some callers ask for much more than others. */
  async arrive(): Promise<Request> {
    const caller = this.random.chance(0.6) ? 0 : 1 + this.random.below(4);
    const operation = this.random.chance(0.6) ? 0 : this.random.below(3);
    const request: Request = {
      number: (this.arrivals += 1),
      caller: `caller ${caller}`,
      operation: `operation ${caller * 10 + operation}`,
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
    const { caller, operation } = next;
    const line = [...this.waiting].filter((each) => each.operation === operation);
    expect(next).toBe(line[0]);
    this.judgeLevel(caller, this.callersOf());
    this.judgeLevel(operation, this.operationsOf(caller));
    this.seat(next);
  }

  /** Between two turns of a party that waits below its part, no other of its level has two. */
  judgeLevel(chosen: string, parties: readonly string[]): void {
    const part = Math.ceil(this.places / 2);
    if (parties.length > 1) expect(this.count(this.inside, chosen)).toBeLessThan(part);
    this.passed.delete(chosen);
    for (const party of parties) {
      if (party === chosen) continue;
      if (this.count(this.inside, party) >= part) {
        this.passed.delete(party);
        continue;
      }
      const turns = this.passed.get(party) ?? new Map<string, number>();
      turns.set(chosen, (turns.get(chosen) ?? 0) + 1);
      this.passed.set(party, turns);
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
    const waits = new Set([...this.waiting].flatMap(({ caller, operation }) => [caller, operation]));
    for (const party of this.passed.keys()) if (!waits.has(party)) this.passed.delete(party);
  }

  anyOf(among: ReadonlySet<Request>): Request | undefined {
    return [...among][this.random.below(among.size)];
  }
}

test.each(Array.from({ length: 4 }, (_, part) => part))(
  "a gate is shared fairly, whoever comes, goes and gives up (part %i)",
  async (part) => {
    let refusals = 0;
    for (let seed = part; seed < SEEDS; seed += 4) {
      const model = new Model(seed);
      let gaveUp = 0;
      const busy = 0.4 + 0.3 * model.random.next();
      for (let step = 0; step < STEPS; step += 1) {
        const waits = model.anyOf(model.waiting);
        const has = model.anyOf(model.inside);
        if (model.random.chance(busy)) await model.arrive();
        else if (waits && model.random.chance(0.1)) {
          await model.giveUp(waits);
          gaveUp += 1;
        } else if (has) await model.leave(has);
        model.judgeSizes();
      }
      for (let has = model.anyOf(model.inside); has; has = model.anyOf(model.inside)) {
        await model.leave(has);
        model.judgeSizes();
      }
      expect(model.served + model.refused.length + gaveUp).toBe(model.arrivals);
      refusals += model.refused.length;
    }
    // Else nothing was said of full queues.
    expect(refusals).toBeGreaterThan(0);
  },
);
