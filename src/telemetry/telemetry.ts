import type { AccessLogConfig, TracesConfig } from "../config/parse.js";
import { createLog, type Log } from "./log.js";
import { Metrics } from "./metrics.js";
import { logOperation, type OperationReport } from "./reports.js";
import type { Headers, OperationSpan, Tracing } from "./traces.js";
import { closeSync, openSync, writeSync } from "node:fs";
import { systemCode } from "../audit/errors.js";

/** The owner writes, its group may read; a umask may narrow it. */
const MODE = 0o640;

const open = (path: string): number => openSync(path, "a", MODE);

/**
 * A file that lines are appended to, never truncated. Each line is in the file when `write` returns: what waited in
 * memory would be lost with the process, and an audit would miss its last lines.
 */
class LineFile {
  #descriptor: number;
  /** A line stands at the end without its rest. */
  #isTorn = false;

  /** Throws what node:fs throws. */
  constructor(readonly path: string) {
    this.#descriptor = open(path);
  }

  /** `line` has its line break. Throws what node:fs throws; then the line is lost, and the next one begins anew. */
  write(line: string): void {
    const bytes = Buffer.from(this.#isTorn ? `\n${line}` : line);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
      this.#isTorn = false;
    } catch (error) {
      this.#isTorn ||= written > 0;
      throw error;
    }
  }

  /** The file of this name from now on; the one before may have another by now. Throws, and keeps that one then. */
  reopen(): void {
    const next = open(this.path);
    closeSync(this.#descriptor);
    this.#descriptor = next;
    this.#isTorn = false;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Of a name or an id that others chose. */
const LONGEST_TEXT = 200;

const cut = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);

/** How many are not named, of each kind that has any such. What is undefined is not written. */
const unnamed = ({ sources, instances, links }: OperationReport["reads"]): object | undefined => {
  if (sources.more + instances.more + links.more === 0) return undefined;
  const [ofSources, ofInstances, ofLinks] = [sources, instances, links].map(({ more }) =>
    more > 0 ? more : undefined,
  );
  return { sources: ofSources, instances: ofInstances, links: ofLinks };
};

/** The fields of a line, as docs/monitoring.md describes them. Never a token, a variable, a link or a word of an answer. */
const factsOf = (report: OperationReport): object => {
  const { requestId, caller, name, documentHash, outcome, codes, reads, cost, upstreamCalls, durationMs } = report;
  return {
    requestId,
    subject: caller?.subject === undefined ? null : cut(caller.subject),
    caller: caller?.key ?? null,
    scopes: caller === undefined ? [] : [...caller.scopes],
    operation: name,
    documentHash: documentHash ?? null,
    outcome,
    codes,
    sources: reads.sources.named,
    instances: reads.instances.named,
    links: reads.links.named.map((link) => ({ ...link, file: cut(link.file) })),
    unnamed: unnamed(reads),
    cost: cost ?? null,
    upstreamCalls: upstreamCalls.made,
    durationMs: Math.round(durationMs * 10) / 10,
  };
};

/**
 * One line for each operation: who asked for what, and what it read. Apart from the log: it goes elsewhere, is kept for
 * longer, and no level silences it. Off until it is directed somewhere.
 */
class AccessLog {
  #lines: Pick<Log, "info"> | undefined;
  #file: LineFile | undefined;
  /** Lines lost since the last one that was written. */
  #lost = 0;

  constructor(
    private readonly log: Log,
    /** A line is lost, or the file could not be reopened. */
    private readonly failed: () => void,
  ) {}

  /** From now on lines go there. Throws what node:fs throws for a file that cannot be opened; then nothing changes. */
  direct(to: AccessLogConfig): void {
    if (typeof to === "object" && to.file === this.#file?.path) return;
    const file = typeof to === "object" ? new LineFile(to.file) : undefined;
    this.close();
    this.#file = file;
    this.#lines = to === "off" ? undefined : this.#linesTo(file);
  }

  write(report: OperationReport): void {
    this.#lines?.info(factsOf(report));
  }

  /** To be called when the file was put aside by its name. */
  reopen(): void {
    try {
      this.#file?.reopen();
    } catch (error) {
      this.failed();
      const cure = "its lines go on into the one that was open; mend the path and send SIGHUP again";
      this.log.error({ code: systemCode(error) }, `the access log's file could not be opened anew: ${cure}`);
    }
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#lines = undefined;
  }

  /** Without a file, the log's own stream; its level silences the log alone. */
  #linesTo(file: LineFile | undefined): Pick<Log, "info"> {
    const log = file ? createLog({ destination: { write: (line) => this.#writeTo(file, line) } }) : this.log;
    return log.child({ type: "access" }, { level: "info" });
  }

  /** A full disk must not stop operations; the log says so once, until a line is written again. */
  #writeTo(file: LineFile, line: string): void {
    try {
      file.write(line);
      if (this.#lost > 0) this.log.warn({ lost: this.#lost }, "the access log is written again; some lines are lost");
      this.#lost = 0;
    } catch (error) {
      this.failed();
      if (this.#lost === 0) {
        this.log.error(
          { code: systemCode(error) },
          "the access log cannot be written: its lines are lost until it can",
        );
      }
      this.#lost += 1;
    }
  }
}

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
