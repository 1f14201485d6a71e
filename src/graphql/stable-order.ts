import { type DefinitionNode, type DocumentNode, Kind, parse } from "graphql";

export const isQuery = (node: DefinitionNode): boolean =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === "Query";

/** What has no name stands first, then Query, then everything by name. */
const rankOf = (node: DefinitionNode): string => {
  if (isQuery(node)) return " ";
  return "name" in node ? node.name.value : "";
};

/** SDL with its definitions in one order: type-graphql lists types in the order of imports. */
export const inStableOrder = (sdl: string): DocumentNode => {
  const document = parse(sdl, { noLocation: true });
  const definitions = [...document.definitions].sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
  return { ...document, definitions };
};
