import {
  Arg,
  Args,
  Ctx,
  Directive,
  Extensions,
  FieldResolver,
  ID,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import type { ListedLoadBalancer } from "../audit/load-balancers.js";
import { DEFAULT_PAGE } from "../audit/page-plan.js";
import { AuditSourceKind } from "../audit/record.js";
import { Scope } from "../audit/session.js";
import { asSet } from "./arguments.js";
import { countedConnectionOf, readList } from "./connection.js";
import type { OperationContext } from "./context.js";
import {
  epoch,
  inNameOrder,
  type Listed,
  listedTimeline,
  type NamedPage,
  namedPageArgsOf,
  namePasses,
} from "./listed.js";
import { LoadBalancer, LoadBalancerAudit, requireBalancerId } from "./load-balancer.js";
import { free, listPrice, pageSize, Priced, wantedBy, type World } from "./price.js";
import { NeedsScope } from "./scopes.js";

@ObjectType({ description: "A page of load balancers." })
class LoadBalancerConnection extends countedConnectionOf({
  name: "LoadBalancer",
  node: () => LoadBalancer,
  toNode: ({ source, thing }: Listed<ListedLoadBalancer>) =>
    new LoadBalancer(source.name, thing.loadBalancerId, thing.name),
  items: "load balancers",
  length: "Length of the whole list; null where a source failed.",
}) {}

const BalancerPageArgs = namedPageArgsOf();

/** Balancers that a reader of an Octavia looks up before it reads the report. */
const LOOK_UPS = 3;

const octavias = (world: World): number => world.count("loadBalancer", { kinds: [AuditSourceKind.OCTAVIA] });

@Resolver(() => LoadBalancer)
export class LoadBalancerResolver {
  @Query(() => LoadBalancer, {
    nullable: true,
    description:
      "A load balancer by its source's own id. Nothing is asked of the source for it: one that the source does not know has " +
      "neither name nor audit. Needs the scope audit:admin.",
  })
  @NeedsScope(Scope.ADMIN)
  @Priced(free)
  loadBalancer(
    @Arg("source", () => String, { description: "Name of an ATLAS or OCTAVIA source." }) source: string,
    @Arg("loadBalancerId", () => ID, {
      description: "The source's own id: a whole number of an ATLAS source, a UUID in lower case of an OCTAVIA source.",
    })
    loadBalancerId: string,
    @Ctx() context: OperationContext,
  ): LoadBalancer {
    const { info } = context.catalog.require("loadBalancer", source, "source");
    return new LoadBalancer(info.name, requireBalancerId(loadBalancerId, "loadBalancerId"));
  }

  @Query(() => LoadBalancerConnection, {
    nullable: true,
    description:
      "Load balancers by source and id: of an OCTAVIA source all, whatever their status, 200 in a call; of an ATLAS source " +
      "those in an audited status, for it lists no others. Needs the scope audit:admin.",
  })
  @NeedsScope(Scope.ADMIN)
  @Priced(
    // An Octavia of more balancers than one call brings grows the plan where it is read.
    (args, parent, world) =>
      listPrice(parent, pageSize(args), world.count("loadBalancer", wantedBy(args)), { isKnown: true }),
    { size: DEFAULT_PAGE, arguments: ["first", "last"] },
  )
  async loadBalancers(
    @Arg("sources", () => [String], {
      nullable: true,
      description: "Names of ATLAS and OCTAVIA sources; all of them when omitted, none when empty.",
    })
    names: string[] | null | undefined,
    @Arg("nameContainsAnyCase", () => String, {
      nullable: true,
      description:
        "Only balancers whose name contains this text, in upper or lower case. Those of an ATLAS source have no name, and " +
        "do not pass.",
    })
    part: string | null | undefined,
    @Args(() => BalancerPageArgs) page: NamedPage,
    @Ctx() context: OperationContext,
  ): Promise<LoadBalancerConnection> {
    const { now } = context.session;
    const passes = namePasses(part);
    const answer = await readList(context, page, {
      ...inNameOrder(page, ["loadBalancers", asSet(names), part ?? null], {
        list: "loadBalancers",
        sources: asSet(names),
        nameContainsAnyCase: part,
      }),
      window: () => epoch,
      timelines: () =>
        context.catalog.select("loadBalancer", names, "sources").map((source) =>
          listedTimeline(
            source.info,
            now,
            ({ loadBalancerId }) => loadBalancerId,
            async () => {
              const { balancers, problem } = await context.reader(source).balancers();
              return { things: balancers.filter(({ name }) => passes(name)), problem };
            },
          ),
        ),
    });
    return new LoadBalancerConnection(context, answer);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Its name, whatever status it is in; null where it has none, where the source does not know it, and of an ATLAS " +
      "source, which tells none. Costs a call for a balancer that is only referenced.",
  })
  @Directive("@shareable")
  @Extensions({ isRepeatable: true })
  @Priced((_args, { isKnown, objects }) => ({ calls: isKnown ? 0 : objects }))
  async name(
    @Root() { sourceName, loadBalancerId, knownName }: LoadBalancer,
    @Ctx() context: OperationContext,
  ): Promise<string | null> {
    if (knownName !== undefined) return knownName;
    const source = context.catalog.require("loadBalancer", sourceName, "sourceName");
    return context.reader(source).name(loadBalancerId);
  }

  @FieldResolver(() => LoadBalancerAudit, {
    nullable: true,
    description: "Its entry among the audited ones; null when it is in none of the audited statuses.",
  })
  // All balancers of a source stand in one report, which an operation reads once; an Octavia's first few are looked up.
  @Extensions({ isRepeatable: true })
  @Priced((_args, parent, world) => ({
    calls: Math.min(parent.objects, world.count("loadBalancer", {}) + LOOK_UPS * octavias(world)),
    below: { ...parent, isKnown: true },
  }))
  audit(
    @Root() { sourceName, loadBalancerId }: LoadBalancer,
    @Ctx() context: OperationContext,
  ): Promise<LoadBalancerAudit | null> {
    const source = context.catalog.require("loadBalancer", sourceName, "sourceName");
    return context
      .reader(source)
      .audit(loadBalancerId)
      .then((record) => record && new LoadBalancerAudit(record));
  }
}
