import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { Scope } from "../../audit/session.js";
import { lengthOf } from "../cost/arguments.js";
import { batches, Priced } from "../cost/price.js";
import { ChecksScope, NeedsScope } from "../context/needs-scope.js";
import type { OperationContext } from "../context/operation-context.js";
import { AuditLogFilesArgs } from "./arguments.js";
import { AuditLogFile } from "./audit-log-file.js";
import { AuditLogFileConnection } from "./connections.js";
import { boundRefs, requireRefs } from "./database-instance-ref.js";
import { DownloadLink } from "./download-link.js";
import { fileList } from "./file-list.js";
import { FILES_BY, filesPrice, INSTANCES_ASSUMED } from "./file-prices.js";
import { filesOfInstance, filesOfSources } from "./file-timelines.js";

/** Files whose links one call brings. */
const LINKS_PER_CALL = 50;
/** A batch that is refused for one bad file is asked again in halves. */
const CALLS_PER_BATCH = 2;

@Resolver(() => AuditLogFile)
export class AuditLogFileResolver {
  @Query(() => AuditLogFileConnection, {
    nullable: true,
    description:
      "Files of several instances (all known ones when omitted), merged into one time order. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced((args, parent, world) => {
    const refs = lengthOf(args.instances);
    const databases = world.count("database", {});
    return refs === undefined
      ? filesPrice(args, parent, world, databases * INSTANCES_ASSUMED, databases)
      : filesPrice(args, parent, world, refs);
  }, FILES_BY)
  async auditLogFiles(
    @Args() args: AuditLogFilesArgs,
    @Ctx() context: OperationContext,
  ): Promise<AuditLogFileConnection> {
    const refs = args.instances ? requireRefs(args.instances, context) : null;
    const databases = context.catalog.of("database");
    return fileList(context, args, {
      binding: ["auditLogFiles", boundRefs(refs)],
      assumed: refs?.length ?? databases.length * INSTANCES_ASSUMED,
      timelines: (filter) =>
        refs ? refs.map((ref) => filesOfInstance(context, ref, filter)) : filesOfSources(context, databases, filter),
    });
  }

  @FieldResolver(() => DownloadLink, {
    nullable: true,
    description:
      "A pre-signed, short-lived link. Batched: one upstream call per instance and 50 files. Needs the scope audit:download.",
  })
  @ChecksScope(Scope.DOWNLOAD)
  @Priced((_args, parent) => ({ calls: CALLS_PER_BATCH * batches(parent, LINKS_PER_CALL) }))
  async downloadLink(@Root() { record }: AuditLogFile, @Ctx() context: OperationContext): Promise<DownloadLink> {
    const source = context.catalog.require("database", record.source.name, "source");
    return context.reader(source).downloadLink(record.instanceId, record.upstreamId);
  }
}
