import { bodyFaults } from "./body-faults.js";
import { connectionFaults } from "./connection-faults.js";
import { dataFaults } from "./data-faults.js";
import type { FaultFilter } from "./exchange.js";
import { statusFaults } from "./status-faults.js";

/** All faults, in the order in which they see an answer: its data, its bytes, its status, its way over the wire. */
export const faultKinds = { ...dataFaults, ...bodyFaults, ...statusFaults, ...connectionFaults } as const;

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
export const filterOf = (fault: Fault): FaultFilter =>
  (faultKinds[fault.kind] as (parameters: Fault) => FaultFilter)(fault);

export const orderOf = (kind: FaultKind): number => Object.keys(faultKinds).indexOf(kind);
