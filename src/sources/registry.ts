import type { AnySource } from "../audit/sources.js";
import type { SourceConfig } from "../config/sources.js";
import type { Upstreams } from "../upstream/upstreams.js";
import { atlas } from "./atlas/kind.js";
import { dds } from "./database/dialects/dds.js";
import { rds } from "./database/dialects/rds.js";
import { taurusdb } from "./database/dialects/taurusdb.js";
import { databaseKind } from "./database/kind.js";
import { nova } from "./nova/kind.js";
import { octavia } from "./octavia/kind.js";
import type { SourceKind } from "./source.js";

/** Every kind of source there is. A new one is one more line. */
export const sourceKinds: readonly SourceKind[] = [
  nova,
  databaseKind(taurusdb),
  databaseKind(rds),
  databaseKind(dds),
  atlas,
  octavia,
];

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
    return kind.create(info, options, upstreams.client(options, kind.upstream));
  });
