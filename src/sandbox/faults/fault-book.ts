import type { Call } from "../http/call.js";
import type { Reply } from "../http/reply.js";
import type { Routed, Service } from "../http/service.js";
import { seededRandom } from "../world/random.js";
import type { Exchange, FaultEffects, FaultFilter } from "./exchange.js";
import { filterOf, orderOf, type Fault } from "./fault.js";

interface Entry {
  readonly id: number;
  readonly fault: Fault;
  readonly filter: FaultFilter;
  readonly random: () => number;
  toPass: number;
  left: number;
  struck: number;
}

/** A switched-on fault as it stands. */
export interface FaultState {
  readonly id: number;
  readonly fault: Fault;
  /** Requests it struck so far. */
  readonly struck: number;
}

/** The faults that are switched on, for all sources of one sandbox. */
export class FaultBook {
  #entries: Entry[] = [];
  #lastId = 0;

  constructor(
    private readonly seed: number,
    private readonly effects: FaultEffects,
  ) {}

  /** Switches a fault on and returns its id. */
  add(fault: Fault): number {
    const id = (this.#lastId += 1);
    const entry: Entry = {
      id,
      fault,
      filter: filterOf(fault),
      random: seededRandom(this.seed + id),
      toPass: fault.after ?? 0,
      left: fault.times ?? Infinity,
      struck: 0,
    };
    this.#entries = [...this.#entries, entry].sort(
      (a, b) => orderOf(a.fault.kind) - orderOf(b.fault.kind) || a.id - b.id,
    );
    return id;
  }

  remove(id: number): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    return this.#entries.length < before;
  }

  clear(source?: string): void {
    this.#entries = source === undefined ? [] : this.#entries.filter(({ fault }) => fault.source !== source);
  }

  list(): readonly FaultState[] {
    return this.#entries.map(({ id, fault, struck }) => ({ id, fault, struck })).sort((a, b) => a.id - b.id);
  }

  /** Runs a request through the faults that strike it. */
  through(service: Service, call: Call, { route, run }: Routed): Reply {
    const filters = this.#strike(call.source, route);
    if (filters.length === 0) return run();
    const exchange: Exchange = { call, route, service, effects: this.effects, instead: undefined };
    for (const filter of filters) filter.before?.(exchange);
    const reply = exchange.instead ?? run();
    for (const filter of filters) filter.after?.(reply, exchange);
    return reply;
  }

  #strike(source: string, route: string): FaultFilter[] {
    if (this.#entries.length === 0) return [];
    const filters: FaultFilter[] = [];
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (fault.source !== "*" && fault.source !== source) continue;
      if (fault.route !== undefined && fault.route !== route) continue;
      if (entry.left <= 0 || entry.random() >= (fault.probability ?? 1)) continue;
      if (entry.toPass > 0) {
        entry.toPass -= 1;
        continue;
      }
      entry.left -= 1;
      entry.struck += 1;
      filters.push(entry.filter);
    }
    return filters;
  }
}
