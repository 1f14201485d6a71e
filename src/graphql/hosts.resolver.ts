import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, ObjectType, Query, Resolver, Root } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import { DEFAULT_PAGE } from "../audit/page-plan.js";
import { Scope } from "../audit/session.js";
import { hostThrough } from "../audit/sources.js";
import { RecordOrder } from "../audit/window.js";
import { asSet, boundLaterOrder, boundWindow } from "./arguments.js";
import { countedConnectionOf, factsAskedBy, readList } from "./connection.js";
import type { OperationContext } from "./context.js";
import { ComputeHost } from "./hosts.js";
import {
  epoch,
  inNameOrder,
  type Listed,
  listedTimeline,
  type NamedPage,
  namedPageArgsOf,
  namePasses,
} from "./listed.js";
import { callsOfPeriods, free, listPrice, pageSize, Priced, wantedBy } from "./price.js";
import { NeedsScope } from "./scopes.js";
import { periodWindow } from "./usage.js";
import {
  HostUsageAuditConnection,
  type OrderedPage,
  periodPage,
  PeriodListArgs,
  PeriodPageArgs,
  PERIODS_PER_PAGE,
} from "./usage.resolver.js";

@ObjectType({ description: "A page of compute hosts." })
class ComputeHostConnection extends countedConnectionOf({
  name: "ComputeHost",
  node: () => ComputeHost,
  toNode: ({ source, thing }: Listed<string>) => new ComputeHost(source.name, thing),
  items: "compute hosts",
  length: "Length of the whole list; null where a source failed.",
}) {}

const HostPageArgs = namedPageArgsOf();

/** A host's name, as an argument: ids hold it, and those have an end. */
const LONGEST_NAME = 512;

@Resolver(() => ComputeHost)
export class ComputeHostResolver {
  @Query(() => ComputeHost, {
    nullable: true,
    description:
      "A compute host by its name. Nothing is asked of the source for it: a host that no period knows has no usageAudits. " +
      "Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(free)
  computeHost(
    @Arg("source", () => String, { description: "Name of a NOVA source." }) source: string,
    @Arg("name", () => String, { description: "The host's name as it stands in log and hosts_not_run." }) name: string,
    @Ctx() context: OperationContext,
  ): ComputeHost {
    const { info } = context.catalog.require("usage", source, "source");
    if (name === "" || name.length > LONGEST_NAME) {
      throw invalidArgument("name", `a host's name has 1 to ${LONGEST_NAME} characters.`);
    }
    return new ComputeHost(info.name, name);
  }

  @Query(() => ComputeHostConnection, {
    nullable: true,
    description:
      "The hosts that the last completed period of each source knows, by source and name. A host that has gone since stands " +
      "in earlier periods alone: ask computeHost for it. Costs a call for each source. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced((args, parent, world) => listPrice(parent, pageSize(args), world.count("usage", wantedBy(args))), {
    size: DEFAULT_PAGE,
    arguments: ["first", "last"],
  })
  async computeHosts(
    @Arg("sources", () => [String], {
      nullable: true,
      description: "Names of NOVA sources; all of them when omitted, none when empty.",
    })
    names: string[] | null | undefined,
    @Arg("nameContainsAnyCase", () => String, {
      nullable: true,
      description: "Only hosts whose name contains this text, in upper or lower case.",
    })
    part: string | null | undefined,
    @Args(() => HostPageArgs) page: NamedPage,
    @Ctx() context: OperationContext,
  ): Promise<ComputeHostConnection> {
    const { now } = context.session;
    const passes = namePasses(part);
    const answer = await readList(context, page, {
      ...inNameOrder(page, ["computeHosts", asSet(names), part ?? null], {
        list: "computeHosts",
        sources: asSet(names),
        nameContainsAnyCase: part,
      }),
      window: () => epoch,
      timelines: () =>
        context.catalog.select("usage", names, "sources").map((source) =>
          listedTimeline(
            source.info,
            now,
            (host) => host,
            async () => {
              const { hosts } = await context.reader(source).periodBefore(now);
              return { things: [...new Set(hosts.map(({ host }) => host))].filter(passes) };
            },
          ),
        ),
    });
    return new ComputeHostConnection(context, answer);
  }

  @FieldResolver(() => HostUsageAuditConnection, {
    nullable: true,
    description: "The host's entries through the periods of its source; periods that do not know it are left out.",
  })
  @Priced((args, parent) => {
    const size = pageSize(args, PERIODS_PER_PAGE);
    return listPrice(parent, size, callsOfPeriods({ novas: 1, size }));
  }, periodPage)
  async usageAudits(
    @Root() { sourceName, name }: ComputeHost,
    @Args() { window }: PeriodListArgs,
    @Args(() => PeriodPageArgs) page: OrderedPage,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<HostUsageAuditConnection> {
    const source = context.catalog.require("usage", sourceName, "sourceName");
    const order = page.orderBy ?? RecordOrder.NEWEST_FIRST;
    const answer = await readList(context, page, {
      binding: ["ComputeHost.usageAudits", sourceName, name, boundWindow(window), ...boundLaterOrder(order)],
      named: { list: ["usageAudits", sourceName, name], window: boundWindow(window), orderBy: order },
      order,
      window: periodWindow(window, context.session.now),
      standardSize: PERIODS_PER_PAGE,
      facts: factsAskedBy(info),
      timelines: () => [hostThrough(context.reader(source).periods, name)],
    });
    return new HostUsageAuditConnection(context, answer);
  }
}
