import type { OperationContext } from "../graphql/context/operation-context.js";
import type { AnswerTexts } from "./execution/answer-texts.js";
import type { Place } from "./limits/large-operations.js";
import type { ObservedOperation } from "./observation/observed-operation.js";

/** What the server knows of an operation beside what resolvers share. */
export interface ServerContext extends OperationContext {
  readonly observed: ObservedOperation;
  /** Its lists that are written already. */
  readonly texts: AnswerTexts;
  /** Its place among the large ones. */
  readonly place: Place;
}
