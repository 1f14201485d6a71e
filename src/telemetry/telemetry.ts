import type { TracesConfig } from "../config/parse.js";
import { AccessLog } from "./access-log.js";
import type { Log } from "./log.js";
import { Metrics } from "./metrics.js";
import { logOperation, type OperationReport } from "./reports.js";
import type { Headers, OperationSpan, Tracing } from "./traces.js";

interface TelemetryOptions {
  readonly log: Log;
  readonly version: string;
  readonly traces?: TracesConfig;
  /** Metrics of the process too. For the one server of a process. */
  readonly ofProcess?: boolean;
}

/** An operation under way. */
export interface OperationTelemetry {
  /** Absent where nothing is traced. */
  readonly span: OperationSpan | undefined;
  end(report: OperationReport): void;
}

/** The log, the access log, the metrics and the traces of one server. */
export class Telemetry {
  readonly accessLog: AccessLog;
  #tracing: Tracing | undefined;
  #spansTaken: boolean | undefined;

  private constructor(
    readonly log: Log,
    readonly metrics: Metrics,
  ) {
    this.accessLog = new AccessLog(log, () => metrics.accessLogFailed());
  }

  static async start({ log, version, traces, ofProcess = false }: TelemetryOptions): Promise<Telemetry> {
    const telemetry = new Telemetry(log, new Metrics(version, ofProcess));
    if (traces?.url !== undefined) {
      // The SDK is loaded only where it is used: it takes its time and its memory.
      const { Tracing } = await import("./traces.js");
      const exported = (succeeded: boolean): void => {
        telemetry.#spansTaken = succeeded;
        telemetry.metrics.spansExported(succeeded);
      };
      telemetry.#tracing = new Tracing({ url: traces.url, sampleRatio: traces.sampleRatio, version, log, exported });
    }
    return telemetry;
  }

  /** Whether the collector took what it was handed last, for readiness. */
  get tracesState(): "UNKNOWN" | "TAKEN" | "FAILING" {
    if (this.#spansTaken === undefined) return "UNKNOWN";
    return this.#spansTaken ? "TAKEN" : "FAILING";
  }

  /** `headers` are the request's; they may say of which trace it is a part. */
  begin(headers: Headers): OperationTelemetry {
    this.metrics.operationBegun();
    const span = this.#tracing?.operation(headers);
    return {
      span,
      end: (report) => {
        this.metrics.operationEnded(report);
        logOperation(this.log, report, span?.traceId);
        this.accessLog.write(report);
        span?.end(report);
      },
    };
  }

  /** Sends the last spans; two seconds at most. */
  async close(): Promise<void> {
    this.accessLog.close();
    await this.#tracing?.close();
  }
}
