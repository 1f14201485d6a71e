import type { Log } from "./log.js";
import { logProblem } from "./log-problem.js";
import type { OperationReport } from "./operation-report.js";

/**
 * One line for each problem, then one for the operation; the request id tells that they belong together, and the trace
 * id where the rest of it is found. Never variables or the document: they may hold what only the caller should know.
 */
export const logOperation = (log: Log, report: OperationReport, traceId: string | undefined): void => {
  const { requestId, client, name, type, durationMs, cost, upstreamCalls, outcome, codes, problems } = report;
  const place = { requestId, ...(traceId === undefined ? {} : { traceId }) };
  for (const { source, problem, times } of problems) {
    logProblem(log, problem, { ...place, source, ...(times === 1 ? {} : { times }) });
  }
  log.info(
    {
      ...place,
      ...(client === undefined ? {} : { client }),
      operation: name,
      type,
      outcome,
      durationMs: Math.round(durationMs * 10) / 10,
      cost,
      upstreamCalls,
      ...(codes.length === 0 ? {} : { codes }),
    },
    "operation",
  );
};
