import type { Call } from "../http/call.js";
import type { Reply } from "../http/reply.js";
import type { Service } from "../http/service.js";

/** What faults may do beyond the answer at hand. */
export interface FaultEffects {
  expireTokens(): void;
  revokeTokens(): void;
}

/** One request on its way through the faults. */
export interface Exchange {
  readonly call: Call;
  readonly route: string;
  readonly service: Service;
  readonly effects: FaultEffects;
  /** Set by a fault that answers in the upstream's place. */
  instead: Reply | undefined;
}

/** One switched-on fault. `before` runs ahead of the upstream and may answer for it; `after` changes the answer. */
export interface FaultFilter {
  before?(exchange: Exchange): void;
  after?(reply: Reply, exchange: Exchange): void;
}
