import { type DefinitionNode, type DocumentNode, Kind, parse } from "graphql";

/** What has no name stands first, then Query, then everything by name. */
const rankOf = (node: DefinitionNode): string => {
  const name = "name" in node ? node.name.value : "";
  return node.kind === Kind.OBJECT_TYPE_DEFINITION && name === "Query" ? " " : name;
};

/** SDL with its definitions in one order. type-graphql's own follows the order in which modules were loaded. */
export const inStableOrder = (sdl: string): DocumentNode => {
  const document = parse(sdl, { noLocation: true });
  const definitions = [...document.definitions].sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
  return { ...document, definitions };
};
