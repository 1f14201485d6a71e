import { z } from "zod";
import { Metrics } from "../../src/telemetry/metrics.js";

export interface KnownMetric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

/** prom-client keeps the labels' names on its metrics, but does not type them. */
const registered = z.array(
  z.object({ name: z.string(), type: z.string(), labelNames: z.array(z.string()), help: z.string() }),
);

/** What the registry of a whole process holds, whether it was counted yet or not. */
export const knownMetrics = (): KnownMetric[] =>
  registered
    .parse(new Metrics("0", true).registry.getMetricsAsArray())
    .map(({ labelNames, ...rest }) => ({ ...rest, labels: labelNames }));

/** The names that Prometheus stores, with their labels: a histogram's own name is none of them. */
export const storedSeries = (): Map<string, readonly string[]> =>
  new Map(
    knownMetrics().flatMap(({ name, type, labels }) =>
      type === "histogram"
        ? [
            [`${name}_bucket`, [...labels, "le"]] as const,
            [`${name}_sum`, labels] as const,
            [`${name}_count`, labels] as const,
          ]
        : [[name, labels] as const],
    ),
  );
