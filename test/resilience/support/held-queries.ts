export const COVERAGE = "coverage { source { name } state problem { code retryable } missing { from to } }";

export interface Covered {
  readonly isWhole?: boolean;
  readonly coverage: readonly {
    readonly source: { readonly name: string };
    readonly state: string;
    readonly problem: { readonly code: string; readonly retryable: boolean } | null;
    readonly missing: readonly { readonly from: string; readonly to: string }[];
  }[];
}

export const RECORD_VOLUME = `query V($window: TimeWindowInput!, $sources: [String!], $patienceMs: Int) {
  answer: auditRecordVolume(window: $window, groupBy: SOURCE, filter: { sources: $sources }, patienceMs: $patienceMs) {
    isWhole ${COVERAGE} buckets { source { name } records isWhole }
  }
}`;
export const FILE_VOLUME = `query V($window: TimeWindowInput!, $sources: [String!]) {
  answer: auditLogFileVolume(window: $window, groupBy: SOURCE, filter: { sources: $sources }) {
    isWhole ${COVERAGE} buckets { source { name } files bytes isWhole }
  }
}`;
export const USAGE = `query S($window: TimeWindowInput!, $sources: [String!]) {
  answer: usageAuditSummary(window: $window, sources: $sources) { isWhole ${COVERAGE} byStatus { status periodCount } }
}`;
export const BALANCERS = `query S($sources: [String!]) {
  answer: loadBalancerAuditSummary(sources: $sources) { isWhole ${COVERAGE} byStatusAndAge { status age balancerCount } }
}`;
