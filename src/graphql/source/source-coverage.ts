import { Field, Int, ObjectType } from "type-graphql";
import type { Coverage } from "../../audit/coverage.js";
import type { OperationContext } from "../context/operation-context.js";
import { DatabaseInstance } from "../database/database-instance.js";
import { AuditSource } from "./audit-source.js";
import { CoverageState } from "./coverage-state.js";
import { SourceProblem } from "./source-problem.js";

@ObjectType({
  simpleResolvers: true,
  description:
    "How much of one source (and, for log files, of one instance) is in an answer. Present even when that source failed.",
})
export class SourceCoverage {
  @Field(() => AuditSource, { description: "The source that this is about." })
  readonly source: AuditSource;

  @Field(() => DatabaseInstance, {
    nullable: true,
    description: "The one instance that this is about; log files only.",
  })
  readonly instance: DatabaseInstance | null;

  @Field(() => CoverageState, { description: "Whether what it holds is in the answer." })
  readonly state: CoverageState;

  @Field(() => Int, {
    description: "Records that were read of it for this page; more than the page shows of it, mostly.",
  })
  readonly recordsRead: number;

  @Field(() => SourceProblem, { nullable: true, description: "What went wrong; null when state is COMPLETE." })
  readonly problem: SourceProblem | null;

  private constructor(coverage: Coverage) {
    this.source = new AuditSource(coverage.source);
    this.instance = coverage.instance === null ? null : new DatabaseInstance(coverage.source, coverage.instance);
    this.state = coverage.state;
    this.recordsRead = coverage.recordsRead;
    this.problem = coverage.problem && new SourceProblem(coverage.problem);
  }

  /** The log and the metrics hear of it here: a problem in data passes no error handler. */
  static of(context: OperationContext, coverage: Coverage): SourceCoverage {
    context.covered(coverage);
    return new SourceCoverage(coverage);
  }
}
