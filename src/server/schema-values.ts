import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from "graphql";
// As the execution collects them; see execution/list-texts.ts.
import { collectSubfields } from "graphql/execution/collectFields.js";

/**
 * Values of the schema that one operation may ask for. They are answered without a pause: a microsecond or two each. What
 * GraphiQL and other tools ask for has some ten thousand.
 */
const MOST_VALUES = 25_000;

/** The field of each query that answers the schema. */
export const schemaField = (name: string): GraphQLField<unknown, unknown> | undefined =>
  [SchemaMetaFieldDef, TypeMetaFieldDef].find((field) => field.name === name);

/** Counts what introspection writes, by the resolvers that will answer it: under a few aliases a list of lists is endless. */
export class SchemaValues {
  count = 0;
  readonly #collected = new Map<readonly FieldNode[], ReadonlyMap<string, readonly FieldNode[]>>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Record<string, FragmentDefinitionNode>,
    private readonly variables: Record<string, unknown>,
  ) {}

  get isOver(): boolean {
    return this.count > MOST_VALUES;
  }

  /** Throws, as the collection of fields does, for a directive's value that is none. */
  add(field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[], source?: unknown): void {
    const [node] = nodes;
    const type = getNamedType(field.type);
    this.count += 1;
    if (!node || !isObjectType(type) || this.isOver) return;
    const args = getArgumentValues(field, node, this.variables);
    // All that resolvers of introspection read of an operation.
    const info = { schema: this.schema } as GraphQLResolveInfo;
    const found: unknown = field.resolve?.(source, args, undefined, info);
    for (const value of Array.isArray(found) ? (found as readonly unknown[]) : [found]) {
      if (value !== null && value !== undefined) this.#addObject(type, nodes, value);
    }
  }

  #addObject(type: GraphQLObjectType, nodes: readonly FieldNode[], value: unknown): void {
    this.count += 1;
    for (const below of this.#collect(type, nodes).values()) {
      if (this.isOver) return;
      const field = type.getFields()[below[0]?.name.value ?? ""];
      if (field) this.add(field, below, value);
      else this.count += 1;
    }
  }

  /** Each list of nodes is of one type here. */
  #collect(type: GraphQLObjectType, nodes: readonly FieldNode[]): ReadonlyMap<string, readonly FieldNode[]> {
    let collected = this.#collected.get(nodes);
    if (!collected) {
      collected = collectSubfields(this.schema, this.fragments, this.variables, type, nodes);
      this.#collected.set(nodes, collected);
    }
    return collected;
  }
}
