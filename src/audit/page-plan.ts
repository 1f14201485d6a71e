import { bindingOf, type Bound, boundText, type Cursor, decodeCursor, type NamedArguments } from "./cursor.js";
import { invalidArgument, invalidCursor } from "./errors.js";
import { behindKey, type Gap } from "./gaps.js";
import { Holds } from "./patience.js";
import type { RecordKey } from "./record.js";
import type { Session, Turn } from "./session.js";
import type { FreshSince } from "./walk.js";
import { type RecordOrder, reverseOrder, type TimeWindow } from "./window.js";

/** Largest page, of every connection. */
export const PAGE_CAP = 200;
export const DEFAULT_PAGE = 50;

/** The Relay arguments as the caller wrote them; null is the same as absent. */
export interface PageArguments extends PatienceArgument {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
  /** A cursor of a walk: show what the walk has not shown up to there, in place of what comes after it. */
  readonly refill?: string | null | undefined;
}

/** The window of a list. */
export interface ListWindow extends TimeWindow {
  /** The caller left the end open: it is what now was on the walk's first page, and no other walk's end (walk.ts). */
  readonly isOpenEnded?: boolean;
}

/** What is asked of a page beside its records: whether any stand after it, and before it. Each may cost a call of its own. */
export interface PageFacts {
  readonly next: boolean;
  readonly previous: boolean;
}

/** What a list is, before a page of it is asked for. */
export interface ListSpec {
  /** Everything that decides which records are listed and in which order; cursors are bound to it. */
  readonly binding: unknown;
  /** The same by name, so that a cursor that is refused tells which argument differs. */
  readonly named?: NamedArguments;
  readonly order: RecordOrder;
  /** Milliseconds since the epoch. `to` is now when the caller left it open: the first page's cursor freezes it. */
  readonly window: (frozenTo: number | undefined) => ListWindow;
  /** The page size that stands in the schema as the default of `first`; DEFAULT_PAGE where none stands there. */
  readonly standardSize?: number;
  /** Both when absent. */
  readonly facts?: PageFacts;
}

/** One page of one list, checked, before anything is read. */
export interface PagePlan {
  readonly binding: string;
  readonly order: RecordOrder;
  readonly window: TimeWindow;
  readonly size: number;
  /** The direction of the read: the list's own for first, the reverse for last. */
  readonly forward: boolean;
  readonly readOrder: RecordOrder;
  /** The cursor the read starts beyond, and the one it ends before, seen in the direction of the read. */
  readonly start: RecordKey | undefined;
  readonly stop: RecordKey | undefined;
  /** What the walk has not shown of what lies behind its start. */
  readonly carried: readonly Gap[];
  /** The page shows what was missing in a walk, in place of the walk's own next records; those stay after this key. */
  readonly refill: { readonly key: RecordKey; readonly gaps: readonly Gap[] } | undefined;
  /** Absent where the page waits for each source until the deadline. */
  readonly holds: Holds | undefined;
  /** Does anybody ask whether records stand beyond the page, and behind it, seen in the direction of the read? */
  readonly asksBeyond: boolean;
  readonly asksBehind: boolean;
  /** See ReadRequest.freshSince. */
  readonly freshSince: FreshSince | undefined;
  readonly turn: Turn | undefined;
}

type Sizes = Pick<PageArguments, "first" | "last">;

/**
 * The sizes that a caller names. A default that stands in the schema looks as if the caller had named it: beside a `last` it
 * counts for nothing.
 */
export const namedSizes = ({ first, last }: Sizes, standard: number | undefined): Sizes =>
  first === standard && typeof last === "number" ? { first: undefined, last } : { first, last };

const sizeOf = (value: number, argument: string): number => {
  if (!Number.isInteger(value) || value < 1 || value > PAGE_CAP) {
    throw invalidArgument(argument, `a page has 1 to ${PAGE_CAP} records.`);
  }
  return value;
};

const cursorOf = (text: string | null | undefined, { binding, named }: Bound, argument: string): Cursor | undefined =>
  text === null || text === undefined ? undefined : decodeCursor(text, binding, argument, named);

type Asking = Pick<Session, "now" | "moment" | "caller" | "walks" | "turn" | "standings" | "time">;

/** Checks the page arguments against the list. Throws INVALID_ARGUMENT or INVALID_CURSOR; reads nothing. */
export const planPage = (args: PageArguments, list: ListSpec, session: Asking): PagePlan => {
  const binding = bindingOf(list.binding);
  const bound = { binding, named: list.named ?? {} };
  const named = namedSizes(args, list.standardSize);
  const [first, last] = [named.first ?? undefined, named.last ?? undefined];
  if (first !== undefined && last !== undefined) {
    throw invalidArgument("first, last", `ask for one of them, not both; each takes 1 to ${PAGE_CAP}.`);
  }
  const forward = last === undefined;
  const size = forward ? sizeOf(first ?? list.standardSize ?? DEFAULT_PAGE, "first") : sizeOf(last, "last");
  const after = cursorOf(args.after, bound, "after");
  const before = cursorOf(args.before, bound, "before");
  const refill = cursorOf(args.refill, bound, "refill");
  if (refill && (after ?? before)) {
    throw invalidArgument("refill", "it stands in the place of after and before; ask without those.");
  }
  if (after && before && after.frozenTo !== before.frozenTo) {
    throw invalidCursor("after, before", "these cursors are of two different walks; use two of one walk.");
  }
  const cursor = after ?? before ?? refill;
  const { from, to, isOpenEnded = false } = list.window(cursor?.frozenTo);
  const walked = { caller: session.caller.key, binding, frozenTo: to };
  if (!cursor) session.walks?.begin(walked, session);
  const moment = cursor && session.walks?.since(walked, session);
  const readOrder = forward ? list.order : reverseOrder(list.order);
  const [start, stop] = forward ? [after, before] : [before, after];
  const { next, previous } = list.facts ?? { next: true, previous: true };
  return {
    binding: boundText(bound),
    order: list.order,
    window: { from, to },
    size,
    forward,
    readOrder,
    start: start?.key,
    stop: stop?.key,
    carried: start ? (start.gaps ?? []).flatMap((gap) => behindKey(gap, start.key, readOrder)) : [],
    refill: refill && { key: refill.key, gaps: refill.gaps ?? [] },
    holds: holdsOf(args, session),
    asksBeyond: forward ? next : previous,
    asksBehind: forward ? previous : next,
    freshSince: moment === undefined ? undefined : { moment, onlySettled: !isOpenEnded },
    turn: session.turn,
  };
};

/** The patience that a caller may name with whatever is put together from several sources. */
interface PatienceArgument {
  /** Milliseconds that a slow source may hold the answer. */
  readonly patienceMs?: number | null | undefined;
}

/**
 * How long the sources of one answer may hold it: as the caller says, otherwise as the configuration does. Undefined where
 * each of them is waited for until the deadline. Throws INVALID_ARGUMENT; asks nothing.
 */
export const holdsOf = (
  { patienceMs }: PatienceArgument,
  { standings, ...operation }: Pick<Session, "standings" | "now" | "time" | "turn">,
): Holds | undefined => {
  const named = patienceMs ?? undefined;
  if (!standings) return undefined;
  const { rules } = standings;
  if (named !== undefined && !(Number.isInteger(named) && named >= 1 && named <= rules.maxPatienceMs)) {
    throw invalidArgument("patienceMs", `a source may hold a page for 1 to ${rules.maxPatienceMs} ms.`);
  }
  return new Holds(standings, named ?? rules.patienceMs, operation);
};
