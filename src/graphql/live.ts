import { Arg, Args, Ctx, Int, Resolver, Root, Subscription } from "type-graphql";
import { EARLIEST, HOUR } from "../audit/window.js";
import { PAGE_CAP } from "../audit/page-plan.js";
import { Scope } from "../audit/session.js";
import type { AnyRecord } from "../audit/words.js";
import { AuditRecordFilter } from "./audit-record-filter.js";
import { AuditRecordConnection, recordList, recordsPrice } from "./audit-records.js";
import { TimeWindowInput } from "./arguments.js";
import type { ListAnswer } from "./connection.js";
import type { OperationContext } from "./context.js";
import { NewsArgs, readNewsOf } from "./news.js";
import { Priced } from "./price.js";
import { NeedsScope, requireScope } from "./scopes.js";

type Answer = Awaited<ReturnType<typeof readNewsOf<AnyRecord>>>;

/** Subscribers to one read: they wake together, and read once. */
export interface Listening {
  /** Resolves when it is time to read again; false where the subscription is over. */
  woken(): Promise<boolean>;
  /** What the others of this turn read since the same token serves as well. */
  shared<T>(since: string, read: () => Promise<T>): Promise<T>;
  leave(): void;
}

/** What the server gives a subscription beside its first context. */
export interface LiveContext {
  /** The id of the last event that the caller saw, where it comes back: a token. */
  readonly lastEventId: string | undefined;
  /** A context for the next event: the caller is placed and admitted anew, and another deadline runs. Throws for one that is refused. */
  next(): Promise<OperationContext>;
  /** A reading is over, whatever came of it: what it took counts in its caller's minute. */
  settle(context: OperationContext): void;
  /** May it go better the next time? Such as where the time was over. */
  passes(failure: unknown): boolean;
  listen(key: string): Listening;
}

/** One event: an answer of the list, to be shown in the context of its own turn. */
export interface LiveEvent {
  readonly answer: Answer;
  readonly context: OperationContext;
  /** The token of the answer: the event's id. */
  readonly id: string | undefined;
  /** Set where it could not be told: then what it holds is read again. */
  failure?: Error | undefined;
}

interface Asked {
  readonly window?: Pick<TimeWindowInput, "from" | "to" | "last"> | null;
  readonly filter?: AuditRecordFilter | null;
  readonly newSince?: string | null;
  readonly first?: number | null;
}

/** Without records an event is told this often: what an id stands for must not grow older than the sources' lateness. */
const AT_LEAST_EVERY = HOUR;

/** Readings in a row that may come to nothing, before the subscription ends with why. */
const MOST_LOST = 3;

const EVERYTHING: Pick<TimeWindowInput, "from" | "to" | "last"> = { from: EARLIEST };

const failuresOf = ({ coverage }: Pick<ListAnswer<AnyRecord>, "coverage">): string =>
  JSON.stringify(
    coverage
      .filter(({ state }) => state === "FAILED")
      .map(({ source, instance, problem }) => [source.name, instance, problem?.code]),
  );

/** Equal for subscriptions that one reading serves. */
const readKeyOf = (context: OperationContext, { window, filter, first }: Asked): string => {
  const { caller } = context.session;
  const audiences = context.catalog.all.map((source) => source.audience?.(caller) ?? caller.key);
  return JSON.stringify([window, filter ?? null, first ?? null, [...caller.scopes].sort(), [...new Set(audiences)]]);
};

/**
 * The events: the answers that the list gives to newSince, again and again. The first comes at once, and says where one
 * stands; then those that hold a record, or tell of another source that cannot be asked. A reading that came to nothing,
 * such as one that ran out of time, ends nothing: the next one reads since the same token.
 */
async function* events(
  asked: Asked,
  live: LiveContext,
  first: OperationContext,
): AsyncGenerator<LiveEvent, void, undefined> {
  let since = live.lastEventId ?? asked.newSince ?? undefined;
  const listening = live.listen(readKeyOf(first, asked));
  const read = async (asker: OperationContext): Promise<Answer> => {
    requireScope(asker, Scope.READ);
    const args = { first: asked.first, newSince: since };
    const list = recordList(asker, { ...args, window: asked.window ?? EVERYTHING, filter: asked.filter });
    return listening.shared(since ?? "", () => readNewsOf(asker, args, list));
  };
  let context: OperationContext | undefined = first;
  let toldAt: number | undefined;
  let failures = "";
  let lost = 0;
  try {
    for (;;) {
      let hasMore = false;
      try {
        context ??= await live.next();
        const answer = await read(context);
        const { now } = context.session;
        const isDue = toldAt === undefined || now - toldAt >= AT_LEAST_EVERY || failuresOf(answer) !== failures;
        if (answer.page.edges.length > 0 || isDue) {
          const event: LiveEvent = { answer, context, id: answer.newsCursor };
          yield event;
          if (event.failure !== undefined) throw event.failure;
          toldAt = now;
          failures = failuresOf(answer);
        }
        since = answer.newsCursor;
        hasMore = answer.page.hasNextPage;
        lost = 0;
      } catch (failure) {
        lost += 1;
        if (lost === MOST_LOST || !live.passes(failure)) throw failure;
      } finally {
        if (context) live.settle(context);
        context = undefined;
      }
      if (!hasMore && !(await listening.woken())) return;
    }
  } finally {
    listening.leave();
  }
}

@Resolver()
export class LiveResolver {
  @Subscription(() => AuditRecordConnection, {
    nullable: true,
    description:
      "Tells what appears in auditRecords, over server-sent events at /graphql/stream. Each event is an answer of that list " +
      "to newSince, in the order in which records became visible; its id is its newsCursor. The first event comes at " +
      "once, and holds no record unless newSince (or Last-Event-ID) is sent: it says where you stand. Then those with " +
      "records, those where a source begins or ceases to fail (coverage), and one an hour. Priced as auditRecords with " +
      "newSince, for each event. A reading that ran out of time is passed over: its news come with the next one. Ends " +
      "with UNAUTHENTICATED when the caller's token does, and with the error when three readings in a row come to nothing. " +
      "Needs the scope audit:read.",
    subscribe: (asked) => {
      const { args, context } = asked as unknown as { args: Asked; context: OperationContext & { live?: LiveContext } };
      if (!context.live) throw new Error("a subscription outside of a stream");
      return events(args, context.live, context);
    },
  })
  @NeedsScope(Scope.READ)
  @Priced((args, parent, world) => recordsPrice({ ...args, newSince: "" }, parent, world))
  auditRecordAppeared(
    @Root() { answer }: LiveEvent,
    @Arg("window", () => TimeWindowInput, {
      nullable: true,
      description:
        "As of auditRecords, from 2009 on when omitted. A token of that list goes on here, and the other way round, where " +
        "window and filter are the same.",
    })
    _window: TimeWindowInput | null | undefined,
    @Arg("filter", () => AuditRecordFilter, { nullable: true, description: "Which sources to read; all when omitted." })
    _filter: AuditRecordFilter | null | undefined,
    @Arg("first", () => Int, {
      nullable: true,
      description: `Records of one event, at most: 1 to ${PAGE_CAP}; 50 when omitted. More come in events that follow at once.`,
    })
    _first: number | null | undefined,
    @Args() _news: NewsArgs,
    @Ctx() context: OperationContext,
  ): AuditRecordConnection {
    return new AuditRecordConnection(context, answer);
  }
}
