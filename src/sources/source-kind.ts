import type { AnySource } from "../audit/any-source.js";
import type { Session } from "../audit/session.js";
import type { AuditSourceKind, SourceInfo } from "../audit/source.js";
import type { UpstreamClient } from "../upstream/upstream-client.js";
import type { UpstreamKind, UpstreamOptions } from "../upstream/upstream-options.js";
import type { Check } from "./finding.js";

/** What the configuration says of one source, beside how it is reached. */
export interface SourceOptions extends UpstreamOptions {
  /** Known database instances; absent: the service's instance list is read. */
  readonly instances?: readonly string[] | undefined;
  /** Atlas: filter by change here ("client") or also at the source ("upstream"). */
  readonly changesSince?: "client" | "upstream" | undefined;
}

/** A source that is to be diagnosed, within one session. */
export interface Patient {
  readonly info: SourceInfo;
  readonly options: SourceOptions;
  readonly upstream: UpstreamClient;
  readonly session: Session;
}

/** One kind of source: how its upstream speaks of faults and catalogs, and how it is made. */
export interface SourceKind {
  readonly kind: AuditSourceKind;
  readonly upstream: UpstreamKind;
  /** Types of credentials that the kind's services take. */
  readonly credentials: readonly string[];
  /** Keys of the configuration that only this kind knows. */
  readonly options: readonly ("projectId" | "instances" | "changesSince")[];
  create(info: SourceInfo, options: SourceOptions, upstream: UpstreamClient): AnySource;
  /** What the doctor looks at, in this order: that it answers to these credentials first, then what it can do. */
  diagnose(patient: Patient): readonly Check[];
}
