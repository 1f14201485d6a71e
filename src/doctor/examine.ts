import { AuditError } from "../audit/errors.js";
import { Cancellation, Scope, type Session } from "../audit/session.js";
import { nextMoment } from "../audit/walk.js";
import type { SourceConfig } from "../config/sources.js";
import { sourceKinds } from "../sources/registry.js";
import type { Check, SourceKind } from "../sources/source.js";
import { type Clock, systemClock } from "../upstream/clock.js";
import type { Upstreams } from "../upstream/upstreams.js";
import { type ReachablePatient, reachChecks, runCheck, skippedRow } from "./checks.js";
import type { Row, SourceReport } from "./report.js";

const NEEDS = "not looked at: it needs what failed above";

/** In order, up to the first that cannot be run. */
const inOrder = async (checks: readonly Check[]): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  let broken = false;
  for (const check of checks) {
    if (broken) {
      rows.push(skippedRow(check.name, NEEDS));
      continue;
    }
    const run = await runCheck(check);
    rows.push(...run.rows);
    broken = run.broken;
  }
  return rows;
};

const hostOf = async ({ upstream, session }: ReachablePatient): Promise<string | null> => {
  try {
    return new URL(await upstream.endpoint(session)).host;
  } catch {
    return null;
  }
};

/** Looks at one source, from the way there to what it can do. Never throws. */
const examineSource = async (patient: ReachablePatient, kind: SourceKind): Promise<SourceReport> => {
  const { info, options, session } = patient;
  const checks = reachChecks(patient);
  const identity = await runCheck(checks.identity);
  const fromCatalog = options.endpoint === undefined;
  // Without a token there is no catalog, and without that nowhere to go.
  const catalog = fromCatalog && !identity.broken ? await runCheck(checks.catalog) : { rows: [], broken: false };
  const lost = catalog.broken || (fromCatalog && identity.broken);
  const reachable = lost
    ? { rows: [skippedRow(checks.reachable.name, NEEDS)], broken: true }
    : await runCheck(checks.reachable);
  const clock = await runCheck(checks.clock);

  const needsProject = kind.options.includes("projectId");
  const served = [...(needsProject ? [checks.project] : []), ...kind.diagnose(patient)];
  const skipAll = (result: string, cure = ""): Row[] => served.map(({ name }) => skippedRow(name, result, cure));
  const isForwarded = options.credentials.type === "forward" && session.caller.token === undefined;
  const rest = isForwarded
    ? skipAll("not looked at: it is asked in a caller's name").map((row, at) =>
        at === 0
          ? { ...row, cure: "Set OS_TOKEN to the token of a caller, to look at what that caller may see." }
          : row,
      )
    : identity.broken || reachable.broken
      ? skipAll(NEEDS)
      : await inOrder(served);

  return {
    source: info.name,
    kind: info.kind,
    endpoint: await hostOf(patient),
    rows: [...identity.rows, ...catalog.rows, ...reachable.rows, ...clock.rows, ...rest],
  };
};

/** Milliseconds for everything; whatever has no answer by then has failed. */
export const DEADLINE_MS = 30_000;

interface ExamineOptions {
  readonly upstreams: Upstreams;
  readonly clock?: Clock;
  readonly kinds?: readonly SourceKind[];
  readonly deadlineMs?: number;
  /** The token of a caller, for sources that are asked in the caller's name. */
  readonly token?: string | undefined;
}

/** Looks at all sources at once. Reports come in the order of the configuration. */
export const examine = async (
  sources: readonly SourceConfig[],
  { upstreams, clock = systemClock, kinds = sourceKinds, deadlineMs = DEADLINE_MS, token }: ExamineOptions,
): Promise<readonly SourceReport[]> => {
  const deadline = new Cancellation();
  const settled = clock.after(deadlineMs, () => {
    deadline.abort(new AuditError("DEADLINE_EXCEEDED", "The doctor's time is up.", { retryable: true }));
  });
  const sessionOf = (): Session => ({
    now: clock.now(),
    moment: nextMoment(),
    signal: deadline,
    caller: { key: "doctor", token, scopes: new Set(Object.values(Scope)) },
  });
  try {
    return await Promise.all(
      sources.map((options) => {
        const kind = kinds.find((each) => each.kind === options.kind);
        if (!kind) throw new Error(`no adapter for sources of kind ${options.kind}`);
        const info = { name: options.name, kind: options.kind, region: options.region };
        const upstream = upstreams.client(options, kind.upstream);
        return examineSource({ info, options, upstream, session: sessionOf() }, kind);
      }),
    );
  } finally {
    settled();
  }
};
