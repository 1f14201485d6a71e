import { z } from "zod";
import { stampReader, secondText } from "../stamps.js";

/** What arrives, exactly. Documents: TaurusDB "Obtaining Audit Logs", RDS and DDS "Obtaining the Audit Log List". */

const LONGEST_ID = 512;

/** One entry of a file list. Its service gives its begin and end keys of its own. */
export interface FileItem extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly node_id?: string | null;
}

/**
 * Is it of the documented shape, but for its times? By hand: zod's check of a page's hundred entries cost as much as parsing
 * the page.
 */
export const isFileItem = (raw: unknown): raw is FileItem => {
  if (typeof raw !== "object" || raw === null) return false;
  const { id, name, size, node_id: nodeId } = raw as Record<string, unknown>;
  if (typeof id !== "string" || id === "" || id.length > LONGEST_ID || typeof name !== "string") return false;
  if (typeof size !== "number" || !(size >= 0)) return false;
  return nodeId === undefined || nodeId === null || typeof nodeId === "string";
};

/** What can still be told of an entry that is not of the documented shape. */
export const namedItem = z.object({ id: z.string() });

/** The envelope of a file list; undefined for what is none. */
export const fileList = (
  body: unknown,
  keys: { readonly files: string; readonly total: string },
): { readonly entries: readonly unknown[]; readonly total: number } | undefined => {
  if (typeof body !== "object" || body === null) return undefined;
  const { [keys.files]: entries, [keys.total]: total } = body as Record<string, unknown>;
  if (!isTotal(total)) return undefined;
  // A null or absent list beside a total of 0 is how some gateways spell "none".
  if ((entries === null || entries === undefined) && total === 0) return { entries: [], total };
  return Array.isArray(entries) ? { entries, total } : undefined;
};

/** A total counts all matches, not the page. */
const isTotal = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const total = z.int().nonnegative();

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

/**
 * The documented form is `2019-11-06T09:03:34+0800`; the services also write `+08:00`, `Z`, `_0800` (TaurusDB's instance
 * list) and no offset at all (DDS).
 */
const readStamp = stampReader(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+_-](?:[01]\d|2[0-3]):?[0-5]\d)?$/);

export const parseStamp = (value: unknown): number | undefined =>
  typeof value === "string" ? readStamp(value) : undefined;

/** The documented form, in UTC, to the second: `2019-11-06T01:03:34+0000`. */
export const formatStamp = (time: number): string => `${secondText(time)}+0000`;
