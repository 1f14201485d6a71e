import type { AuditSeverity, AuditSourceKind } from "../generated/graphql.js";
import { KINDS } from "../parts/kinds.js";

/** What the page shows. All of it stands in the URL, so that a link shows the same to whoever opens it. */
export interface View {
  /** A quick range that ends now, or from and to as the reader set them. */
  readonly range: QuickRange | FixedRange;
  readonly zone: Zone;
  /** Seconds from one reading to the next; 0 is never. */
  readonly refresh: number;
  /** All of them where empty. */
  readonly kinds: readonly AuditSourceKind[];
  readonly sources: readonly string[];
  readonly severities: readonly AuditSeverity[];
  /** Each as source/instanceId. */
  readonly instances: readonly string[];
  readonly text: string;
  /** The id of the record whose fields are shown; empty for none. */
  readonly record: string;
}

export type QuickRange = keyof typeof QUICK_RANGES;
export type Zone = "utc" | "local";

interface FixedRange {
  /** Instants in UTC. */
  readonly from: string;
  readonly to: string;
}

const HOUR_MS = 3_600_000;
/** How far each reaches back, in milliseconds. */
export const QUICK_RANGES = {
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "30d": 30 * 24 * HOUR_MS,
  "90d": 90 * 24 * HOUR_MS,
  "1y": 365 * 24 * HOUR_MS,
} as const;

export const SEVERITIES: readonly AuditSeverity[] = ["ERROR", "WARNING", "INFO"];
export const REFRESHES = [0, 30, 60, 300] as const;

export const FIRST_VIEW: View = {
  range: "7d",
  zone: "utc",
  refresh: 0,
  kinds: [],
  sources: [],
  severities: [],
  instances: [],
  text: "",
  record: "",
};

const isQuick = (range: string): range is QuickRange => Object.hasOwn(QUICK_RANGES, range);

/** An instant of a link; undefined where it is none that can be shown. */
const instantOf = (text: string | null): string | undefined => {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

const rangeOf = (search: URLSearchParams): View["range"] => {
  const last = search.get("last") ?? "";
  if (isQuick(last)) return last;
  const from = instantOf(search.get("from"));
  const to = instantOf(search.get("to"));
  return from !== undefined && to !== undefined && from < to ? { from, to } : FIRST_VIEW.range;
};

const someOf = <Word extends string>(known: readonly Word[], search: URLSearchParams, key: string): Word[] =>
  known.filter((word) => search.getAll(key).includes(word));

/** The view of a link. What is not understood of it counts as left out. */
export const readView = (query: string): View => {
  const search = new URLSearchParams(query);
  const refresh = Number(search.get("refresh"));
  return {
    range: rangeOf(search),
    zone: search.get("zone") === "local" ? "local" : "utc",
    refresh: REFRESHES.find((each) => each === refresh) ?? 0,
    kinds: someOf(KINDS, search, "kind"),
    sources: [...new Set(search.getAll("source"))],
    severities: someOf(SEVERITIES, search, "severity"),
    instances: [...new Set(search.getAll("instance"))].filter((each) => /^[^/]+\/[\w-]{1,64}$/.test(each)),
    text: search.get("text") ?? "",
    record: search.get("record") ?? "",
  };
};

/** The link of a view, from its question mark on; empty for the first view. */
export const writeView = (view: View): string => {
  const search = new URLSearchParams();
  const { range } = view;
  if (typeof range !== "string") {
    search.set("from", range.from);
    search.set("to", range.to);
  } else if (range !== FIRST_VIEW.range) search.set("last", range);
  if (view.zone === "local") search.set("zone", "local");
  if (view.refresh > 0) search.set("refresh", String(view.refresh));
  for (const kind of view.kinds) search.append("kind", kind);
  for (const source of view.sources) search.append("source", source);
  for (const severity of view.severities) search.append("severity", severity);
  for (const instance of view.instances) search.append("instance", instance);
  if (view.text !== "") search.set("text", view.text);
  if (view.record !== "") search.set("record", view.record);
  const query = search.toString();
  return query === "" ? "" : `?${query}`;
};
