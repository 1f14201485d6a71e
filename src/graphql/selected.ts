import { getNamedType, type GraphQLResolveInfo, isObjectType } from "graphql";
// No public door leads to it, and another collection of our own could come to another answer than GraphQL's.
import { collectSubfields } from "graphql/execution/collectFields.js";

/** Does the operation select this path below the field, whatever fragments and directives lead to it? Objects only. */
export const selects = (info: GraphQLResolveInfo, path: readonly string[]): boolean => {
  const { schema, fragments, variableValues } = info;
  let type = getNamedType(info.returnType);
  let nodes: readonly (typeof info.fieldNodes)[number][] = info.fieldNodes;
  for (const name of path) {
    if (!isObjectType(type)) return false;
    const collected = collectSubfields(schema, fragments, variableValues, type, nodes);
    nodes = [...collected.values()].flat().filter((node) => node.name.value === name);
    const field = type.getFields()[name];
    if (!field || nodes.length === 0) return false;
    type = getNamedType(field.type);
  }
  return true;
};
