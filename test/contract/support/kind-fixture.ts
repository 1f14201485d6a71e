import type { AnySource } from "../../../src/audit/sources.js";
import type { AuditRecord, RecordKey } from "../../../src/audit/record.js";
import type { Session } from "../../../src/audit/session.js";
import type { Timeline } from "../../../src/audit/timeline.js";
import type { TimeWindow } from "../../../src/audit/window.js";
import type { Fault, RecordedRequest, SandboxControl } from "../../../sandbox/index.js";
import type { SourceConfig } from "../../../src/config/sources.js";
import type { SourceKind } from "../../../src/sources/source.js";

type WithoutSource<F> = F extends Fault ? Omit<F, "source"> : never;
/** A fault of the sandbox, wherever it may strike. */
export type AnyFault = WithoutSource<Fault>;

/** One upstream of a kind, served over HTTP, and what it truly holds. */
export interface Upstream {
  readonly source: SourceConfig;
  /** The keys of all records in the fixture's window, oldest first, from the upstream's own data. */
  readonly truth: readonly RecordKey[];
  readonly faults: SandboxControl["faults"];
  readonly log: SandboxControl["log"];
  stop(): Promise<void>;
}

/** A source within one operation; each call makes a timeline of its own. */
interface OpenedSource {
  timeline(): Timeline<AuditRecord>;
  /** A timeline of something that the source answers 404 for, where the kind can ask for any. */
  missing?(): Timeline<AuditRecord>;
}

/** All that the contract suite needs to know of a kind of source. */
export interface KindFixture {
  readonly name: string;
  /** The kinds that the registry knows; the product's own when left out. */
  readonly kinds?: readonly SourceKind[];
  /** Holds at least twelve records, some of them at the same moment where the kind allows that. */
  readonly window: TimeWindow;
  /** The name of the list call in the upstream's log. */
  readonly route: string;
  start(): Promise<Upstream>;
  /** Opens the source for one operation. */
  open(source: AnySource, session: Session): OpenedSource;
  /** Whole answers that break the documents. */
  readonly contractFaults: readonly AnyFault[];
  /** Breaks some of the records, and leaves others whole. */
  readonly partialFault: AnyFault;
  /** Credentials that the source lets nobody in with. */
  readonly refusedCredentials: SourceConfig["credentials"];
  /** Credentials run out, and are renewed. */
  readonly renewsCredentials: boolean;
  /** What one request breaks of the documented limits; empty for a good one. */
  judge(request: RecordedRequest): string[];
  /** Calls that one read makes again by intent, to see what changed meanwhile. */
  readonly repeats?: (url: string) => boolean;
  /** Calls that the first record may cost at most. */
  readonly mostCallsForOne: number;
}
