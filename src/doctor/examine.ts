import { setMaxListeners } from "node:events";
import { AuditError } from "../audit/audit-error.js";
import { Scope, type Session } from "../audit/session.js";
import { nextMoment } from "../audit/walk.js";
import { type ConfiguredSource, sourceKinds } from "../sources/registry.js";
import type { SourceKind } from "../sources/source-kind.js";
import { type Clock, systemClock } from "../upstream/clock.js";
import type { Upstreams } from "../upstream/create-upstreams.js";
import { examineSource } from "./examine-source.js";
import type { SourceReport } from "./report.js";

/** Milliseconds for everything; whatever has no answer by then has failed. */
export const DEADLINE_MS = 30_000;

export interface ExamineOptions {
  readonly upstreams: Upstreams;
  readonly clock?: Clock;
  readonly kinds?: readonly SourceKind[];
  readonly deadlineMs?: number;
  /** The token of a caller, for sources that are asked in the caller's name. */
  readonly token?: string | undefined;
}

/** Looks at all sources at once. Reports come in the order of the configuration. */
export const examine = async (
  sources: readonly ConfiguredSource[],
  { upstreams, clock = systemClock, kinds = sourceKinds, deadlineMs = DEADLINE_MS, token }: ExamineOptions,
): Promise<readonly SourceReport[]> => {
  const deadline = new AbortController();
  setMaxListeners(0, deadline.signal);
  const settled = clock.after(deadlineMs, () => {
    deadline.abort(new AuditError("DEADLINE_EXCEEDED", "The doctor's time is up.", { retryable: true }));
  });
  const sessionOf = (): Session => ({
    now: clock.now(),
    moment: nextMoment(),
    signal: deadline.signal,
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
