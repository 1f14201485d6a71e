import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Extensions, FieldResolver, Info, ObjectType, Query, Resolver, Root } from "type-graphql";
import type { SourceInfo } from "../../audit/record.js";
import { Scope } from "../../audit/session.js";
import type { DatabaseInstanceRecord, DatabaseReader } from "../../audit/sources.js";
import type { Timeline } from "../../audit/timeline.js";
import { asSet, TwoWayPageArgs } from "../arguments.js";
import { countedConnectionOf, readList } from "../connection.js";
import type { OperationContext } from "../context.js";
import { epoch, inNameOrder, type Listed, listedTimeline, type NamedPage, namedPageArgsOf } from "../listed.js";
import { callsOfLookUps, listPrice, onePerObject, pageSize, Priced, type PriceOf, wantedBy } from "../price.js";
import { NeedsScope } from "../scopes.js";
import { callsOfInstanceTest, instanceTest, sourcesOfFiles } from "./file.js";
import { AuditLogFileConnection, fileList, FileListArgs, FILES_BY, filesPrice } from "./file.resolver.js";
import {
  AuditPolicy,
  DatabaseInstance,
  DatabaseInstanceRef,
  filesOfRefs,
  type KnownRef,
  requireRef,
} from "./instance.js";

const INSTANCES_PER_PAGE = 50;
const InstancePageArgs = namedPageArgsOf(INSTANCES_PER_PAGE);

/** A source's instances by id; only those whose name contains the text, where one is given. */
const instanceTimeline = (
  source: SourceInfo,
  reader: DatabaseReader,
  now: number,
  nameContains?: string,
): Timeline<Listed<DatabaseInstanceRecord>> =>
  listedTimeline(
    source,
    now,
    ({ instanceId }) => instanceId,
    async () => {
      const instances = await reader.instances();
      const passes = (name: string | null): boolean =>
        nameContains === undefined || (name?.includes(nameContains) ?? false);
      return { things: instances.filter(({ name }) => passes(name)) };
    },
  );

@ObjectType({ description: "A page of database instances." })
class DatabaseInstanceConnection extends countedConnectionOf({
  name: "DatabaseInstance",
  node: () => DatabaseInstance,
  toNode: ({ thing }: Listed<DatabaseInstanceRecord>) => new DatabaseInstance(thing.source, thing.instanceId, thing),
  items: "database instances",
  length: "Length of the whole list; null where a source failed.",
}) {}

const refOf = ({ sourceName, instanceId }: DatabaseInstance, context: OperationContext): KnownRef =>
  requireRef({ source: sourceName, instanceId }, context, "instance");

/** What the source knows of the instance; asked only when a field needs it. */
const lookUp = async (root: DatabaseInstance, context: OperationContext): Promise<DatabaseInstanceRecord | null> => {
  if (root.known) return root.known;
  const { source, instanceId } = refOf(root, context);
  return context.reader(source).instance(instanceId);
};

/** What the source's list told needs no call; instances that are only named are looked up together. */
const lookUpPrice: PriceOf = (_args, { isKnown, objects }, world) => ({
  calls: isKnown ? 0 : callsOfLookUps({ instances: objects, sources: Math.max(1, world.count("database", {})) }),
});

@Resolver(() => DatabaseInstance)
export class DatabaseInstanceResolver {
  @Query(() => DatabaseInstance, {
    nullable: true,
    description: "One instance; null where the source does not know it. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced((_args, parent) => ({ calls: parent.objects, below: { ...parent, isKnown: true } }))
  async databaseInstance(
    @Arg("ref", () => DatabaseInstanceRef, { description: "Which instance." }) ref: DatabaseInstanceRef,
    @Ctx() context: OperationContext,
  ): Promise<DatabaseInstance | null> {
    const { source, instanceId } = requireRef(ref, context, "ref");
    const known = await context.reader(source).instance(instanceId);
    return known && new DatabaseInstance(source.info, instanceId, known);
  }

  @Query(() => DatabaseInstanceConnection, {
    nullable: true,
    description:
      "Instances by source and instance id: those of the configuration, otherwise those that the source lists. " +
      "Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(
    (args, parent, world) =>
      listPrice(parent, pageSize(args, INSTANCES_PER_PAGE), world.count("database", wantedBy(args)), { isKnown: true }),
    { size: INSTANCES_PER_PAGE, arguments: ["first", "last"], isStandard: true },
  )
  async databaseInstances(
    @Arg("sources", () => [String], {
      nullable: true,
      description: "Names of TAURUSDB, RDS or DDS sources; all when omitted, none when empty.",
    })
    names: string[] | null | undefined,
    @Arg("nameContains", () => String, {
      nullable: true,
      description: "Only instances whose name contains this text; upper and lower case differ.",
    })
    nameContains: string | null | undefined,
    @Args(() => InstancePageArgs) page: NamedPage,
    @Ctx() context: OperationContext,
  ): Promise<DatabaseInstanceConnection> {
    const sources = context.catalog.select("database", names, "sources");
    const answer = await readList(context, page, {
      ...inNameOrder(page, ["databaseInstances", asSet(names), nameContains ?? null], {
        list: "databaseInstances",
        sources: asSet(names),
        nameContains,
      }),
      window: () => epoch,
      standardSize: INSTANCES_PER_PAGE,
      timelines: () =>
        sources.map((source) =>
          instanceTimeline(source.info, context.reader(source), context.session.now, nameContains ?? undefined),
        ),
    });
    return new DatabaseInstanceConnection(context, answer);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "instances[].name; null where the source does not know it.",
  })
  @Extensions({ isRepeatable: true })
  @Priced(lookUpPrice)
  async name(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<string | null> {
    return (await lookUp(root, context))?.name ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "instances[].status as the source spells it: ACTIVE at TaurusDB and RDS, normal at DDS, and others.",
  })
  @Extensions({ isRepeatable: true })
  @Priced(lookUpPrice)
  async status(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<string | null> {
    return (await lookUp(root, context))?.status ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: "instances[].datastore.type as the source spells it." })
  @Extensions({ isRepeatable: true })
  @Priced(lookUpPrice)
  async engine(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<string | null> {
    return (await lookUp(root, context))?.engine ?? null;
  }

  @FieldResolver(() => AuditPolicy, {
    nullable: true,
    description: "The audit log policy of the instance. Explains an empty list: auditing may be off.",
  })
  @Extensions({ isRepeatable: true })
  @Priced(onePerObject)
  async auditPolicy(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<AuditPolicy | null> {
    const { source, instanceId } = refOf(root, context);
    return context.reader(source).policy(instanceId);
  }

  @FieldResolver(() => AuditLogFileConnection, {
    nullable: true,
    description:
      "The instance's audit log files in time order. NOT_FOUND in coverage when the source does not know it.",
  })
  @Priced((args, parent, world) => filesPrice(args, parent, world, 1, callsOfInstanceTest(args, 1)), FILES_BY)
  async auditLogFiles(
    @Root() root: DatabaseInstance,
    @Args() list: FileListArgs,
    @Args() page: TwoWayPageArgs,
    @Ctx() context: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AuditLogFileConnection> {
    const ref = refOf(root, context);
    return fileList(context, list, page, info, {
      binding: ["DatabaseInstance.auditLogFiles", root.sourceName, root.instanceId],
      named: { list: [root.sourceName, root.instanceId] },
      assumed: 1,
      timelines: (filter) => {
        const refs = sourcesOfFiles(context, list.filter).includes(ref.source) ? [ref] : [];
        return filesOfRefs(context, refs, { filter, passes: instanceTest(list.filter) });
      },
    });
  }
}
