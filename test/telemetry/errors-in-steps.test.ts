import { GraphQLError } from "graphql";
import { AuditError } from "../../src/audit/errors.js";
import { ObservedOperation } from "../../src/server/observation.js";
import type { OperationReport } from "../../src/telemetry/reports.js";

const COUNT = 1_000;

/** Errors of thousands of places for one reason, and how many of them were looked at so far. */
const manyErrors = () => {
  const originalError = new AuditError("UPSTREAM_UNAVAILABLE", "Nothing can be read.", { source: "s" });
  let looked = 0;
  const errors = Array.from({ length: COUNT }, (_, i) => {
    const error = new GraphQLError(originalError.message, { originalError, path: ["nodes", i] });
    return Object.defineProperty(error, "originalError", {
      get: () => {
        looked += 1;
        return originalError;
      },
    });
  });
  return { errors, looked: () => looked };
};

test.each([
  ["goes on", false],
  ["has ended", true],
])("an answer's thousand errors are looked at in parts, by turns of an operation that %s", async (_of, hasEnded) => {
  const { errors, looked } = manyErrors();
  const counts: number[] = [];
  let steps = 0;
  const turn = (more = 1): Promise<void> => {
    steps += more;
    counts.push(looked());
    return hasEnded ? Promise.reject(new Error("it has ended")) : Promise.resolve();
  };
  let report: OperationReport | undefined;
  const operation = new ObservedOperation("id", undefined, { span: undefined, end: (told) => void (report = told) });
  await operation.failedInSteps(errors, turn);
  const [first = 0] = counts;
  // The last turn is that in which all are written.
  expect(counts.at(-1)).toBe(looked());
  expect(looked()).toBe(COUNT * (first / 50));
  for (const [at, count] of counts.slice(0, -1).entries()) expect(count).toBe(first * (at + 1));
  expect(steps).toBe(2 * (COUNT / 50) - 1);
  operation.end(200);
  expect(report?.problems).toMatchObject([{ source: "s", problem: { code: "UPSTREAM_UNAVAILABLE" }, times: COUNT }]);
});

test("an answer's few errors take no turn", async () => {
  const { errors, looked } = manyErrors();
  const operation = new ObservedOperation("id", undefined, { span: undefined, end: () => undefined });
  const turn = jest.fn();
  await operation.failedInSteps(errors.slice(0, 50), turn);
  expect(looked()).toBeGreaterThan(0);
  expect(turn).not.toHaveBeenCalled();
});
