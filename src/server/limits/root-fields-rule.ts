import {
  type ASTVisitor,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";
import { TooComplex } from "./too-complex.js";

/** Counts each fragment once, however often it is spread; one inside itself counts as nothing, other rules refuse it. */
class FieldCounter {
  readonly #known = new Map<string, number>();

  constructor(private readonly context: ValidationContext) {}

  count({ selections }: SelectionSetNode): number {
    return selections.reduce((count, selection) => {
      if (selection.kind === Kind.FIELD) return count + 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) return count + this.count(selection.selectionSet);
      return count + this.#fragment(selection.name.value);
    }, 0);
  }

  #fragment(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#known.set(name, 0);
    const fragment = this.context.getFragment(name);
    const count = fragment ? this.count(fragment.selectionSet) : 0;
    this.#known.set(name, count);
    return count;
  }
}

/** Bounds the fields at the top of each operation, through fragments too. */
export const rootFieldsRule =
  (limit: number): ValidationRule =>
  (context): ASTVisitor => ({
    OperationDefinition: (operation) => {
      if (new FieldCounter(context).count(operation.selectionSet) <= limit) return;
      const originalError = new TooComplex("rootFields", limit);
      context.reportError(new GraphQLError(originalError.message, { nodes: operation, originalError }));
    },
  });
