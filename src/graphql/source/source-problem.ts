import { Field, Int, ObjectType } from "type-graphql";
import type { AuditError } from "../../audit/audit-error.js";
import { ErrorCode } from "./error-code.js";

@ObjectType({ simpleResolvers: true, description: "Why a source is not, or not wholly, in an answer." })
export class SourceProblem {
  @Field(() => ErrorCode, { description: "For programs." })
  readonly code: ErrorCode;

  @Field(() => String, { description: "A sentence for people. Never an upstream's body, URL or credential." })
  readonly message: string;

  @Field(() => Boolean, { description: "May the same request succeed later?" })
  readonly retryable: boolean;

  @Field(() => Int, { nullable: true, description: "Milliseconds to wait, where the source said so (Retry-After)." })
  readonly retryAfterMs: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The id under which the upstream logged the call (x-request-id, x-openstack-request-id), for its operator.",
  })
  readonly upstreamRequestId: string | null;

  constructor(error: AuditError) {
    this.code = error.code;
    this.message = error.message;
    this.retryable = error.retryable;
    this.retryAfterMs = error.retryAfterMs ?? null;
    this.upstreamRequestId = error.upstreamRequestId ?? null;
  }
}
