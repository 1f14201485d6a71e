import type { SentEvent } from "./events.js";

/** A subscription to what appears at one source. */
export const appearedAt = (source: string): string => `subscription ($newSince: String, $first: Int) {
  auditRecordAppeared(filter: { sources: ["${source}"] }, newSince: $newSince, first: $first) {
    nodes { __typename ... on AuditLogFile { name } }
    newsCursor
    coverage { source { name } state }
  }
}`;

export interface Told {
  readonly data: {
    readonly auditRecordAppeared: {
      readonly nodes: readonly { readonly name: string }[];
      readonly newsCursor: string;
      readonly coverage: readonly { readonly state: string }[];
    } | null;
  } | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

export const toldBy = (event: SentEvent | undefined): Told => {
  if (event?.event !== "next") throw new Error(`no answer but ${event?.event ?? "the end"}`);
  return event.data as Told;
};
export const namesIn = (event: SentEvent | undefined): string[] =>
  toldBy(event).data?.auditRecordAppeared?.nodes.map(({ name }) => name) ?? [];
