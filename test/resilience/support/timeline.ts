/** A merged page of the sources that $sources names. */
export const TIMELINE = `query Timeline($sources: [String!]) {
  auditRecords(window: { from: "2019-11-01T00:00:00Z", to: "2019-12-01T00:00:00Z" }, filter: { sources: $sources }) {
    nodes { id source { name } }
    coverage { source { name } state problem { code } }
  }
}`;

interface OfSource {
  readonly source: { readonly name: string };
}

export interface Timeline {
  readonly auditRecords: {
    readonly nodes: readonly (OfSource & { readonly id: string })[];
    readonly coverage: readonly (OfSource & { readonly state: string; readonly problem: { code: string } | null })[];
  };
}
