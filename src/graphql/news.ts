import type { GraphQLResolveInfo } from "graphql";
import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import type { NewsRecord } from "../audit/appearance.js";
import { isComplete } from "../audit/coverage.js";
import { bindingOf, encodeCursor, type NamedArguments } from "../audit/cursor.js";
import { invalidArgument } from "../audit/errors.js";
import type { NewsList } from "../audit/appearing.js";
import { readNews, whatIsShown } from "../audit/news.js";
import { decodeNews, encodeNews } from "../audit/news-token.js";
import { type PageArguments, type PagePlan, planPage } from "../audit/page-plan.js";
import type { Page } from "../audit/page.js";
import type { Timeline } from "../audit/timeline.js";
import { connectionWithCounts, type CountedOptions, type List, type ListAnswer, readList } from "./connection.js";
import type { OperationContext } from "./context.js";
import { type Arguments, free, type Level, listPrice, pageSize, type Price, Priced, type World } from "./price.js";
import { Selected } from "./selected.js";

@ArgsType()
export class NewsArgs {
  @Field(() => String, {
    nullable: true,
    description:
      "A newsCursor of an earlier answer to this list: the answer holds what has appeared since, in the order in which " +
      "it became visible, each record once (again where it says something else since). `orderBy` does not matter, and " +
      "after, before and last may not stand beside it. Ask with the answer's own newsCursor next; at once where " +
      "pageInfo.hasNextPage is true. With other arguments than those that made it: INVALID_CURSOR.",
  })
  newSince?: string | null;
}

/** Arguments of a page of a list that tells news. */
export interface NewsPageArguments extends PageArguments {
  readonly newSince?: string | null | undefined;
}

/** Of how many instances, Novas and Atlases news are read. */
interface Read {
  readonly timelines: number;
  readonly novas: number;
  readonly atlases: number;
}

/** An instance's files of two days, in a process that meets its list for the first time; most take two calls. */
const CALLS_OF_AN_INSTANCE = 8;
/** The worst of the lists, and those that hold more than most. */
const CALLS_OF_ALL_INSTANCES = 40;
const CALLS_OF_A_NOVA = 4;

/** The calls of a reading of what has become visible lately; dense lists take more, and grow the plan. */
const callsOfNews = ({ timelines, novas, atlases }: Read): number =>
  (timelines === 0 ? 0 : timelines * CALLS_OF_AN_INSTANCE + CALLS_OF_ALL_INSTANCES) + novas * CALLS_OF_A_NOVA + atlases;

/** The price of an answer to newSince; undefined where the argument is not given. */
export const newsPrice = (args: Arguments, parent: Level, read: Read, fallback?: number): Price | undefined => {
  if (typeof args.newSince !== "string") return undefined;
  const size = pageSize(args, fallback);
  const lists = parent.objects * Math.min(size, Math.max(1, read.timelines));
  return listPrice(parent, size, callsOfNews(read), { lists, timelines: read.timelines, areNews: true });
};

/** As countedConnectionOf, and its answers give out a token of newSince. `read`: what it takes to make one. */
export const newsConnectionOf = <R extends NewsRecord, Node extends object>(
  options: CountedOptions<R, Node>,
  read: (parent: Level, world: World) => Read,
) => {
  @ObjectType(`${options.name}NewsConnectionBase`)
  class NewsConnection extends connectionWithCounts(options) {
    @Field(() => String, {
      nullable: true,
      description:
        "Where you stand: ask the list again with it as newSince for what has appeared since this answer. Good in every " +
        "replica and after a restart, for the same arguments (first and orderBy may differ). Take that of a walk's " +
        "first page. Null where the list is not one of the four that take newSince. Costs calls only when selected.",
    })
    @Priced((_args, parent, world) => ({
      calls: parent.areNews ? 0 : callsOfNews(read(parent, world)),
    }))
    readonly newsCursor: string | null;

    constructor(context: OperationContext, answer: ListAnswer<R> & { readonly newsCursor?: string | undefined }) {
      super(context, answer);
      this.newsCursor = answer.newsCursor ?? null;
    }

    @Field(() => Int, { nullable: true, description: options.length })
    @Priced(options.countPrice ?? free)
    totalCount(): Promise<number | null> {
      return this.total();
    }
  }
  return NewsConnection;
};

