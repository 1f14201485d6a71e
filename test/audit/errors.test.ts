import { GraphQLError } from "graphql";
import { AuditError, internalError } from "../../src/audit/errors.js";
import { CallsSpent } from "../../src/audit/session.js";

const framesOf = ({ stack = "" }: Error): number =>
  stack.split("\n").filter((line) => line.startsWith("    at ")).length;

test("an expected error holds no frames, and GraphQL copies none from it", () => {
  for (const expected of [
    new AuditError("NOT_FOUND", "There is none."),
    new CallsSpent("NOT_FOUND", "There is none."),
  ]) {
    expect(framesOf(expected)).toBe(0);
    expect(expected.stack).toContain("There is none.");
    expect(framesOf(new GraphQLError(expected.message, { originalError: expected }))).toBe(0);
  }
});

test("frames are left out of an expected error alone: those made after it, and its cause, have theirs", () => {
  const before = Error.stackTraceLimit;
  const cause = new Error("unexpected");
  const error = internalError(cause);
  expect(error.cause).toBe(cause);
  expect(Error.stackTraceLimit).toBe(before);
  for (const unexpected of [cause, new Error("later")]) expect(framesOf(unexpected)).toBeGreaterThan(1);
});
