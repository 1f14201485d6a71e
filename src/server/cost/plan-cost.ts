import {
  type FieldNode,
  type FragmentDefinitionNode,
  type DocumentNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getVariableValues,
  type GraphQLField,
  type GraphQLNamedType,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { type Level, TOP, type World } from "./level.js";
import { type Arguments } from "./price-arguments.js";
import { prices } from "./prices.js";

/** Records of one point. */
const RECORDS_PER_POINT = 10;
/** Selections looked at; fragments that spread each other can make more of them than there is time for. */
const MOST_SELECTIONS = 20_000;

export interface Cost {
  /** Points: the planned calls, and one for each ten records. */
  readonly requested: number;
  /** Upstream calls, at most. */
  readonly planned: number;
  /** False: the operation is too entangled to be counted to its end. */
  readonly isWhole: boolean;
}

export interface Asked {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As they were sent. */
  readonly variables: Readonly<Record<string, unknown>>;
}

class Plan {
  calls = 0;
  records = 0;
  looked = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variables: Record<string, unknown>,
    private readonly world: World,
  ) {}

  get isWhole(): boolean {
    return this.looked <= MOST_SELECTIONS;
  }

  look(type: GraphQLNamedType | undefined, { selections }: SelectionSetNode, level: Level): void {
    for (const selection of selections) {
      this.looked += 1;
      if (!this.isWhole) return;
      if (!this.isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        this.field(type, selection, level);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value;
      if (!fragment) continue;
      this.look(condition === undefined ? type : this.schema.getType(condition), fragment.selectionSet, level);
    }
  }

  private field(type: GraphQLNamedType | undefined, node: FieldNode, level: Level): void {
    const name = node.name.value;
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    if (!type || !field) return;
    const price = prices[`${type.name}.${name}`]?.(this.argumentsOf(field, node), level, this.world);
    this.calls += price?.calls ?? 0;
    this.records += price?.records ?? 0;
    if (node.selectionSet) this.look(getNamedType(field.type), node.selectionSet, price?.below ?? level);
  }

  private argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Arguments {
    try {
      return getArgumentValues(field, node, this.variables);
    } catch {
      // The execution refuses it, with a sentence.
      return {};
    }
  }

  private isIncluded(node: SelectionNode): boolean {
    // GraphQL looks for directives' values at length, and nearly no selection has any.
    if (!node.directives || node.directives.length === 0) return true;
    try {
      if (getDirectiveValues(GraphQLSkipDirective, node, this.variables)?.if === true) return false;
      return getDirectiveValues(GraphQLIncludeDirective, node, this.variables)?.if !== false;
    } catch {
      return true;
    }
  }
}

/** What a validated operation may cost, at most, before anything is asked. Undefined for variables that do not fit. */
export const planCost = ({ schema, document, operation, variables }: Asked, world: World): Cost | undefined => {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  const type = schema.getRootType(operation.operation);
  if (!coerced || !type) return undefined;
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const plan = new Plan(schema, fragments, coerced, world);
  plan.look(type, operation.selectionSet, TOP);
  const planned = Math.ceil(plan.calls);
  return { requested: planned + Math.ceil(plan.records / RECORDS_PER_POINT), planned, isWhole: plan.isWhole };
};