export interface ListWithNews<R extends NewsRecord> extends List<R> {
  /** Everything that decides which records are listed, in whatever order; tokens are bound to it. */
  readonly newsBinding: unknown;
  /** What is asked of each timeline beside its name; equal for lists that show the same of it. */
  readonly filter?: unknown;
}

/** Timelines of one source and filter show the same to all that the source answers alike. */
const shareKeyIn =
  ({ catalog, session }: OperationContext, filter: unknown) =>
  ({ source, instance }: Timeline<NewsRecord>): string | undefined => {
    const audience = catalog.named(source.name)?.audience?.(session.caller);
    return audience === undefined ? undefined : JSON.stringify([audience, source.name, instance ?? "", filter ?? null]);
  };

const refuseBeside = ({ after, before, last, refill }: PageArguments): void => {
  const others = Object.entries({ after, before, last, refill }).filter(([, value]) => (value ?? null) !== null);
  if (others.length === 0) return;
  throw invalidArgument(
    "newSince",
    `it does not stand beside ${others.map(([name]) => name).join(", ")}; ask with first alone.`,
  );
};

/** News as a page: each record with its place in the list; the way on is the token. */
const newsPage = <R extends NewsRecord>(
  records: readonly R[],
  { window, binding }: PagePlan,
  rest: Pick<Page<R>, "hasNextPage" | "coverage">,
): Page<R> => ({
  ...rest,
  edges: records.map((record) => ({
    record,
    get cursor() {
      return encodeCursor({ frozenTo: window.to, key: record.key }, binding);
    },
  })),
  hasPreviousPage: false,
  startCursor: null,
  endCursor: null,
  isWholeList: !rest.hasNextPage,
  isComplete: isComplete(rest.coverage),
});

/** The order of a list counts for nothing in its news. */
const inAnyOrder = (named: NamedArguments = {}): NamedArguments =>
  Object.fromEntries(Object.entries(named).filter(([name]) => name !== "orderBy"));

type AnswerWithNews<R extends NewsRecord> = ListAnswer<R> & { readonly newsCursor?: string | undefined };

/** News of a list since a token; where there is none yet, no records, and where one stands. */
export const readNewsOf = async <R extends NewsRecord>(
  context: OperationContext,
  args: NewsPageArguments,
  list: ListWithNews<R>,
): Promise<AnswerWithNews<R>> => {
  const { session, news } = context;
  const bound = { binding: bindingOf(list.newsBinding), named: inAnyOrder(list.named) };
  const { newSince } = args;
  if (typeof newSince === "string") refuseBeside(args);
  const plan = planPage(args, list, session);
  const since = typeof newSince === "string" ? await decodeNews(newSince, bound, news.store) : undefined;
  const { holds, window } = plan;
  const timelines = await list.timelines(holds);
  const newsList: NewsList<R> = { window, timelines, holds, shareKey: shareKeyIn(context, list.filter) };
  const { records, hasMore, coverage, state } = since
    ? await readNews(newsList, since, plan.size, session, news.readings)
    : { records: [], hasMore: false, coverage: [], state: await whatIsShown(newsList, session, news.readings) };
  const page = newsPage(records, plan, { hasNextPage: hasMore, coverage });
  const isWhole = since !== undefined && !hasMore && coverage.every((each) => each.state !== "FAILED");
  const total = isWhole ? records.length : null;
  return {
    page,
    coverage: [...coverage, ...(list.skipped ?? [])],
    count: () => Promise.resolve({ known: records.length, uncounted: [], total, failure: undefined }),
    newsCursor: encodeNews(state, bound, news.store),
  };
};

/** As readList, for a list that takes newSince and gives out newsCursor. */
export const readListWithNews = async <R extends NewsRecord>(
  context: OperationContext,
  args: NewsPageArguments,
  list: ListWithNews<R>,
  info: GraphQLResolveInfo,
): Promise<AnswerWithNews<R>> => {
  const { session } = context;
  if (typeof args.newSince === "string") return readNewsOf(context, args, list);
  if (!Selected.by(info).has("newsCursor")) return readList(context, args, list);
  // Wrong arguments are refused before anything is read.
  planPage(args, list, session);
  // Before the page: what comes between the two is news, and never lost.
  const { newsCursor } = await readNewsOf(context, { patienceMs: args.patienceMs }, list);
  return { ...(await readList(context, args, list)), newsCursor };
};
