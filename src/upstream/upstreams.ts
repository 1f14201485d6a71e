import type { Session } from "../audit/session.js";
import type { SourceState } from "../telemetry/upstream-metrics.js";
import { SourceCache } from "./cache/source-cache.js";
import { type ExaminedUpstream, probeOf, reading } from "./client.js";
import { systemClock } from "./clock.js";
import type { Looked } from "./credentials/credentials.js";
import { createCredentials } from "./credentials/create.js";
import { IdentityServices } from "./credentials/identity.js";
import { versionedEndpoint, withVersion } from "./credentials/version-document.js";
import { sourceLacksSetting } from "./failures.js";
import { createDispatcher } from "./http/requester.js";
import { Transport } from "./http/transport.js";
import { wireTarget } from "./http/wire.js";
import { affordable, inTurn, retried, withToken } from "./layers/retries.js";
import { triedAlone } from "./layers/untried-tokens.js";
import { authorized, guarded, observedCall, observedTry, sentBy } from "./layers/sending.js";
import { Hosts, towards } from "./layers/hosts.js";
import { compose } from "./layers/layer.js";
import { probed } from "./layers/probes.js";
import { LinkedStore } from "./objects/object-store.js";
import { scopeOf, type Shared, type UpstreamKind, type UpstreamOptions, type UpstreamRuntime } from "./options.js";

/** The clients of all sources of a generation; they share the cache and the tokens of equal identities, and no layer. */
export interface Upstreams {
  client(options: UpstreamOptions, kind: UpstreamKind): ExaminedUpstream;
  /** What each client is doing now, by its source's name; for metrics. */
  states(): readonly (readonly [source: string, state: SourceState])[];
  /** Closes all clients and identity services, and the cache's connection. */
  close(): Promise<void>;
}

/** What the configuration says; otherwise what the credentials find. */
const configuredOr = (configured: string | undefined, found: Looked | undefined, missing: () => Error): Looked => {
  if (configured === undefined) return found ?? (() => Promise.reject(missing()));
  return () => configured;
};

/** Opens no connection: that waits for the first operation. */
const createClient = (
  settings: UpstreamOptions,
  kind: UpstreamKind,
  shared: Shared,
  identities: IdentityServices,
): ExaminedUpstream => {
  const { name, maxConcurrency, maxResponseBytes, timeoutMs, ca, certificate } = settings;
  const { clock, observer, cache, deadlineMs, proxy } = shared;
  const credentials = createCredentials(settings, kind, identities, clock);
  const named = configuredOr(settings.endpoint, credentials.endpoint, () => sourceLacksSetting(name, "an endpoint"));
  const projectId = configuredOr(settings.projectId, credentials.projectId, () =>
    sourceLacksSetting(name, "a project"),
  );
  const dispatcher = createDispatcher({ connections: maxConcurrency, ca, certificate, proxy });
  const transport = new Transport({ source: name, dispatcher, clock, maxResponseBytes });
  const hosts = new Hosts(settings, shared, credentials);
  const { version } = kind;
  const endpoint = kind.versions
    ? versionedEndpoint({
        source: name,
        spoken: kind.versions,
        endpoint: named,
        send: (request, { signal }, take) => transport.exchange(request, { ms: timeoutMs, signal }, take),
        isLeftAlone: (base) => hosts.at(base).breaker.state === "open",
      })
    : version === undefined
      ? named
      : async (session: Session) => withVersion(await named(session), version);

  const objects = settings.contents?.enabled === true ? new LinkedStore(settings, shared, endpoint) : undefined;

  /*
   * What a call passes, from the outside in. The operation's deadline is no layer: it fires session.signal, and whatever
   * waits (gate, retry, login, transport) ends with that at once, sockets included.
   */
  const ask = compose(
    [
      // Without it nobody hears of calls that failed, sent or not, and the source's health is not known.
      observedCall(name, shared),
      // Without it a call that cannot be paid for waits for a place, and is refused only then.
      affordable(name),
      // Without it a caller who has no token waits for a place, and is refused only then.
      withToken(credentials),
      // Without it a token that nobody gave out takes as many places and connections at once as a page asks.
      triedAlone(name, credentials),
      // Without it nobody knows whose turns, retries and breaker are meant, where callers' catalogs name several hosts.
      towards(hosts),
      // Without it one caller's thousand requests are all sent at once, before anybody else's. A retry keeps its place.
      inTurn(name),
      // Without it each failure that would be gone a moment later is the caller's.
      retried(settings, shared),
      // Without it nothing is signed, and a revoked token fails every call until it would have ended.
      authorized(name, credentials, endpoint),
      // Without it an operation sends more than was planned: its other calls spend while this one waits or is replayed.
      affordable(name),
      // Without it a source that is down gets all requests, and each caller waits for its timeout. Replays pass here too.
      guarded(credentials),
      // Without it metrics and traces do not know of single requests: retries, replays, statuses, durations.
      observedTry(name, shared),
    ],
    // The timeout of one try is the transport's, which can free the socket. Without it one silent answer takes all the time.
    sentBy(transport, settings, kind.classify),
  );

  const probe: ExaminedUpstream["probe"] = async (session) => {
    const target = wireTarget(await endpoint(session), []);
    const askedAt = clock.now();
    const request = { method: "GET", target, headers: { accept: "application/json" } } as const;
    return transport.exchange(request, { ms: timeoutMs, signal: session.signal }, (response) =>
      probeOf(response, askedAt),
    );
  };
  const probes = probed(settings, { clock, probe, host: hosts.only });

  return {
    source: name,
    cache: new SourceCache({
      source: name,
      cache,
      clock,
      scope: scopeOf(settings),
      perCaller: settings.credentials.type === "forward",
      // So that an older answer comes before the operation's deadline.
      patienceMs: Math.min(timeoutMs, deadlineMs / 2),
      observer,
    }),
    ...reading(name, ask),
    endpoint,
    projectId,
    objects,
    identity: async (session) => (await credentials.identity?.(session)) ?? null,
    probe,
    health: () => hosts.health(),
    stats: () => hosts.stats(),
    close: async () => {
      probes.stop();
      await Promise.all([dispatcher.destroy(), objects?.close()]);
    },
  };
};

/** The one way to make clients. */
export const createUpstreams = (runtime: UpstreamRuntime): Upstreams => {
  const { clock = systemClock, random = Math.random, observer = {} } = runtime;
  const shared = { ...runtime, clock, random, observer };
  const identities = new IdentityServices(shared);
  const clients: ExaminedUpstream[] = [];
  return {
    client: (options, kind) => {
      const client = createClient(options, kind, shared, identities);
      clients.push(client);
      return client;
    },
    states: () => clients.map((each) => [each.source, { ...each.stats(), health: each.health() }]),
    close: async () => {
      await Promise.all([...clients.map((each) => each.close()), identities.close()]);
      runtime.cache?.close();
    },
  };
};
