import { AuditError } from "../../audit/errors.js";
import type { LoadBalancerAuditRecord } from "../../audit/load-balancers.js";
import type { SourceInfo } from "../../audit/record.js";
import { planMore, type Session } from "../../audit/session.js";
import { sourceBrokeContract } from "../../upstream/failures.js";
import type { Balancer, BalancerParts } from "./mapping.js";
import type { ProvisioningStatus } from "./wire.js";

/**
 * How the report is read (upstreams: octavia.md, 1.3 and 4.2). Octavia has no filter by time and no OR. Sorted by
 * updated_at it loses every balancer that was never updated, and half of the others where the marker moves; so times
 * never decide what is asked, and the report is sorted and cut where it is used.
 *
 * 1. One page of all balancers, those in an audited status first. Where it shows their end, it is the report: one answer,
 *    of one moment.
 * 2. Otherwise list by list, each by id, and twice: the three PENDING at once, ERROR, the PENDING again, ERROR again. Of
 *    any two statuses the one is read before the other is read last, so that a balancer which changes once is met on its
 *    old side or on its new one, whichever they are and whenever it changes. One that goes to ERROR and back, or from ERROR
 *    and back, is met too. What the two passes do not tell alike has changed, and is said.
 *
 * With the listing "whole" all balancers are read by id. Each stands at one place then, so that none can be missed, at a
 * call for each 200.
 */

/**
 * What a list is asked. Never a limit above what Octavia answers within a second, and no key twice: a repeated filter is a
 * 500 with SQL in it, a repeated limit or sort a connection that closes without an answer.
 */
export interface PageQuery {
  readonly sort: "id" | "provisioning_status:desc,id:asc";
  readonly limit: number;
  readonly status?: ProvisioningStatus;
  readonly projectId?: string;
  /** Id of the last balancer of the page before. */
  readonly marker?: string | undefined;
}

export interface BalancerPage {
  /** Undefined for an entry that is not of the documented shape. */
  readonly entries: readonly (Balancer | undefined)[];
  /** Nothing stands behind it. */
  readonly isLast: boolean;
}

/** "audited" reads no more than the report needs; "whole" reads all balancers, whatever their status. */
export type Listing = "audited" | "whole";

/** Told by the classifier: the balancer that a page was to begin behind no longer exists. */
export const MARKER_GONE = "HTTP 400, the marker is gone";

const isMarkerGone = (error: unknown): boolean => error instanceof AuditError && error.detail === MARKER_GONE;

/** By balancer id. */
export interface Report {
  readonly audits: ReadonlyMap<string, LoadBalancerAuditRecord>;
  /** What they are made of, where that is told. */
  readonly parts: ReadonlyMap<string, BalancerParts | null>;
  /** A balancer changed between two lists. */
  readonly changed: boolean;
  /** Some entries were not of the documented shape. */
  readonly problem?: AuditError;
}

type Ask = (query: PageQuery) => Promise<BalancerPage>;

/** Octavia 11 takes 0.3 s for 200, and 3 s for 1,000. */
const PAGE = 200;
/** One more, so that 200 audited ones are seen to be all. */
const FIRST_PAGE = PAGE + 1;
const PENDING = ["PENDING_CREATE", "PENDING_UPDATE", "PENDING_DELETE"] as const;
/** One pass: what is read at once, one round after the other. */
const ROUNDS = [PENDING, ["ERROR"]] as const;
const PASSES = 2;
const LISTS = PASSES * ROUNDS.flat().length;

type Entries = BalancerPage["entries"];

/** The last balancer that can be named, behind which the next page begins. Throws where a page cannot move on. */
const nextMarker = (entries: Entries, marker: string | undefined, source: string): string => {
  const next = entries.findLast((entry) => entry !== undefined)?.id;
  if (next !== undefined && (marker === undefined || next > marker)) return next;
  throw sourceBrokeContract(source, { detail: "a page that does not move on" });
};

/** Every page of one list, by id. */
const walk = async (ask: Ask, query: Pick<PageQuery, "status">, info: SourceInfo, session: Session) => {
  const all: (Balancer | undefined)[] = [];
  let marker: string | undefined;
  for (;;) {
    const page = await ask({ sort: "id", limit: PAGE, ...query, marker });
    all.push(...page.entries);
    if (page.isLast || page.entries.length === 0) return all;
    marker = nextMarker(page.entries, marker, info.name);
    planMore(session, 1);
  }
};

