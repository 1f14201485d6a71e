import type { GraphQLResolveInfo } from "graphql";
import { Arg, Directive, Extensions, Field, Int, ObjectType } from "type-graphql";
import { countList, type ListCount, totalOf } from "../audit/count.js";
import { type Coverage, CoverageState } from "../audit/coverage.js";
import { type ListSpec, type PageArguments, type PageFacts, planPage } from "../audit/page-plan.js";
import { type Edge as Place, type Page, readPage } from "../audit/page.js";
import type { AuditRecord } from "../audit/record.js";
import type { Holds } from "../audit/patience.js";
import type { Timeline } from "../audit/timeline.js";
import type { OperationContext } from "./context.js";
import { ListCoverage, SourceCoverage, UncountedSource } from "./coverage.js";
import { free, Priced, type PriceOf } from "./price.js";
import { Plain } from "./scalars.js";
import { Selected } from "./selected.js";

@ObjectType({
  description:
    "Where a page stands in its list. Both flags are true to fact for what could be read, in both directions. Where the operation's calls were spent before it was known whether there is more, the flag is true.",
})
@Directive("@shareable")
class PageInfo {
  @Field(() => Boolean, {
    description:
      "Is there at least one record after this page? Also true where the page was cut short before that was known.",
  })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, {
    description:
      "Is there at least one record before this page? Also true where the page was cut short before that was known.",
  })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      "Cursor of the page's first record; of a page asked for with `last` that was cut short, where it stopped, even if it is empty. Null on any other empty page.",
  })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Cursor of the page's last record; of a page asked for without `last` that was cut short, where it stopped, even if it is empty. Null on any other empty page.",
  })
  readonly endCursor!: string | null;
}

export interface ConnectionOptions<R extends AuditRecord, Node extends object> {
  /** The node's name in the schema; the edge and connection take theirs from it. */
  readonly name: string;
  /** A thunk of the node's class. */
  readonly node: () => abstract new (...args: never) => Node;
  readonly toNode: (record: R) => Node;
  /** What the list holds, in words: "usage audit periods". */
  readonly items: string;
}

