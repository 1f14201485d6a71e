import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { ErrorCode } from "../../src/audit/errors.js";
import { outcomes } from "../../src/telemetry/reports.js";
import { anchorsOf } from "../docs/markdown.js";
import { knownMetrics, storedSeries } from "./known-metrics.js";
import { readExpression } from "./promql.js";

const DASHBOARD = "docs/monitoring/grafana-dashboard.json";
const ALERTS = "docs/monitoring/alerts.yaml";

const variableSchema = z.object({
  name: z.string(),
  query: z.union([z.string(), z.object({ query: z.string() }).transform(({ query }) => query)]),
});
const panelSchema = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().min(1),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number().max(24), h: z.number() }),
  targets: z.array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() })).default([]),
});
const dashboardSchema = z.object({
  templating: z.object({ list: z.array(variableSchema) }),
  annotations: z.object({ list: z.array(z.object({ expr: z.string(), titleFormat: z.string() })) }),
  panels: z.array(panelSchema),
});
/** Of Prometheus' rule files, strictly: an unknown key stops Prometheus. */
const alertsSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Auditgraph[A-Z]\w+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(["page", "ticket"]) }),
          annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});

const dashboard = dashboardSchema.parse(JSON.parse(readFileSync(DASHBOARD, "utf8")));
const rules = alertsSchema.parse(parse(readFileSync(ALERTS, "utf8"))).groups.flatMap((group) => group.rules);

/** Each expression with the labels that are shown of its result. */
const shownIn = (text: string, place: RegExp): string[] => [...text.matchAll(place)].map(([, label = ""]) => label);
const LEGEND = /\{\{(\w+)\}\}/g;
const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({ of: title, expr, shown: shownIn(legendFormat, LEGEND) })),
  ),
  ...dashboard.annotations.list.map(({ expr, titleFormat }) => ({
    of: "annotation",
    expr,
    shown: shownIn(titleFormat, LEGEND),
  })),
  ...dashboard.templating.list
    .filter(({ name }) => name !== "datasource")
    .map(({ name, query }) => ({ of: `variable ${name}`, expr: query, shown: [] as string[] })),
  ...rules.map(({ alert, expr, annotations }) => ({
    of: alert,
    expr,
    shown: shownIn(Object.values(annotations).join(" "), /\$labels\.(\w+)/g),
  })),
];

const series = storedSeries();
/** Prometheus gives it to all that it scrapes. */
const FROM_PROMETHEUS = ["instance"];
const CODES = [...Object.values(ErrorCode), "OK", "FAILED"];
/** Values of the labels that have a closed list of them. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  outcome: outcomes,
  code: CODES,
  health: ["UNKNOWN", "HEALTHY", "DEGRADED", "UNAVAILABLE"],
  state: ["closed", "open", "half-open"],
  result: ["hit", "miss", "stale", "ok", "refused", "failed", "skipped"],
  status: ["none", "1xx", "2xx", "3xx", "4xx", "5xx"],
};

describe.each(expressions.map((each) => [each.of, each] as const))("%s", (_of, { expr, shown }) => {
  const { selectors, grouped, isBalanced } = readExpression(expr);

  test("asks for metrics that there are, by labels that they have, and for values that they take", () => {
    expect(isBalanced).toBe(true);
    expect(selectors.length).toBeGreaterThan(0);
    expect(selectors.map(({ metric }) => metric).filter((metric) => !series.has(metric))).toEqual([]);
    for (const { metric, matchers } of selectors) {
      const labels = [...(series.get(metric) ?? []), ...FROM_PROMETHEUS];
      for (const { label, operator, value } of matchers) {
        expect(labels).toContain(label);
        const values = VALUES[label];
        if (values === undefined) continue;
        const pattern = new RegExp(`^(?:${value})$`);
        const taken = operator.endsWith("~")
          ? values.filter((one) => pattern.test(one))
          : values.filter((one) => one === value);
        expect([label, value, taken.length > 0]).toEqual([label, value, true]);
      }
    }
    const all = new Set([...selectors.flatMap(({ metric }) => series.get(metric) ?? []), ...FROM_PROMETHEUS]);
    expect(grouped.filter((label) => !all.has(label))).toEqual([]);
  });

  test("shows labels that are left of its result", () => {
    const isGrouped = /\b(?:sum|max|count)\b/.test(expr);
    const left = isGrouped
      ? grouped
      : [...selectors.flatMap(({ metric }) => series.get(metric) ?? []), ...FROM_PROMETHEUS];
    expect(shown.filter((label) => !left.includes(label))).toEqual([]);
  });
});

describe("the dashboard", () => {
  test("has panels that do not overlap, each with an id and a meaning of its own", () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)}/${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.filter(({ type, description = "" }) => type !== "row" && description === "")).toEqual([]);
  });

  test("shows every metric of auditgraph's own", () => {
    const shown = new Set(
      expressions.flatMap(({ expr }) => readExpression(expr).selectors.map(({ metric }) => metric)),
    );
    const own = knownMetrics().filter(({ name }) => name.startsWith("auditgraph_"));
    expect(own.map(({ name }) => name).filter((name) => !shown.has(name) && !shown.has(`${name}_bucket`))).toEqual([]);
  });
});

describe("the alerts", () => {
  test("have names of their own, and runbooks that are there", () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    const missing = rules.filter(({ annotations: { runbook } }) => {
      const [file = "", anchor] = runbook.split("#");
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).has(anchor));
    });
    expect(missing).toEqual([]);
  });
});

describe("the reader of expressions", () => {
  test("takes a misspelt metric, label or function for one that is not there", () => {
    const { selectors, grouped } = readExpression('summ by (sorce) (rate(auditgrph_x{a="b"}[5m])) > 0.5');
    expect(selectors.map(({ metric }) => metric)).toEqual(["summ", "auditgrph_x"]);
    expect([grouped, selectors[1]?.matchers]).toEqual([["sorce"], [{ label: "a", operator: "=", value: "b" }]]);
  });
});
