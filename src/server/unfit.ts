import { ApolloServerErrorCode } from "@apollo/server/errors";
import {
  getOperationAST,
  getVariableValues,
  type GraphQLError,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";
import { invalidArgument } from "../audit/errors.js";
import type { Asked } from "./cost.js";
import { coded, refusedWith } from "./errors.js";
import { MOST_ERRORS } from "./limits.js";

/**
 * What is wrong with the variables of a valid operation. Apollo Server would have the execution find fifty of them, each with two
 * traces of where in this program it was found.
 */
export const misfitsOf = ({ schema, document, operationName, variableValues }: Asked): readonly GraphQLError[] => {
  const { variableDefinitions = [] } = getOperationAST(document, operationName) ?? {};
  const { errors = [] } = getVariableValues(schema, variableDefinitions, variableValues ?? {}, {
    maxErrors: MOST_ERRORS,
  });
  return errors.map((error) => coded(error, ApolloServerErrorCode.BAD_USER_INPUT));
};

/** Subscriptions have a way of their own (live/streams.ts); mutations there are none, which GraphQL takes for a fault of the server's. */
export const refuseOtherThanQuery = ({ operation }: OperationDefinitionNode): void => {
  if (operation === OperationTypeNode.QUERY) return;
  if (operation === OperationTypeNode.SUBSCRIPTION) {
    const cure = "subscriptions are answered as server-sent events: send this one to /graphql/stream.";
    throw refusedWith(400, invalidArgument("operation", cure));
  }
  throw refusedWith(
    400,
    invalidArgument("operation", `this API only reads, and has no ${operation}s; ask it by a query.`),
  );
};