/** Status words descend, and the last one is of no audited status: what comes behind it is not either. */
const showsTheEnd = ({ entries, isLast }: BalancerPage): boolean => {
  if (isLast) return true;
  const last = entries.at(-1);
  if (last?.record !== null) return false;
  const words = entries.flatMap((entry) => (entry ? [entry.status] : []));
  return words.every((word, i) => i === 0 || (words[i - 1] ?? "") >= word);
};

const problemOf = ({ name }: SourceInfo, bad: number): { readonly problem?: AuditError } =>
  bad === 0 ? {} : { problem: sourceBrokeContract(name, { detail: `${bad} bad entries` }) };

/** Puts what was read one after the other together; what is read later counts. */
class Findings {
  readonly #audits = new Map<string, LoadBalancerAuditRecord>();
  readonly #parts = new Map<string, BalancerParts | null>();
  readonly #met = new Map<string, number>();
  #changed = false;
  #bad = 0;

  /** `passes`: in how many rounds a balancer is met that does not change. */
  constructor(private readonly passes: number) {}

  /** Lists of one round were read at once: of a balancer that stands in two of them the later update counts. */
  take(lists: readonly Entries[]): this {
    const round = new Map<string, LoadBalancerAuditRecord>();
    for (const entry of lists.flat()) {
      if (!entry) this.#bad += 1;
      if (!entry?.record) continue;
      this.#parts.set(entry.id, entry.parts);
      const known = round.get(entry.id);
      if (known) this.#changed ||= known.status !== entry.record.status;
      if (!known || known.updatedAt <= entry.record.updatedAt) round.set(entry.id, entry.record);
    }
    // By rounds, not by entries: an Octavia that lists a balancer twice has changed nothing.
    for (const [id, record] of round) {
      this.#met.set(id, (this.#met.get(id) ?? 0) + 1);
      const known = this.#audits.get(id);
      if (known) this.#changed ||= known.status !== record.status || known.updatedAt !== record.updatedAt;
      this.#audits.set(id, record);
    }
    return this;
  }

  report(info: SourceInfo): Report {
    const bad = Math.ceil(this.#bad / this.passes);
    // Whoever is met in one pass alone has come, gone, or been between the lists of the other.
    const changed = this.#changed || [...this.#met.values()].some((times) => times !== this.passes);
    return { audits: this.#audits, parts: this.#parts, changed, ...problemOf(info, bad) };
  }
}

const byLists = async (ask: Ask, info: SourceInfo, session: Session): Promise<Report> => {
  const findings = new Findings(PASSES);
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const round of ROUNDS) {
      findings.take(await Promise.all(round.map((status) => walk(ask, { status }, info, session))));
    }
  }
  return findings.report(info);
};

const readOnce = async (ask: Ask, info: SourceInfo, listing: Listing, session: Session): Promise<Report> => {
  if (listing === "whole") return new Findings(1).take([await walk(ask, {}, info, session)]).report(info);
  const first = await ask({ sort: "provisioning_status:desc,id:asc", limit: FIRST_PAGE });
  if (showsTheEnd(first)) return new Findings(1).take([first.entries]).report(info);
  planMore(session, LISTS);
  return byLists(ask, info, session);
};

/** Read anew, once, where a balancer that a page was to begin behind was purged meanwhile. */
const again = async <T>(read: () => Promise<T>, calls: number, session: Session): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    if (!isMarkerGone(error)) throw error;
    planMore(session, calls);
    return read();
  }
};

export const readReport = (ask: Ask, info: SourceInfo, listing: Listing, session: Session): Promise<Report> =>
  again(() => readOnce(ask, info, listing, session), LISTS + 1, session);

/** All balancers, by id. */
export interface BalancerList {
  readonly balancers: readonly Balancer[];
  /** Some entries were not of the documented shape. */
  readonly problem?: AuditError;
}

export const readBalancers = async (ask: Ask, info: SourceInfo, session: Session): Promise<BalancerList> => {
  const entries = await again(() => walk(ask, {}, info, session), 1, session);
  const balancers = entries.filter((entry) => entry !== undefined);
  return { balancers, ...problemOf(info, entries.length - balancers.length) };
};
