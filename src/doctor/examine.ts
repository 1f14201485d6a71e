import { AuditError } from "../audit/errors.js";
import { Cancellation, type EndSignal, Scope, type Session } from "../audit/session.js";
import { nextMoment } from "../audit/walk.js";
import type { SourceConfig } from "../config/sources.js";
import { sourceKinds } from "../sources/registry.js";
import type { Check, FormOf, SourceKind } from "../sources/source.js";
import { type Clock, systemClock } from "../upstream/clock.js";
import type { Upstreams } from "../upstream/upstreams.js";
import { type ReachablePatient, reachChecks, runCheck, skippedRow } from "./checks.js";
import type { Row, SourceReport } from "./report.js";

const NEEDS = "not looked at: it needs what failed above";

/** In order, up to the first that cannot be run. */
const inOrder = async (checks: readonly Check[], { options }: ReachablePatient): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  let broken = false;
  for (const check of checks) {
    if (broken) {
      rows.push(skippedRow(check.name, NEEDS));
      continue;
    }
    const run = await runCheck(check, options.credentials);
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

/** Why a source that is asked in its callers' name cannot be looked at, and what to do; undefined where it can. */
const lackOf = ({ options, session: { caller } }: ReachablePatient, needsProject: boolean): string | undefined => {
  const { credentials, endpoint, projectId } = options;
  if (credentials.type !== "forward") return undefined;
  if (caller.token === undefined) return "Set OS_TOKEN to the token of a caller, to look at what that caller may see.";
  const isTheCallers = endpoint === undefined || (needsProject && projectId === undefined);
  return isTheCallers && caller.project === undefined
    ? "The project of OS_TOKEN is not known here: a token of access mode keystone tells it."
    : undefined;
};

const inCallersName = (checks: readonly Pick<Check, "name">[], cure: string): Row[] =>
  checks.map(({ name }, at) => skippedRow(name, "not looked at: it is asked in a caller's name", at === 0 ? cure : ""));

/** Looks at one source, from the way there to what it can do. Never throws. */
const examineSource = async (patient: ReachablePatient, kind: SourceKind): Promise<SourceReport> => {
  const { info, options } = patient;
  const checks = reachChecks(patient);
  const needsProject = kind.options.includes("projectId");
  const lack = lackOf(patient, needsProject);
  const served = [...(needsProject ? [checks.project] : []), ...kind.diagnose(patient)];
  const fromCatalog = options.endpoint === undefined;
  const report = async (rows: readonly Row[]): Promise<SourceReport> => ({
    source: info.name,
    kind: info.kind,
    endpoint: await hostOf(patient),
    rows,
  });
  if (lack !== undefined && fromCatalog) return report(inCallersName([checks.reachable, ...served], lack));
  const identity = await runCheck(checks.identity, options.credentials);
  // Without a token there is no catalog, and without that nowhere to go.
  const catalog = fromCatalog && !identity.broken ? await runCheck(checks.catalog) : { rows: [], broken: false };
  const lost = catalog.broken || (fromCatalog && identity.broken);
  const reachable = lost
    ? { rows: [skippedRow(checks.reachable.name, NEEDS)], broken: true }
    : await runCheck(checks.reachable);
  const clock = await runCheck(checks.clock);
  const rest =
    lack !== undefined
      ? inCallersName(served, lack)
      : identity.broken || reachable.broken
        ? served.map(({ name }) => skippedRow(name, NEEDS))
        : await inOrder(served, patient);
  return report([...identity.rows, ...catalog.rows, ...reachable.rows, ...clock.rows, ...rest]);
};

/** Milliseconds for everything; whatever has no answer by then has failed. */
export const DEADLINE_MS = 30_000;

interface ExamineOptions {
  readonly upstreams: Upstreams;
  readonly clock?: Clock;
  readonly kinds?: readonly SourceKind[];
  readonly signal: EndSignal;
  /** A caller, for sources that are asked in the caller's name. */
  readonly caller: Pick<Session["caller"], "token" | "project">;
  readonly formOf: FormOf;
}

/** Fires when the doctor's time is up, unless it is settled before. */
export const deadlineOf = (clock: Clock, ms: number): { readonly signal: EndSignal; settled(): void } => {
  const deadline = new Cancellation();
  const settled = clock.after(ms, () => {
    deadline.abort(new AuditError("DEADLINE_EXCEEDED", "The doctor's time is up.", { retryable: true }));
  });
  return { signal: deadline, settled };
};

/** Looks at all sources at once. Reports come in the order of the configuration. */
export const examine = async (
  sources: readonly SourceConfig[],
  { upstreams, clock = systemClock, kinds = sourceKinds, signal, caller, formOf }: ExamineOptions,
): Promise<readonly SourceReport[]> => {
  const sessionOf = (): Session => ({
    now: clock.now(),
    moment: nextMoment(),
    signal,
    caller: { key: "doctor", ...caller, scopes: new Set(Object.values(Scope)) },
  });
  return Promise.all(
    sources.map((options) => {
      const kind = kinds.find((each) => each.kind === options.kind);
      if (!kind) throw new Error(`no adapter for sources of kind ${options.kind}`);
      const info = { name: options.name, kind: options.kind, region: options.region };
      const upstream = upstreams.client(options, kind.upstream);
      return examineSource({ info, options, upstream, session: sessionOf(), formOf }, kind);
    }),
  );
};
