import { GraphQLError } from "graphql";
import { AuditError } from "../../audit/audit-error.js";

/** Why an operation did not come to its turn, as Apollo answers it before an operation runs. */
const untimely = (error: unknown): unknown =>
  error instanceof AuditError
    ? new GraphQLError(error.message, {
        originalError: error,
        extensions: { http: { status: error.code === "RATE_LIMITED" ? 429 : 200 } },
      })
    : error;

/** Waits for a turn; throws what is untimely. */
export const inTime = async (turn: Promise<void> | undefined): Promise<void> => {
  try {
    await turn;
  } catch (error) {
    throw untimely(error);
  }
};
