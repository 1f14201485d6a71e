import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { Scope } from "../../audit/session.js";
import { NeedsScope } from "../context/needs-scope.js";
import type { OperationContext } from "../context/operation-context.js";
import { requireScope } from "../context/require-scope.js";
import { AuditLogFilesArgs } from "./arguments.js";
import { AuditLogFile } from "./audit-log-file.js";
import { AuditLogFileConnection } from "./connections.js";
import { boundRefs, requireRefs } from "./database-instance-ref.js";
import { DownloadLink } from "./download-link.js";
import { fileList } from "./file-list.js";
import { filesOfInstance, filesOfSources } from "./file-timelines.js";

@Resolver(() => AuditLogFile)
export class AuditLogFileResolver {
  @Query(() => AuditLogFileConnection, {
    nullable: true,
    description:
      "Files of several instances (all known ones when omitted), merged into one time order. Needs the scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  async auditLogFiles(
    @Args() args: AuditLogFilesArgs,
    @Ctx() context: OperationContext,
  ): Promise<AuditLogFileConnection> {
    const refs = args.instances ? requireRefs(args.instances, context) : null;
    return fileList(context, args, ["auditLogFiles", boundRefs(refs)], (filter) =>
      refs
        ? refs.map((ref) => filesOfInstance(context, ref, filter))
        : filesOfSources(context, context.catalog.of("database"), filter),
    );
  }

  @FieldResolver(() => DownloadLink, {
    nullable: true,
    description:
      "A pre-signed, short-lived link. Batched: one upstream call per instance and 50 files. Needs the scope audit:download.",
  })
  async downloadLink(@Root() { record }: AuditLogFile, @Ctx() context: OperationContext): Promise<DownloadLink> {
    requireScope(context, Scope.DOWNLOAD);
    const source = context.catalog.require("database", record.source.name, "source");
    return context.reader(source).downloadLink(record.instanceId, record.upstreamId);
  }
}
