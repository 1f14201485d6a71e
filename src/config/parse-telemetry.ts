import type { Environment, LogConfig, TracesConfig } from "./config.js";
import type { Path, Problems } from "./config-error.js";
import { check } from "./schema/check.js";
import { logSchema, tracesSchema } from "./schema/telemetry-schema.js";
import { setting } from "./setting.js";
import { withEnvironment } from "./with-environment.js";

const LOG: Path = ["log"];
const TRACES: Path = ["traces"];

/** LOG_LEVEL wins over the file, as HOST and PORT do. */
export const parseLog = (value: unknown, env: Environment, problems: Problems): LogConfig | undefined =>
  check(logSchema, withEnvironment(logSchema, value ?? {}, env), LOG, problems);

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
