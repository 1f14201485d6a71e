import { AccessLog } from "./access-log.js";
import type { Log } from "./log.js";
import { logOperation, type OperationReport } from "./reports.js";
import { createMetrics, type Metrics } from "./metrics.js";
import type { Headers, OperationSpan, Tracing, TracingOptions } from "./traces.js";

export interface TelemetryOptions {
  readonly log: Log;
  readonly version: string;
  /** Off without a url. */
  readonly traces?: { readonly url: string | undefined; readonly sampleRatio: number | undefined };
  /** Tell of the process too (MetricsOptions.process). */
  readonly process?: boolean;
}

/** An operation under way. */
export interface OperationTelemetry {
  /** Absent where nothing is traced. */
  readonly span: OperationSpan | undefined;
  end(report: OperationReport): void;
}

/** The log, the access log, the metrics and the traces of one server. */
export interface Telemetry {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly accessLog: AccessLog;
  /** `headers` are the request's; they may say of which trace it is a part. */
  begin(headers: Headers): OperationTelemetry;
  /** Sends the last spans; two seconds at most. */
  close(): Promise<void>;
}

/** The SDK is loaded only where it is used: it takes its time and its memory. */
const tracingTo = async (options: TracingOptions): Promise<Tracing> =>
  (await import("./traces.js")).createTracing(options);

export const createTelemetry = async (options: TelemetryOptions): Promise<Telemetry> => {
  const { log, version, traces, process = false } = options;
  const metrics = createMetrics({ version, process });
  const accessLog = new AccessLog(log, () => metrics.accessLogFailed());
  const exported = (succeeded: boolean): void => metrics.spansExported(succeeded);
  const tracing =
    traces?.url === undefined ? undefined : await tracingTo({ ...traces, url: traces.url, version, log, exported });
  return {
    log,
    metrics,
    accessLog,
    begin: (headers) => {
      metrics.operationBegun();
      const span = tracing?.operation(headers);
      return {
        span,
        end: (report) => {
          metrics.operationEnded(report);
          logOperation(log, report, span?.traceId);
          accessLog.tell(report);
          span?.end(report);
        },
      };
    },
    close: async () => {
      accessLog.close();
      await tracing?.close();
    },
  };
};
