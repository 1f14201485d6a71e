import type { AnySource } from "../audit/sources.js";
import type { SourceConfig } from "../config/sources.js";
import type { Upstreams } from "../upstream/upstreams.js";
import { atlas } from "./atlas/kind.js";
import { dialects } from "./database/dialects.js";
import { databaseKind } from "./database/kind.js";
import { nova } from "./nova/kind.js";
import { octavia } from "./octavia/kind.js";
import type { SourceKind } from "./source.js";

/** Every kind of source there is. */
export const sourceKinds: readonly SourceKind[] = [nova, ...dialects.map(databaseKind), atlas, octavia];

/** Service types of the sources whose endpoints the catalogs of callers' own tokens tell. */
export const typesInCallersCatalogs = (configured: readonly SourceConfig[]): readonly string[] => {
  const open = configured.filter(
    ({ credentials, endpoint }) => credentials.type === "forward" && endpoint === undefined,
  );
  return open.flatMap(({ kind }) => sourceKinds.find((each) => each.kind === kind)?.upstream.serviceTypes ?? []);
};

/** The configured sources, ready to be read. Opens no connection. */
export const createSources = (
  configured: readonly SourceConfig[],
  upstreams: Upstreams,
  kinds: readonly SourceKind[] = sourceKinds,
): readonly AnySource[] =>
  configured.map((options) => {
    const kind = kinds.find((each) => each.kind === options.kind);
    if (!kind) throw new Error(`no adapter for sources of kind ${options.kind}`);
    const info = { name: options.name, kind: options.kind, region: options.region };
    const upstream = upstreams.client(options, kind.upstream);
    return {
      ...kind.create(info, options, upstream),
      audience: (caller) => upstream.cache.audience(caller),
      health: () => upstream.health(),
      close: () => upstream.close(),
    };
  });
