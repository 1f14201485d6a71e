import { LRUCache } from "lru-cache";
import { SourceHealth } from "../../audit/record.js";
import type { Session } from "../../audit/session.js";
import type { SourceState } from "../../telemetry/upstream-metrics.js";
import type { Credentials, Looked } from "../credentials/credentials.js";
import type { Shared, UpstreamOptions } from "../options.js";
import { gateOf } from "./retries.js";
import { CircuitBreaker, HealthRecord, type Host, RetryBudget } from "./breaker.js";
import type { Layer } from "./layer.js";

/** Of one source. Catalogs name a few for each region; who was asked longest ago is forgotten first. */
const MOST_HOSTS = 64;

const combined = (healths: readonly SourceHealth[]): SourceHealth => {
  const known = new Set(healths.filter((each) => each !== SourceHealth.UNKNOWN));
  const [first = SourceHealth.UNKNOWN, ...others] = known;
  return others.length === 0 ? first : SourceHealth.DEGRADED;
};

/** From the best to the worst. */
const BREAKERS: readonly SourceState["breaker"][] = ["closed", "half-open", "open"];

/**
 * The hosts that a source is asked at. There is one, unless each caller's own catalog names the endpoint: then one that is
 * down, or slow, for some callers must keep none of the others waiting.
 */
export class Hosts {
  readonly #make: () => Host;
  readonly #lookUp: Looked | undefined;
  readonly #only: Host | undefined;
  readonly #byOrigin = new LRUCache<string, Host>({ max: MOST_HOSTS });

  constructor(settings: UpstreamOptions, shared: Shared, { callersOwn, endpoint }: Credentials) {
    const { name } = settings;
    this.#make = () => ({
      gate: gateOf(settings, shared),
      budget: new RetryBudget(),
      breaker: new CircuitBreaker(name, shared.clock),
      health: new HealthRecord(shared.clock),
    });
    this.#lookUp = settings.endpoint === undefined && callersOwn ? endpoint : undefined;
    this.#only = this.#lookUp ? undefined : this.#make();
  }

  /** Of an endpoint. */
  at(endpoint: string): Host {
    if (this.#only) return this.#only;
    const { origin } = new URL(endpoint);
    const known = this.#byOrigin.get(origin);
    if (known) return known;
    const host = this.#make();
    this.#byOrigin.set(origin, host);
    return host;
  }

  /** Of the endpoint that the session asks. Throws as the catalog's look-up does. */
  of(session: Session): Host | Promise<Host> {
    if (this.#only) return this.#only;
    const endpoint = this.#lookUp?.(session) ?? "";
    return typeof endpoint === "string" ? this.at(endpoint) : endpoint.then((found) => this.at(found));
  }

  /** Undefined where it depends on who asks. */
  get only(): Host | undefined {
    return this.#only;
  }

  get #all(): readonly Host[] {
    return this.#only ? [this.#only] : [...this.#byOrigin.values()];
  }

  /** Of all hosts together; the breaker is that of the one that is asked most freely. */
  stats(): Omit<SourceState, "health"> {
    const states = this.#all.map(({ breaker }) => breaker.state);
    return {
      inFlight: this.#all.reduce((sum, { gate }) => sum + gate.inside, 0),
      queued: this.#all.reduce((sum, { gate }) => sum + gate.waiting, 0),
      breaker: BREAKERS.find((each) => states.includes(each)) ?? "closed",
    };
  }

  health(): SourceHealth {
    return combined(
      this.#all.map(({ breaker, health }) => (breaker.state === "closed" ? health.read() : SourceHealth.UNAVAILABLE)),
    );
  }
}

/** Finds the host that a call goes to: all layers behind this one are that host's. */
export const towards =
  (hosts: Hosts): Layer =>
  (call) => {
    const host = hosts.of(call.session);
    if (!(host instanceof Promise)) {
      call.host = host;
      return undefined;
    }
    return host.then((found) => {
      call.host = found;
      return undefined;
    });
  };
