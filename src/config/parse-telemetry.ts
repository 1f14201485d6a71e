import { dirname, resolve } from "node:path";
import type { AccessConfig, AccessLogConfig, Environment, LogConfig, TracesConfig } from "./config.js";
import type { Path, Problems } from "./config-error.js";
import type { FileContext } from "./read-pem.js";
import { check } from "./schema/check.js";
import { accessLogSchema, logSchema, tracesSchema } from "./schema/telemetry-schema.js";
import { setting } from "./setting.js";
import { withEnvironment } from "./with-environment.js";

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
