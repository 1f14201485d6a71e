import { asAuditError } from "../audit/coverage.js";
import type { AuditError } from "../audit/audit-error.js";
import { type Check, failed } from "../sources/finding.js";
import { cureOf } from "./cure.js";
import type { Row } from "./report.js";

/** The public sentence and the log's detail, which holds codes only; never a body, a URL or a credential. */
const sentence = ({ message, detail, upstreamRequestId }: AuditError): string => {
  const facts = [detail, upstreamRequestId].filter((fact) => fact !== undefined).join(", ");
  return `${message.replace(/\.$/, "")}${facts === "" ? "" : ` (${facts})`}`;
};

export interface Outcome {
  readonly rows: readonly Row[];
  /** The source could not be asked: what builds on this check has nothing to stand on. */
  readonly broken: boolean;
}

/** Runs one check. Whatever is thrown becomes a row. */
export const runCheck = async (check: Check): Promise<Outcome> => {
  try {
    const findings = await check.run();
    return { rows: findings.map((finding) => ({ check: check.name, ...finding })), broken: false };
  } catch (thrown) {
    const error = asAuditError(thrown);
    const cure = check.cureOf?.(error) ?? cureOf(error);
    return { rows: [{ check: check.name, ...failed(sentence(error), cure) }], broken: true };
  }
};

export const skippedRow = (check: string, result: string, cure = ""): Row => ({
  check,
  verdict: "skipped",
  result,
  cure,
});
