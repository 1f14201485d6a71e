import { type FieldNode, getNamedType, type GraphQLOutputType, type GraphQLResolveInfo, isObjectType } from "graphql";
// No public door leads to it, and another collection of our own could come to another answer than GraphQL's.
import { collectSubfields } from "graphql/execution/collectFields.js";

/** What an operation selects below a field, whatever fragments and directives lead to it. Objects only. */
export class Selected {
  readonly #byName = new Map<string, FieldNode[]>();

  private constructor(
    private readonly info: GraphQLResolveInfo,
    private readonly type: GraphQLOutputType,
    nodes: readonly FieldNode[],
  ) {
    const { schema, fragments, variableValues } = info;
    const named = getNamedType(type);
    if (!isObjectType(named)) return;
    for (const collected of collectSubfields(schema, fragments, variableValues, named, nodes).values()) {
      for (const node of collected) {
        const alike = this.#byName.get(node.name.value);
        if (alike) alike.push(node);
        else this.#byName.set(node.name.value, [node]);
      }
    }
  }

  /** Throws what GraphQL throws for a directive whose value is none. */
  static by(info: GraphQLResolveInfo): Selected {
    return new Selected(info, info.returnType, info.fieldNodes);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** What is selected below that field; undefined where it is not selected itself. */
  below(name: string): Selected | undefined {
    const named = getNamedType(this.type);
    const field = isObjectType(named) ? named.getFields()[name] : undefined;
    const nodes = this.#byName.get(name);
    return field && nodes && new Selected(this.info, field.type, nodes);
  }
}