/** The edge and connection of one kind of node, alike for every subject. Extend the result to give it its name. */
export const connectionOf = <R extends AuditRecord, Node extends object>({
  name,
  node,
  toNode,
  items,
}: ConnectionOptions<R, Node>) => {
  @ObjectType(`${name}Edge`, { description: `One place in a list of ${items}.` })
  class Edge {
    @Field(() => String, { description: "Opaque; good in every replica and after a restart, for the same list." })
    @Plain
    get cursor(): string {
      return this.place.cursor;
    }

    @Field(node, { description: "The record that stands here." })
    get node(): Node {
      return toNode(this.place.record);
    }

    constructor(private readonly place: Place<R>) {}
  }

  @ObjectType(`${name}ConnectionBase`)
  class Connection {
    #edges: readonly Edge[] | undefined;
    #nodes: readonly Node[] | undefined;
    readonly #places: readonly Place<R>[];

    @Field(() => [Edge], { description: `The ${items} of this page, each with its cursor.` })
    get edges(): readonly Edge[] {
      return (this.#edges ??= this.#places.map((place) => new Edge(place)));
    }

    @Field(() => [node()], { description: `The ${items} of this page.` })
    get nodes(): readonly Node[] {
      return (this.#nodes ??= this.#places.map(({ record }) => toNode(record)));
    }

    @Field(() => PageInfo, { description: "Where this page stands in the list." })
    readonly pageInfo: Pick<PageInfo, keyof PageInfo>;

    readonly #coverage: ListCoverage;

    constructor(context: OperationContext, { page, coverage }: Pick<ListAnswer<R>, "page" | "coverage">) {
      this.#places = page.edges;
      // The page itself: it makes its cursors when they are read.
      this.pageInfo = page;
      this.#coverage = new ListCoverage(context, coverage);
    }

    @Field(() => [SourceCoverage], {
      description:
        "How much of each source that the list reads is in this page, and what the walk has missed of it so far. Read " +
        "it before trusting a short page: failures stand here.",
    })
    @Priced(free)
    @Extensions({ isRepeatable: true })
    coverage(
      @Arg("states", () => [CoverageState], {
        nullable: true,
        description:
          "Only entries in one of these states; with FAILED also those that were read now, and miss something of an " +
          "earlier page. All when omitted, none when empty.",
      })
      states: CoverageState[] | null | undefined,
    ): readonly SourceCoverage[] {
      return this.#coverage.in(states);
    }
  }
  return Connection;
};

export interface CountedOptions<R extends AuditRecord, Node extends object> extends ConnectionOptions<R, Node> {
  /** What totalCount is, and where it is null. */
  readonly length: string;
  /** That of a count; free when absent. */
  readonly countPrice?: PriceOf;
}

/** A connection that tells what of its list can be counted where not all can. */
export const connectionWithCounts = <R extends AuditRecord, Node extends object>(options: CountedOptions<R, Node>) => {
  const { countPrice: price = free } = options;
  @ObjectType(`${options.name}CountedConnectionBase`)
  class CountedConnection extends connectionOf(options) {
    readonly #answer: ListAnswer<R>;
    #counted: Promise<ListCount> | undefined;

    constructor(context: OperationContext, answer: ListAnswer<R>) {
      super(context, answer);
      this.#answer = answer;
    }

    protected counted(): Promise<ListCount> {
      return (this.#counted ??= this.#answer.count());
    }

    protected total(): Promise<number | null> {
      return totalOf(this.#answer.page, () => this.counted());
    }

    @Field(() => Int, {
      description:
        "Length of the list in the sources that could be counted, exact; `uncounted` names the others. Where there are " +
        "none it is totalCount. Costs the same calls, once.",
    })
    @Priced(price)
    async knownCount(): Promise<number> {
      return (await this.counted()).known;
    }

    @Field(() => [UncountedSource], {
      description:
        "The sources, or instances, that are not in knownCount: they failed, or cannot be counted with this filter " +
        "without reading everything.",
    })
    @Priced(price)
    async uncounted(): Promise<readonly UncountedSource[]> {
      return (await this.counted()).uncounted.map((each) => new UncountedSource(each));
    }
  }
  return CountedConnection;
};

/** As connectionWithCounts, with the whole list's length. */
export const countedConnectionOf = <R extends AuditRecord, Node extends object>(options: CountedOptions<R, Node>) => {
  @ObjectType(`${options.name}WholeConnectionBase`)
  class WholeConnection extends connectionWithCounts(options) {
    @Field(() => Int, { nullable: true, description: options.length })
    @Priced(options.countPrice ?? free)
    totalCount(): Promise<number | null> {
      return this.total();
    }
  }
  return WholeConnection;
};

const BOTH: PageFacts = { next: true, previous: true };

/** What the operation asks of a page beside its records. A length may be the page's own, where both its ends are known. */
export const factsAskedBy = (info: GraphQLResolveInfo): PageFacts => {
  try {
    const selected = Selected.by(info);
    if (["totalCount", "knownCount", "uncounted"].some((name) => selected.has(name))) return BOTH;
    const flags = selected.below("pageInfo");
    return { next: flags?.has("hasNextPage") ?? false, previous: flags?.has("hasPreviousPage") ?? false };
  } catch {
    // A directive's value is none: GraphQL says so, where it stands.
    return BOTH;
  }
};

/** A list as a resolver describes it: what it is, and where its records stand. */
export interface List<R extends AuditRecord> extends ListSpec {
  /** Called once the page arguments are found good: nothing is asked of an upstream before. */
  readonly timelines: (holds: Holds | undefined) => readonly Timeline<R>[] | Promise<readonly Timeline<R>[]>;
  /** Called before the list is counted, where that takes more calls than the plan has. */
  readonly counting?: () => void;
  /** Sources that are named in coverage, but not asked. */
  readonly skipped?: readonly Coverage[];
}

/** One page of a list, and the way to count it, which costs nothing unless it is selected. */
export interface ListAnswer<R extends AuditRecord> {
  readonly page: Page<R>;
  readonly coverage: readonly Coverage[];
  readonly count: () => Promise<ListCount>;
}

/** The one way to answer a connection: check the arguments, open the timelines, merge one page of them. */
export const readList = async <R extends AuditRecord>(
  { session }: OperationContext,
  args: PageArguments,
  list: List<R>,
): Promise<ListAnswer<R>> => {
  const plan = planPage(args, list, session);
  const timelines = await list.timelines(plan.holds);
  const page = await readPage(plan, timelines);
  return {
    page,
    coverage: [...page.coverage, ...(list.skipped ?? [])],
    count: () => {
      list.counting?.();
      return countList(page, timelines, plan);
    },
  };
};
