export const INSTANCE = "f0e1d2c3b4a54968877665544332211ain01";
export const OTHER = "a1b2c3d4e5f64071829304a5b6c7d8e9in01";
export const WINDOW = { from: "2019-11-06T00:00:00Z", to: "2019-11-06T12:00:00Z" };
const ENTRIES = `nodes { __typename action raw textIsExact ... on UnreadableAuditEntry { reason } }
  totalCount pageInfo { hasNextPage endCursor } coverage { state problem { code message retryable } }
  scan { stoppedBy formats bytesRead recordsRead unreadable files filesLeft filesPassed recordIdGaps }`;
export const OF_FILE = `query($after: String, $first: Int, $bytes: SafeInt, $filter: AuditLogEntryFilter) {
  auditLogFiles(instances: [{ source: "rds-eu", instanceId: "${INSTANCE}" }], first: 1, orderBy: OLDEST_FIRST,
    window: { from: "${WINDOW.from}", to: "${WINDOW.to}" }) {
    nodes { entries(after: $after, first: $first, maxBytes: $bytes, filter: $filter) { ${ENTRIES} } } } }`;
export const OF_ALL = `query($after: String, $first: Int, $instances: [DatabaseInstanceRef!]!, $window: TimeWindowInput!, $filter: AuditLogEntryFilter) {
  auditLogEntries(instances: $instances, window: $window, first: $first, after: $after, filter: $filter) { ${ENTRIES} } }`;

export interface Entries {
  readonly nodes: readonly {
    __typename: string;
    action: string | null;
    raw: string;
    textIsExact: boolean;
    reason?: string;
  }[];
  readonly totalCount: number | null;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly coverage: readonly {
    state: string;
    problem: { code: string; message: string; retryable: boolean } | null;
  }[];
  readonly scan: Readonly<Record<"stoppedBy", string>> &
    Readonly<
      Record<
        "bytesRead" | "recordsRead" | "unreadable" | "files" | "filesLeft" | "filesPassed" | "recordIdGaps",
        number
      >
    >;
}
