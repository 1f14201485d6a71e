import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { AccessConfig, AccessLogConfig, Environment, LogConfig, TracesConfig } from "./config.js";
import { setting, withEnvironment } from "./environment.js";
import type { FileContext } from "./files.js";
import { check, type Path, type Problems } from "./problems.js";
import { httpUrl, option, share, strict, text } from "./values.js";

export const logSchema = strict({
  level: option(
    z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
    "the least that is written to the log",
    { env: "LOG_LEVEL" },
  ),
});

export const accessLogSchema = strict({
  to: option(
    z
      .union([z.enum(["stderr", "off"]), strict({ file: option(text, "a file that this process may append to") })], {
        error: "must be stderr, off or { file: PATH }; to write to a file, name it below file",
      })
      .optional(),
    "where a line for each operation goes: `stderr`, `{ file: PATH }` or `off`. The file is appended to, created with mode " +
      "0640, and opened anew at SIGHUP",
    { otherwise: "`stderr` in access modes keystone and jwt, `off` in mode open" },
  ),
});

export const tracesSchema = strict({
  endpoint: option(
    httpUrl.optional(),
    "a collector's OTLP over HTTP, such as `http://collector.example:4318`; spans go to `/v1/traces` below it. " +
      "`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, which names the whole URL, wins over both",
    { env: "OTEL_EXPORTER_OTLP_ENDPOINT", otherwise: "nothing is traced" },
  ),
  sampleRatio: option(
    share.optional(),
    "the share of traces that is kept, of those that begin here; where a request brings a `traceparent`, that decides. " +
      "`OTEL_TRACES_SAMPLER` wins over it",
    { otherwise: "`1`" },
  ),
});

const LOG: Path = ["log"];
const ACCESS_LOG: Path = ["accessLog"];
const TRACES: Path = ["traces"];

/** LOG_LEVEL wins over the file, as HOST and PORT do. */
export const parseLog = (value: unknown, env: Environment, problems: Problems): LogConfig | undefined =>
  check(logSchema, withEnvironment(logSchema, value ?? {}, env), LOG, problems);

/**
 * Left out, it is on where callers have names: there somebody will ask who read what. In mode open it would tell of one
 * machine's own users that "anyone" asked.
 */
export const parseAccessLog = (
  value: unknown,
  access: AccessConfig | undefined,
  { origin, problems }: Pick<FileContext, "origin" | "problems">,
): AccessLogConfig | undefined => {
  const written = check(accessLogSchema, value ?? {}, ACCESS_LOG, problems);
  if (written === undefined) return undefined;
  const { to = access?.mode === "open" ? "off" : "stderr" } = written;
  return typeof to === "string" ? to : { file: resolve(dirname(origin), to.file) };
};

const tracesUrl = (endpoint: string): string => `${endpoint.replace(/\/+$/, "")}/v1/traces`;

/**
 * Where traces go, by the file or by the variables that OpenTelemetry specifies; those win. With neither nothing is
 * traced. OTEL_TRACES_SAMPLER is left to the SDK, and so are headers, timeouts and certificates of the exporter.
 */
export const parseTraces = (value: unknown, env: Environment, problems: Problems): TracesConfig | undefined => {
  const own = setting(env, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  const specific = own === undefined ? env : { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: own };
  const written = check(tracesSchema, withEnvironment(tracesSchema, value ?? {}, specific), TRACES, problems);
  if (written === undefined) return undefined;
  const { endpoint, sampleRatio } = written;
  const isOff = setting(env, "OTEL_SDK_DISABLED") === "true" || setting(env, "OTEL_TRACES_EXPORTER") === "none";
  return {
    url: endpoint === undefined || isOff ? undefined : own === undefined ? tracesUrl(endpoint) : endpoint,
    sampleRatio: setting(env, "OTEL_TRACES_SAMPLER") === undefined ? sampleRatio : undefined,
  };
};
