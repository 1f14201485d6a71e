/** GraphQL Yoga with its defaults. */
import { createServer } from "node:http";
import { createSchema, createYoga } from "graphql-yoga";
import { resolvers, typeDefs } from "./schema.mjs";

const { __resolveType } = resolvers._Entity;
const schema = createSchema({ typeDefs, resolvers: { ...resolvers, _Entity: { __resolveType } } });
const server = createServer(createYoga({ schema, logging: false }));
server.listen(0, "127.0.0.1", () => process.send({ ready: `http://127.0.0.1:${server.address().port}/graphql` }));
