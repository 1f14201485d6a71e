import type { ApolloServerPlugin } from "@apollo/server";
import type { ServerContext } from "../server-context.js";

const done = Promise.resolve();

/** Tells an ObservedOperation of what happens to it in Apollo's pipeline. */
export const observationPlugin: ApolloServerPlugin<ServerContext> = {
  requestDidStart: ({ contextValue: { observed } }) =>
    Promise.resolve({
      didResolveOperation: ({ operation }) => {
        observed.resolved(operation);
        return done;
      },
      didEncounterErrors: ({ errors }) => {
        observed.failed(errors);
        return done;
      },
      willSendResponse: ({ response: { body } }) => {
        if (body.kind === "single") observed.answered(body.singleResult);
        return done;
      },
    }),
  unexpectedErrorProcessingRequest: ({ requestContext, error }) => {
    requestContext.contextValue.observed.failed([error]);
    return done;
  },
};
