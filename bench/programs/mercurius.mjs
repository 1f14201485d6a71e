/** Mercurius, compiling each operation on its first call. */
import Fastify from "fastify";
import mercurius from "mercurius";
import { resolvers, typeDefs } from "./schema.mjs";

const { resolveType } = resolvers._Entity;
const server = Fastify();
await server.register(mercurius, {
  schema: typeDefs,
  resolvers: { ...resolvers, _Entity: { resolveType } },
  jit: 1,
});
process.send({ ready: `${await server.listen({ host: "127.0.0.1", port: 0 })}/graphql` });
