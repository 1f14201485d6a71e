import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { SourceCoverage } from "../coverage.js";
import { AuditSource, Formerly } from "../record.js";
import { DateTime, SafeInt } from "../scalars.js";
import { type Gap, VolumeBucket } from "../volume.js";
import { DatabaseInstance } from "./instance.js";

export const VolumeGroup = { NONE: "NONE", SOURCE: "SOURCE", INSTANCE: "INSTANCE" } as const;
export type VolumeGroup = (typeof VolumeGroup)[keyof typeof VolumeGroup];

registerEnumType(VolumeGroup, {
  name: "AuditLogFileVolumeGroup",
  description: "Whose files are counted together.",
  valuesConfig: {
    NONE: { description: "Those of all instances that were asked for." },
    SOURCE: { description: "Those of one source." },
    INSTANCE: { description: "Those of one instance." },
  },
});

@ObjectType({
  description: "A span of time for which the files of one source or instance are not, or not surely, all counted.",
})
class AuditLogFileVolumeGap {
  @Field(() => AuditSource, { description: "Whose files are missing." })
  readonly source: AuditSource;

  @Field(() => DatabaseInstance, {
    nullable: true,
    description: "The one instance; null where the source could not even list its instances.",
  })
  readonly instance: DatabaseInstance | null;

  @Field(() => DateTime, { description: "The first instant that is missing." })
  readonly from: number;

  @Field(() => DateTime, {
    description: "The first instant after it. Ask with from and to as the window to count what is missing.",
  })
  readonly to: number;

  constructor({ source, instance, from, to }: Gap) {
    this.source = new AuditSource(source);
    this.instance = instance === undefined ? null : new DatabaseInstance(source, instance);
    this.from = from;
    this.to = to;
  }
}

@ObjectType({ description: "The audit log files that begin in one span of the calendar." })
export class AuditLogFileVolumeBucket extends VolumeBucket<VolumeGroup> {
  @Field(() => AuditSource, { nullable: true, description: "Whose files these are; null with groupBy NONE." })
  get source(): AuditSource | null {
    const { whose } = this.group;
    return whose && this.by !== VolumeGroup.NONE ? new AuditSource(whose.source) : null;
  }

  @Field(() => DatabaseInstance, {
    nullable: true,
    description: "Whose files these are; null unless groupBy is INSTANCE.",
  })
  get instance(): DatabaseInstance | null {
    const { source, instance } = this.group.whose ?? {};
    if (this.by !== VolumeGroup.INSTANCE || !source || instance === undefined) return null;
    return new DatabaseInstance(source, instance);
  }

  @Field(() => Int, {
    nullable: true,
    description:
      "How many files begin in the span: exact where isWhole, at least so many otherwise; null where nothing of it " +
      "could be read.",
  })
  get fileCount(): number | null {
    return this.group.recordsIn(this.at);
  }

  @Formerly(() => SafeInt, { bytes: "byteCount" }, true)
  @Formerly(() => Int, { files: "fileCount" }, true)
  @Field(() => SafeInt, {
    nullable: true,
    description: "Their bytes, the sum of AuditLogFile.sizeBytes; as exact as `fileCount`, and null where that is.",
  })
  get byteCount(): number | null {
    return this.group.bytesIn(this.at);
  }

  @Field(() => [AuditLogFileVolumeGap], { description: "What of the span is not counted; empty where isWhole." })
  get missing(): AuditLogFileVolumeGap[] {
    return this.group.gapsIn(this.at).map((gap) => new AuditLogFileVolumeGap(gap));
  }
}

@ObjectType({ description: "How many audit log files begin, and how many bytes they have, span by span." })
export class AuditLogFileVolume {
  @Field(() => [AuditLogFileVolumeBucket], {
    description: "Each span of each group, empty ones too: by source and instance, then by time, oldest first.",
  })
  readonly buckets!: readonly AuditLogFileVolumeBucket[];

  @Field(() => Boolean, { description: "All files of the window are counted." })
  readonly isWhole!: boolean;

  @Field(() => [SourceCoverage], {
    description: "How much of each source and instance is counted. Read it before trusting a low number.",
  })
  readonly coverage!: readonly SourceCoverage[];
}
