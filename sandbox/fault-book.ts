import {
  bodyFaults,
  connectionFaults,
  dataFaults,
  type Exchange,
  type FaultEffects,
  type FaultFilter,
  statusFaults,
} from "./faults.js";
import { contentFaults } from "./contents/faults.js";
import type { Call, Reply, Routed, Service } from "./http.js";
import { seededRandom } from "./world.js";

/** All faults, in the order in which they see an answer: its data, its bytes, its status, its way over the wire. */
export const faultKinds = {
  ...dataFaults,
  ...bodyFaults,
  ...contentFaults,
  ...statusFaults,
  ...connectionFaults,
} as const;

type Kinds = typeof faultKinds;
export type FaultKind = keyof Kinds;

/** Where and how often a fault strikes. */
export interface FaultScope {
  /** A source's name, "keystone", or "*" for all. */
  readonly source: string;
  /** The route's name as the request log shows it; all routes by default. */
  readonly route?: string;
  /** 0 to 1, by a seeded generator; 1 by default. */
  readonly probability?: number;
  /** How many requests it strikes before it is spent; unlimited by default. */
  readonly times?: number;
  /** How many matching requests pass unharmed first. */
  readonly after?: number;
}

export type Fault = FaultScope & { [K in FaultKind]: { readonly kind: K } & Parameters<Kinds[K]>[0] }[FaultKind];

export const isFaultKind = (kind: unknown): kind is FaultKind =>
  typeof kind === "string" && Object.hasOwn(faultKinds, kind);

/** The filter of one switched-on fault; it may keep state of its own. */
const filterOf = (fault: Fault): FaultFilter => (faultKinds[fault.kind] as (parameters: Fault) => FaultFilter)(fault);

const orderOf = (kind: FaultKind): number => Object.keys(faultKinds).indexOf(kind);

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
