/** How much one operation may ask for. `limits` of the configuration. */
export interface DemandLimits {
  /** Fields inside fields. */
  readonly depth: number;
  readonly aliases: number;
  /** Fields at the top, those of fragments included. */
  readonly rootFields: number;
  readonly directives: number;
  /** Words and marks of the document; its lines as well. */
  readonly tokens: number;
  /** Of the request's body. */
  readonly bodyBytes: number;
  /** Points: one for each upstream call that the operation may need, one for each ten records that it may list. */
  readonly cost: number;
  /** Requests to sources, retries included: an operation that would need more stops there, and says how to go on. */
  readonly upstreamCalls: number;
}

/** Every example of examples/ stays below half of each. A router may send a thousand entity references in one body. */
export const defaultLimits: DemandLimits = {
  depth: 20,
  aliases: 30,
  rootFields: 20,
  directives: 30,
  tokens: 2_000,
  bodyBytes: 1024 * 1024,
  cost: 20_000,
  upstreamCalls: 2_000,
};
