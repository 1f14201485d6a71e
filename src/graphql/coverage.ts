import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import type { Uncounted } from "../audit/count.js";
import { type Coverage, CoverageState } from "../audit/coverage.js";
import { type AuditError, ErrorCode } from "../audit/errors.js";
import type { OperationContext } from "./context.js";
import { DatabaseInstance } from "./database/instance.js";
import type { TimeWindow } from "../audit/window.js";
import { DateTime } from "./scalars.js";
import { AuditSource } from "./record.js";

registerEnumType(CoverageState, {
  name: "CoverageState",
  description: "How an answer came by one source.",
  valuesConfig: {
    COMPLETE: { description: "All that the page asked of it is in." },
    CHANGED_WHILE_READING: { description: "The source moved while it was read, and the page was anchored anew." },
    FAILED: { description: "Nothing, or only part of it, could be read; `missing` says of which time." },
    SKIPPED: {
      description:
        "It was not asked: the caller lacks the scope that it needs. A source that a filter leaves out has no entry.",
    },
  },
});

registerEnumType(ErrorCode, {
  name: "ErrorCode",
  description: "Why something is missing. The same words stand in errors[].extensions.code.",
  valuesConfig: {
    INVALID_ARGUMENT: { description: "An argument is out of its range; the message names it and the cure." },
    INVALID_CURSOR: { description: "A cursor is damaged, or was made with other arguments." },
    INVALID_ID: { description: "An id is damaged, or is none that this API gives out." },
    WINDOW_TOO_LARGE: {
      description: "The time window asks for more than one operation can read.",
      deprecationReason: "Never answered: a window may have any length. Removed after 2027-12-31.",
    },
    NOT_FOUND: { description: "The source does not know an instance or record that was named to it." },
    UNAUTHENTICATED: { description: "The caller is not known: credentials are missing, wrong or expired." },
    FORBIDDEN: { description: "The caller is known, but lacks the scope." },
    QUERY_TOO_COMPLEX: { description: "The operation asks for more than one operation may." },
    RATE_LIMITED: { description: "The caller asks too often; see retryAfterMs." },
    UPSTREAM_TIMEOUT: { description: "The source did not answer in time." },
    UPSTREAM_UNAVAILABLE: { description: "The source could not be reached, failed, or cut its answer short." },
    UPSTREAM_RATE_LIMITED: { description: "The source refuses more calls for now; see retryAfterMs." },
    UPSTREAM_REJECTED: { description: "The source refused the call: a bad request to it, or no permission there." },
    UPSTREAM_CONTRACT_VIOLATION: { description: "The source answered in a shape that its documents rule out." },
    NOT_ENABLED: { description: "The configuration of the source does not allow this; its operator can." },
    UNSUPPORTED_FORMAT: { description: "A file is in no form that is known here, and was not read." },
    CONTENT_CHANGED: {
      description: "A file is another one than when the cursor was made; start it again without one.",
    },
    DEADLINE_EXCEEDED: { description: "The operation's own deadline passed first." },
    INTERNAL: { description: "A fault of this service; its log holds the cause." },
  },
});

@ObjectType({ description: "Why a source is not, or not wholly, in an answer." })
class SourceProblem {
  @Field(() => ErrorCode, { description: "For programs." })
  readonly code: ErrorCode;

  @Field(() => String, { description: "A sentence for people. Never an upstream's body, URL or credential." })
  readonly message: string;

  @Field(() => Boolean, { description: "May the same request succeed later?" })
  readonly retryable: boolean;

  @Field(() => Int, { nullable: true, description: "Milliseconds to wait, where the source said so (Retry-After)." })
  readonly retryAfterMs: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The id under which the upstream logged the call (x-request-id, x-openstack-request-id), for its operator.",
  })
  readonly upstreamRequestId: string | null;

  constructor(error: AuditError) {
    this.code = error.code;
    this.message = error.message;
    this.retryable = error.retryable;
    this.retryAfterMs = error.retryAfterMs ?? null;
    this.upstreamRequestId = error.upstreamRequestId ?? null;
  }
}

