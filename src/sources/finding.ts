import type { AuditError } from "../audit/audit-error.js";

/** "skipped": it could not be looked at, because of what failed before it or what was not given. */
export type Verdict = "good" | "warning" | "failed" | "skipped";

/** What one look at a source found, for an operator. Never holds a secret, a body or a URL. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was seen, without a full stop. */
  readonly result: string;
  /** What to do about it, as a sentence; empty where nothing is to be done. */
  readonly cure: string;
}

/** One look at a source. */
export interface Check {
  /** A word or two, such as "audit call". */
  readonly name: string;
  /** Throws AuditError for a source that cannot be asked: then the checks after it are skipped. */
  run(): Promise<readonly Finding[]>;
  /** What to do about an error that this check knows better than the table of all errors. */
  cureOf?(error: AuditError): string | undefined;
}

export const good = (result: string): Finding => ({ verdict: "good", result, cure: "" });
export const warning = (result: string, cure: string): Finding => ({ verdict: "warning", result, cure });
export const failed = (result: string, cure: string): Finding => ({ verdict: "failed", result, cure });
