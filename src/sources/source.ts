import type { AuditError } from "../audit/errors.js";
import type { SourceInfo } from "../audit/record.js";
import type { Session } from "../audit/session.js";
import type { EntryFormat, OpenableSource } from "../audit/sources.js";
import type { KindRules, SourceConfig } from "../config/sources.js";
import type { UpstreamClient } from "../upstream/client.js";
import type { UpstreamKind } from "../upstream/options.js";

/** `isWhole`: the bytes are all of the file. */
export type FormOf = (first: Buffer, isWhole: boolean) => EntryFormat;

/** A source that is to be diagnosed, within one session. */
export interface Patient {
  readonly info: SourceInfo;
  readonly options: SourceConfig;
  readonly upstream: UpstreamClient;
  readonly session: Session;
  /** What the first bytes of a log file are; throws AuditError for a form that is not read. */
  readonly formOf: FormOf;
}

/** One kind of source: what it takes of the configuration, how its upstream speaks of faults and catalogs, how it is made. */
export interface SourceKind extends KindRules {
  readonly upstream: UpstreamKind;
  create(info: SourceInfo, options: SourceConfig, upstream: UpstreamClient): OpenableSource;
  /** What the doctor looks at, in this order: that it answers to these credentials first, then what it can do. */
  diagnose(patient: Patient): readonly Check[];
}

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
