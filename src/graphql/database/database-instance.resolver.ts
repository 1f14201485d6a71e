import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { DatabaseInstanceRecord } from "../../audit/log-file.js";
import { Scope } from "../../audit/session.js";
import { readList } from "../connection/read-list.js";
import { pageSize, wantedBy } from "../cost/arguments.js";
import { listPrice, onePerObject, Priced, type PriceOf } from "../cost/price.js";
import { NeedsScope } from "../context/needs-scope.js";
import type { OperationContext } from "../context/operation-context.js";
import { asSet } from "../context/present.js";
import { RecordOrder } from "../record/record-order.js";
import { DatabaseInstancesArgs, InstanceFilesArgs, INSTANCES_PER_PAGE } from "./arguments.js";
import { AuditPolicy } from "./audit-policy.js";
import { AuditLogFileConnection, DatabaseInstanceConnection } from "./connections.js";
import { DatabaseInstance } from "./database-instance.js";
import { DatabaseInstanceRef, type KnownRef, requireRef } from "./database-instance-ref.js";
import { fileList } from "./file-list.js";
import { FILES_BY, filesPrice } from "./file-prices.js";
import { filesOfInstance } from "./file-timelines.js";
import { epoch, instanceTimeline } from "./instance-timeline.js";

const refOf = ({ sourceName, instanceId }: DatabaseInstance, context: OperationContext): KnownRef =>
  requireRef({ source: sourceName, instanceId }, context, "instance");

/** What the source knows of the instance; asked only when a field needs it. */
const lookUp = async (root: DatabaseInstance, context: OperationContext): Promise<DatabaseInstanceRecord | null> => {
  if (root.known) return root.known;
  const { source, instanceId } = refOf(root, context);
  return context.reader(source).instance(instanceId);
};

/** What the source's list told needs no call; an instance that is only named takes one. */
const lookUpPrice: PriceOf = (_args, { isKnown, objects }) => ({ calls: isKnown ? 0 : objects });

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
      "Instances by source and instance id: those of the configuration, else those that the source lists. " +
      "Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced(
    (args, parent, world) =>
      listPrice(parent, pageSize(args, INSTANCES_PER_PAGE), world.count("database", wantedBy(args)), { isKnown: true }),
    { size: INSTANCES_PER_PAGE, arguments: ["first"] },
  )
  async databaseInstances(
    @Args() args: DatabaseInstancesArgs,
    @Ctx() context: OperationContext,
  ): Promise<DatabaseInstanceConnection> {
    const sources = context.catalog.select("database", args.sources, "sources");
    const nameContains = args.nameContains ?? undefined;
    const answer = await readList({
      binding: ["databaseInstances", asSet(args.sources), args.nameContains ?? null],
      order: RecordOrder.OLDEST_FIRST,
      window: () => epoch,
      defaultSize: INSTANCES_PER_PAGE,
      page: args,
      session: context.session,
      timelines: () =>
        sources.map((source) =>
          instanceTimeline(source.info, context.reader(source), context.session.now, nameContains),
        ),
    });
    return new DatabaseInstanceConnection(context, answer);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "instances[].name; null where the source does not know it.",
  })
  @Priced(lookUpPrice)
  async name(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<string | null> {
    return (await lookUp(root, context))?.name ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "instances[].status as the source spells it: ACTIVE at TaurusDB and RDS, normal at DDS, and others.",
  })
  @Priced(lookUpPrice)
  async status(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<string | null> {
    return (await lookUp(root, context))?.status ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: "instances[].datastore.type as the source spells it." })
  @Priced(lookUpPrice)
  async engine(@Root() root: DatabaseInstance, @Ctx() context: OperationContext): Promise<string | null> {
    return (await lookUp(root, context))?.engine ?? null;
  }

  @FieldResolver(() => AuditPolicy, {
    nullable: true,
    description: "The audit log policy of the instance. Explains an empty list: auditing may be off.",
  })
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
  @Priced((args, parent, world) => filesPrice(args, parent, world, 1), FILES_BY)
  async auditLogFiles(
    @Root() root: DatabaseInstance,
    @Args() args: InstanceFilesArgs,
    @Ctx() context: OperationContext,
  ): Promise<AuditLogFileConnection> {
    const ref = refOf(root, context);
    const binding = ["DatabaseInstance.auditLogFiles", root.sourceName, root.instanceId];
    return fileList(context, args, {
      binding,
      assumed: 1,
      timelines: (filter) => [filesOfInstance(context, ref, filter)],
    });
  }
}
