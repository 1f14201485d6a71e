import { z } from "zod";
import { stampReader, secondText } from "../stamps.js";

/** What arrives, exactly. Documents: TaurusDB "Obtaining Audit Logs", RDS and DDS "Obtaining the Audit Log List". */

const LONGEST_ID = 512;

/** One entry of a file list, its begin and end by the keys that its service gives them. */
export interface FileItem {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly nodeId: string | null;
  readonly begin: string;
  readonly end: string;
}

/**
 * Undefined for what is not of the documented shape. By hand: zod's check of a page's hundred entries cost as much as
 * parsing the page.
 */
export const fileItem = (
  raw: unknown,
  keys: { readonly begin: string; readonly end: string },
): FileItem | undefined => {
  if (typeof raw !== "object" || raw === null) return undefined;
  const {
    id,
    name,
    size,
    node_id: nodeId = null,
    [keys.begin]: begin,
    [keys.end]: end,
  } = raw as Record<string, unknown>;
  if (typeof id !== "string" || id === "" || id.length > LONGEST_ID) return undefined;
  if (typeof name !== "string" || typeof begin !== "string" || typeof end !== "string") return undefined;
  if (typeof size !== "number" || !(size >= 0)) return undefined;
  if (nodeId !== null && typeof nodeId !== "string") return undefined;
  return { id, name, size, nodeId, begin, end };
};

/** What can still be told of an entry that is not of the documented shape. */
export const namedItem = z.object({ id: z.string() });

/** A total counts all matches, not the page. */
export const total = z.int().nonnegative();

/** POST audit-log-link | auditlog-links: a bare list, in the order of the ids that were sent. */
export const linkList = z.looseObject({ links: z.array(z.url({ protocol: /^https?$/ })) });

/** GET audit-log-policy | auditlog-policy. keep_days 0 means that auditing is off. */
export const policy = z.looseObject({
  keep_days: z.int().nonnegative(),
  audit_types: z.array(z.string()).nullish(),
});

/** One entry of the instance list. Types wobble between services; only what is used here is looked at. */
export const instanceItem = z.looseObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  name: z.string().nullish(),
  status: z.string().nullish(),
  datastore: z.looseObject({ type: z.string().nullish() }).nullish(),
});

export const instanceList = z.looseObject({
  instances: z.array(z.unknown()).nullish(),
  total_count: total.nullish(),
});

export const object = z.record(z.string(), z.unknown());

/**
 * The documented form is `2019-11-06T09:03:34+0800`; the services also write `+08:00`, `Z`, `_0800` (TaurusDB's instance
 * list) and no offset at all (DDS).
 */
export const parseStamp = stampReader(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+_-](?:[01]\d|2[0-3]):?[0-5]\d)?$/);

/** The documented form, in UTC, to the second: `2019-11-06T01:03:34+0000`. */
export const formatStamp = (time: number): string => `${secondText(time)}+0000`;
