import type { AnySource } from "../audit/sources.js";
import type { AuditSourceKind } from "../audit/record.js";
import type { Upstreams } from "../upstream/upstreams.js";
import { atlas } from "./atlas/kind.js";
import { dialects } from "./database/dialects.js";
import { databaseKind } from "./database/kind.js";
import { nova } from "./nova/kind.js";
import type { SourceKind, SourceOptions } from "./source.js";

/** Every kind of source there is. */
export const sourceKinds: readonly SourceKind[] = [nova, ...dialects.map(databaseKind), atlas];

/** A source as the configuration names it. */
export interface ConfiguredSource extends SourceOptions {
  readonly kind: AuditSourceKind;
}

/** The configured sources, ready to be read. Opens no connection. */
export const createSources = (
  configured: readonly ConfiguredSource[],
  upstreams: Upstreams,
  kinds: readonly SourceKind[] = sourceKinds,
): readonly AnySource[] =>
  configured.map((options) => {
    const kind = kinds.find((each) => each.kind === options.kind);
    if (!kind) throw new Error(`no adapter for sources of kind ${options.kind}`);
    const info = { name: options.name, kind: options.kind, region: options.region };
    return kind.create(info, options, upstreams.client(options, kind.upstream));
  });
