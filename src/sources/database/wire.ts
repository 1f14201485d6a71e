import { z } from "zod";

/** What arrives, exactly. Documents: TaurusDB "Obtaining Audit Logs", RDS and DDS "Obtaining the Audit Log List". */

const item = z.object({
  id: z.string().min(1).max(512),
  name: z.string(),
  size: z.number().nonnegative(),
  node_id: z.string().nullish(),
});
type FileItem = z.infer<typeof item> & Readonly<Record<string, unknown>>;

/**
 * One entry of a file list whose begin and end stand under these keys. Other keys are left out: to carry them over
 * doubles what a check costs, and a page holds a hundred entries.
 */
export const fileItem = (begin: string, end: string): z.ZodType<FileItem> =>
  z.object({ ...item.shape, [begin]: z.string(), [end]: z.string() });

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
