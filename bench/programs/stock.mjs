/** The stock stack: Apollo Server and type-graphql, each with its defaults. */
import { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import Fastify from "fastify";
import { buildStockSchema } from "./stock-schema.mjs";

const apollo = new ApolloServer({ schema: await buildStockSchema() });
await apollo.start();
const server = Fastify();
server.route({ method: ["GET", "POST"], url: "/graphql", handler: fastifyApolloHandler(apollo) });
process.send({ ready: `${await server.listen({ host: "127.0.0.1", port: 0 })}/graphql` });