@ObjectType({ description: "A half-open span of occurredAt: from <= t < to." })
class TimeSpan {
  @Field(() => DateTime, { description: "The first instant inside." })
  readonly from!: number;

  @Field(() => DateTime, { description: "The first instant outside." })
  readonly to!: number;
}

@ObjectType({ description: "A source, or one instance of it, that is not in a count." })
export class UncountedSource {
  @Field(() => AuditSource, { description: "The source that this is about." })
  readonly source: AuditSource;

  @Field(() => DatabaseInstance, {
    nullable: true,
    description: "The one instance that this is about; log files only.",
  })
  readonly instance: DatabaseInstance | null;

  @Field(() => SourceProblem, {
    description:
      "Why it is not counted. QUERY_TOO_COMPLEX: it cannot be, with this filter, without reading everything.",
  })
  readonly problem: SourceProblem;

  constructor({ source, instance, problem }: Uncounted) {
    this.source = new AuditSource(source);
    this.instance = instance === null ? null : new DatabaseInstance(source, instance);
    this.problem = new SourceProblem(problem);
  }
}

@ObjectType({
  description:
    "How much of one source (and, for log files, of one instance) is in an answer. Present even when that source failed.",
})
export class SourceCoverage {
  @Field(() => AuditSource, { description: "The source that this is about." })
  readonly source: AuditSource;

  @Field(() => DatabaseInstance, {
    nullable: true,
    description: "The one instance that this is about; log files only.",
  })
  readonly instance: DatabaseInstance | null;

  @Field(() => CoverageState, { description: "Whether what it holds is in the answer." })
  readonly state: CoverageState;

  @Field(() => Int, {
    description: "Records that were read of it for this page; more than the page shows of it, mostly.",
  })
  readonly recordsRead: number;

  @Field(() => SourceProblem, { nullable: true, description: "What went wrong; null when state is COMPLETE." })
  readonly problem: SourceProblem | null;

  @Field(() => [TimeSpan], {
    description:
      "What the walk has not shown of it so far: the spans of occurredAt that this page or an earlier one failed to " +
      "read, in ascending order, up to where the page ends (of a list's last page: up to the window's end). Empty where " +
      "nothing is missing. It stays on every later page of the walk, whatever the state, until it has been read: ask " +
      "with the argument refill. A span may begin or end amid the records of one instant, of which the walk has shown " +
      "some; a refill shows only the others.",
  })
  readonly missing: readonly TimeWindow[];

  /** Of what the log and the metrics have heard already; otherwise `of`. */
  constructor(coverage: Coverage) {
    this.source = new AuditSource(coverage.source);
    this.instance = coverage.instance === null ? null : new DatabaseInstance(coverage.source, coverage.instance);
    this.state = coverage.state;
    this.recordsRead = coverage.recordsRead;
    this.problem = coverage.problem && new SourceProblem(coverage.problem);
    this.missing = coverage.missing ?? [];
  }

  /** The log and the metrics hear of it here: a problem in data passes no error handler. */
  static of(context: OperationContext, coverage: Coverage): SourceCoverage {
    context.covered(coverage);
    return new SourceCoverage(coverage);
  }
}

/** The coverage of a page. Its entries are made when they are asked for: a page of thousands of instances has as many. */
export class ListCoverage {
  readonly #made = new Map<Coverage, SourceCoverage>();

  constructor(
    context: OperationContext,
    private readonly parts: readonly Coverage[],
  ) {
    for (const part of parts) context.covered(part);
  }

  /** Those in one of the states; with FAILED also those that miss something of an earlier page. All where none are named. */
  in(states: readonly CoverageState[] | null | undefined): readonly SourceCoverage[] {
    const wanted = states && new Set(states);
    const isWanted = ({ state, missing = [] }: Coverage): boolean =>
      !wanted || wanted.has(state) || (wanted.has("FAILED") && missing.length > 0);
    return this.parts.filter(isWanted).map((part) => {
      const made = this.#made.get(part) ?? new SourceCoverage(part);
      this.#made.set(part, made);
      return made;
    });
  }
}
