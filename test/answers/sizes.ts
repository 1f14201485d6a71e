import { getNullableType, type GraphQLField, isListType } from "graphql";

/** Things that a list holds, roughly, where pages are as small as they mostly are here. */
const sizes: Readonly<Record<string, number>> = {
  edges: 3,
  nodes: 3,
  coverage: 4,
  auditSources: 8,
  types: 75,
  // GraphQL refuses introspection that nests these; few get into one another at this size.
  fields: 20,
  interfaces: 20,
  possibleTypes: 20,
  inputFields: 20,
  directives: 20,
};

/** By how much a field multiplies what is selected below it. */
export const sizeOf = ({ name, type }: GraphQLField<unknown, unknown>): number =>
  isListType(getNullableType(type)) ? (sizes[name] ?? 4) : 1;

/** Most pages are small, so that an operation asks for many things rather than for many records. */
const chances: Readonly<Record<string, number>> = { first: 0.85, last: 0.08, after: 0.08, before: 0.08, sources: 0.15 };

/** How likely an argument is given that need not be. */
export const chanceOf = (argument: string): number => chances[argument] ?? 0.4;

/** What a list holds is worth more than what is told of it; then what fails, or has to be escaped, in some of the sources. */
const likelihoods: Readonly<Record<string, number>> = {
  edges: 1,
  nodes: 1,
  node: 1,
  name: 0.8,
  sizeBytes: 0.8,
  downloadLink: 0.8,
  auditLogFiles: 0.5,
  auditRecords: 0.5,
};

/** How likely a field is among those that one is picked of. */
export const likelihoodOf = (field: string): number => likelihoods[field] ?? 0.3;
