import { FaultBook } from "./fault-book.js";
import type { Service } from "./http.js";
import { TokenStore } from "./keystone/tokens.js";
import { type CallHook, RequestLog, UpstreamServer } from "./server.js";
import type { World } from "./world.js";

export interface SharedOptions {
  /** Milliseconds since the epoch; Date.now by default. It cuts off what has not happened yet. */
  readonly clock?: () => number;
  /** The world's seed; 1 by default. */
  readonly seed?: number;
  /** How many requests are kept in full; the counters count on. 20,000 by default. */
  readonly recordLimit?: number;
}

/** What the upstreams that are started together have in common. */
export interface Shared {
  readonly world: World;
  readonly tokens: TokenStore;
  readonly faults: FaultBook;
  readonly log: RequestLog;
  /** Run before each request is looked at. */
  readonly hooks: Set<CallHook>;
}

export const makeShared = ({ clock = Date.now, seed = 1, recordLimit = 20_000 }: SharedOptions): Shared => {
  const world = { clock, seed };
  const tokens = new TokenStore(world);
  const faults = new FaultBook(seed, {
    expireTokens: () => tokens.expireAll(),
    revokeTokens: () => tokens.revokeAll(),
  });
  return { world, tokens, faults, log: new RequestLog(recordLimit), hooks: new Set() };
};

export interface Places<Name extends string> {
  /** Fixed ports; a free one by default. */
  readonly ports?: Partial<Record<Name, number>>;
  /** Where the upstreams listen; 127.0.0.1 by default. The control interface stays on loopback. */
  readonly host?: string;
  /** What the upstreams call themselves in links and catalogs; 127.0.0.1 by default. */
  readonly publicHost?: string;
}

interface Listening<Name extends string> {
  readonly origins: Readonly<Record<Name, string>>;
  readonly stop: () => Promise<void>;
}

/** Serves each upstream on a port of its own. */
export const listen = async <Name extends string>(
  services: readonly (readonly [Name, Service])[],
  { world, log, faults, hooks }: Shared,
  { ports, host = "127.0.0.1", publicHost = "127.0.0.1" }: Places<Name> = {},
): Promise<Listening<Name>> => {
  const servers = services.map(([name, service]) => {
    const place = { name, port: ports?.[name] ?? 0, host, publicHost };
    return [name, new UpstreamServer({ ...place, service, world, log, faults, hooks })] as const;
  });
  await Promise.all(servers.map(([, server]) => server.start()));
  return {
    origins: Object.fromEntries(servers.map(([name, { origin }]) => [name, origin])) as Record<Name, string>,
    stop: async () => {
      await Promise.all(servers.map(([, server]) => server.stop()));
    },
  };
};
