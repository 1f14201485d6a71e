import { GraphQLScalarType } from "graphql";
import { GraphQLSafeInt } from "graphql-scalars";

/** graphql-scalars' own, under our description. Its BigInt would answer a number or a string by size; this never does. */
export const SafeInt = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  specifiedByURL: null,
  description: "A whole number up to 2^53 - 1, always a JSON number: byte counts outgrow the 32 bits of Int.",
});
