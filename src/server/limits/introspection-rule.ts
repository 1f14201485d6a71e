import { ApolloServerErrorCode } from "@apollo/server/errors";
import { type ASTVisitor, GraphQLError, type ValidationRule } from "graphql";

/** Fields that tell the schema, in both of its forms. */
const TELLING = new Set(["__schema", "__type", "_service"]);

/** Refuses operations that ask for the schema. __typename stays: clients need it. */
export const noIntrospection: ValidationRule = (context): ASTVisitor => ({
  Field: (node) => {
    if (!TELLING.has(node.name.value)) return;
    const message = `Introspection is off here, so ${node.name.value} is not answered; server.introspection turns it on.`;
    const extensions = { code: ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED };
    context.reportError(new GraphQLError(message, { nodes: node, extensions }));
  },
});
