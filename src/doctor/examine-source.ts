import type { Check } from "../sources/finding.js";
import type { SourceKind } from "../sources/source-kind.js";
import { type ReachablePatient, reachChecks } from "./reach-checks.js";
import type { Row, SourceReport } from "./report.js";
import { runCheck, skippedRow } from "./run-check.js";

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
    const outcome = await runCheck(check);
    rows.push(...outcome.rows);
    broken = outcome.broken;
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
export const examineSource = async (patient: ReachablePatient, kind: SourceKind): Promise<SourceReport> => {
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
