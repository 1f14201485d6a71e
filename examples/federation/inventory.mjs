/**
 * A neighbour of auditgraph in a supergraph: an inventory that knows who owns what. It names instances, hosts and
 * balancers by auditgraph's natural keys, and knows nothing else of auditgraph.
 *
 * `PORT=4001 node examples/federation/inventory.mjs`; port 0 picks a free one.
 */
import { readFile } from "node:fs/promises";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginInlineTraceDisabled } from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { teams } from "./inventory-data.mjs";

/** Finds what the inventory holds of one kind, and its owner, by the fields of its key. */
const ownedBy = (list, ...key) => {
  const nameOf = (thing) => JSON.stringify(key.map((field) => thing[field]));
  const known = new Map(teams.flatMap((team) => team[list].map((thing) => [nameOf(thing), { ...thing, team }])));
  // A reference to something that is not in the inventory stands all the same: another subgraph knows it.
  return { __resolveReference: (reference) => ({ ...reference, ...known.get(nameOf(reference)) }) };
};

const resolvers = {
  Query: { teams: () => teams },
  Team: { __resolveReference: ({ name }) => teams.find((team) => team.name === name) ?? null },
  DatabaseInstance: ownedBy("instances", "sourceName", "instanceId"),
  ComputeHost: ownedBy("hosts", "sourceName", "name"),
  LoadBalancer: ownedBy("loadBalancers", "sourceName", "loadBalancerId"),
};

const typeDefs = parse(await readFile(new URL("inventory.graphql", import.meta.url), "utf8"));
const server = new ApolloServer({
  schema: buildSubgraphSchema([{ typeDefs, resolvers }]),
  plugins: [ApolloServerPluginInlineTraceDisabled()],
});
const { url } = await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(process.env.PORT ?? 4001) },
});
console.log(`the inventory serves at ${url}`);
