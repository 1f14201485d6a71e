import "@apollo/client";

// What client.ts sets for every operation, so that the types of answers tell of it: data may stand beside errors.
declare module "@apollo/client" {
  export namespace ApolloClient {
    export namespace DeclareDefaultOptions {
      interface WatchQuery {
        errorPolicy: "all";
      }
      interface Query {
        errorPolicy: "all";
      }
    }
  }
}
