/** Which documents are run: any; those of the manifest by their id and any other by its text; or the manifest's alone. */
export type DocumentMode = "open" | "hybrid" | "trusted";

export interface DocumentPolicy {
  readonly mode: DocumentMode;
  /** Documents by their id, letter by letter as the clients' build wrote them. */
  readonly manifest: ReadonlyMap<string, string>;
}

export const openDocuments: DocumentPolicy = { mode: "open", manifest: new Map() };
