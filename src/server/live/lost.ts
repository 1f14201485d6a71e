import type { GraphQLError } from "graphql";
import { judgeError } from "../errors.js";

/** May what failed go better the next time? */
export const passes = (failure: unknown): boolean => {
  const judged = judgeError(failure);
  return judged.kind === "problem" && judged.error.retryable;
};

/** Without its list an event tells nothing; a field of one record that fails is an error beside the others. */
export const isOfTheList = ({ path }: GraphQLError): boolean => (path?.length ?? 0) <= 2;
