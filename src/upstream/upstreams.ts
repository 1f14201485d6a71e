import type { Session } from "../audit/session.js";
import { AuditError } from "../audit/errors.js";
import { scopeOf, type UpstreamKind, type UpstreamOptions, type UpstreamRuntime } from "./options.js";
import { SourceCache } from "./cache/source-cache.js";
import type { SourceState } from "../telemetry/upstream-metrics.js";
import { systemClock } from "./clock.js";
import type { ExaminedUpstream } from "./client.js";
import { IdentityRegistry } from "./credentials/identity.js";
import { createCredentials } from "./credentials/create.js";
import { versionedEndpoint } from "./credentials/version-document.js";
import { createDispatcher } from "./http/dispatcher.js";
import { guardedExchange } from "./layers/exchange.js";
import { Transport } from "./http/transport.js";
import { CircuitBreaker, HealthRecord } from "./layers/breaker.js";
import { queueRefusal } from "./failures.js";
import { Gate } from "../fairness/gate.js";
import { RetryBudget } from "./layers/retries.js";
import { SourceClient } from "./source-client.js";

const TIMEOUT_MS = 3_000;
const CONCURRENCY = 8;
const QUEUE = 2_048;
const RESPONSE_BYTES = 16 * 1024 * 1024;
const DEADLINE_MS = 10_000;

/** All clients of one process; they share the tokens of equal identities, and nothing else. */
export interface Upstreams {
  client(options: UpstreamOptions, kind: UpstreamKind): ExaminedUpstream;
  /** What each client is doing now, by its source's name; for metrics. */
  states(): readonly (readonly [source: string, state: SourceState])[];
  /** Closes every client and identity service, and the cache's connection. */
  close(): Promise<void>;
}

const unknownOf = (source: string, what: string) => (): Promise<string> =>
  Promise.reject(new AuditError("INTERNAL", `Source "${source}" is configured without ${what}.`));

/** The one way to make clients. Opens no connection: that waits for the first operation. */
export const createUpstreams = (runtime: UpstreamRuntime = {}): Upstreams => {
  const { clock = systemClock, random = Math.random, proxy, deadlineMs = DEADLINE_MS, observer = {}, cache } = runtime;
  const identities = new IdentityRegistry({ clock, proxy, observer });
  const clients: ExaminedUpstream[] = [];

  const client = (options: UpstreamOptions, kind: UpstreamKind): ExaminedUpstream => {
    const { name, maxConcurrency = CONCURRENCY, maxQueue = QUEUE, maxResponseBytes = RESPONSE_BYTES } = options;
    const dispatcher = createDispatcher({ connections: maxConcurrency, ca: options.ca, proxy });
    const credentials = createCredentials(options, kind, { clock, identities });
    const { endpoint, projectId, timeoutMs = TIMEOUT_MS } = options;
    const transport = new Transport({ source: name, dispatcher, clock, maxResponseBytes });
    const breaker = new CircuitBreaker(name, clock);
    const budget = new RetryBudget();
    const exchange = guardedExchange({
      source: name,
      transport,
      breaker,
      budget,
      clock,
      timeoutMs,
      observer,
      forwards: credentials.callersOwn !== undefined,
    });
    const endpointOf = (session: Session): Promise<string> =>
      endpoint === undefined
        ? (credentials.endpoint?.(session) ?? unknownOf(name, "an endpoint")())
        : Promise.resolve(endpoint);
    const made = new SourceClient({
      source: name,
      cache: new SourceCache({
        source: name,
        cache,
        clock,
        scope: scopeOf(options),
        perCaller: options.credentials.type === "forward",
        // So that an older answer comes before the operation's deadline.
        patienceMs: Math.min(timeoutMs, deadlineMs / 2),
        observer,
      }),
      endpoint:
        kind.versions === undefined
          ? endpointOf
          : versionedEndpoint({ source: name, spoken: kind.versions, endpoint: endpointOf, exchange }),
      projectId:
        projectId === undefined
          ? (session: Session) => credentials.projectId?.(session) ?? unknownOf(name, "a project")()
          : () => Promise.resolve(projectId),
      credentials,
      classify: kind.classify,
      exchange,
      gate: new Gate({
        maxConcurrency,
        maxQueue,
        refusal: (full) => {
          observer.refused?.({ source: name, reason: full });
          return queueRefusal(name, full);
        },
      }),
      retries: { clock, random, budget, breaker },
      health: new HealthRecord(clock),
      timeoutMs,
      deadlineMs,
      observer,
      close: () => dispatcher.close(),
    });
    clients.push(made);
    return made;
  };

  return {
    client,
    states: () => clients.map((each) => [each.source, { ...each.stats(), health: each.health() }]),
    close: async () => {
      await Promise.all([...clients.map((each) => each.close()), identities.close()]);
      cache?.close();
    },
  };
};
