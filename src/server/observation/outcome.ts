import { isFault } from "../../telemetry/fault-codes.js";
import type { Outcome } from "../../telemetry/operation-report.js";

/** The part of a GraphQL answer that tells how it went. */
export interface AnswerShape {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> | undefined }[] | undefined;
}

/** Is anything in the answer? A root field that is null was not answered. */
const holdsSomething = ({ data }: AnswerShape): boolean =>
  data !== null && data !== undefined && Object.values(data).some((value) => value !== null);

/** How an operation ended, by its answer and all codes of it: those of errors, and those of coverage in its data. */
export const outcomeOf = (answer: AnswerShape | undefined, codes: readonly string[]): Outcome => {
  if (codes.length === 0 && answer !== undefined) return "ok";
  if (answer !== undefined && holdsSomething(answer)) return "partial";
  return codes.some(isFault) ? "error" : "refused";
};
