import { pino } from "pino";
import type { Coverage } from "../../src/audit/coverage.js";
import type {
  AuditLogFileRecord,
  DatabaseReader,
  UsageAuditPeriodRecord,
  UsageAuditReader,
} from "../../src/audit/sources.js";
import { readPage } from "../../src/audit/page.js";
import { planPage } from "../../src/audit/page-plan.js";
import type { Session } from "../../src/audit/session.js";
import type { Timeline } from "../../src/audit/timeline.js";
import type { AuditRecord } from "../../src/audit/record.js";
import type { RecordOrder, TimeWindow } from "../../src/audit/window.js";
import { createLog } from "../../src/telemetry/log.js";
import type { SandboxSources } from "../support/sandbox-sources.js";

export const NOW = Date.parse("2026-11-20T12:00:00Z");
export const NOVA = "compute-eu";
export const DATABASE = "mysql-eu";
export const ORDERS = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
/** Ended long ago: nothing of it changes. */
export const CLOSED: TimeWindow = { from: Date.UTC(2026, 9, 1), to: Date.UTC(2026, 9, 8) };
export const YEAR: TimeWindow = { from: Date.UTC(2025, 10, 2), to: NOW };

export interface Shown<R> {
  readonly records: readonly R[];
  readonly coverage: readonly Coverage[];
}

const pageOf = async <R extends AuditRecord>(
  timeline: Timeline<R>,
  window: TimeWindow,
  session: Session,
  order: RecordOrder = "NEWEST_FIRST",
): Promise<Shown<R>> => {
  const page = await readPage(planPage({ first: 100 }, { binding: order, order, window: () => window }, session), [
    timeline,
  ]);
  return { records: page.edges.map(({ record }) => record), coverage: page.coverage };
};

/** A page of a Nova's periods, in an operation of its own. */
export const periods = async (
  sources: SandboxSources,
  window = YEAR,
  order?: RecordOrder,
): Promise<Shown<UsageAuditPeriodRecord>> => {
  const session = sources.session();
  return pageOf(nova(sources, session).periods, window, session, order);
};

export const nova = (sources: SandboxSources, session = sources.session()): UsageAuditReader => {
  const source = sources.source(NOVA);
  if (source.subject !== "usage") throw new Error(`${NOVA} is no Nova`);
  return source.open(session);
};

/** A page of an instance's files, in an operation of its own. */
export const files = async (sources: SandboxSources, window = CLOSED): Promise<Shown<AuditLogFileRecord>> => {
  const session = sources.session();
  const reader: DatabaseReader = sources.database(DATABASE, session);
  return pageOf(reader.files(ORDERS), window, session);
};

/** What the work costs of calls to a source. */
export const callsOf = async (
  { sandbox }: SandboxSources,
  source: string,
  work: () => Promise<unknown>,
): Promise<number> => {
  const before = sandbox.control.log.counters(source).calls;
  await work();
  return sandbox.control.log.counters(source).calls - before;
};

/** A log that is kept, down to the last detail. */
export const keptLog = (): { readonly log: pino.Logger; readonly lines: string[] } => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) } satisfies pino.DestinationStream;
  return { log: createLog({ destination, level: "debug" }), lines };
};
