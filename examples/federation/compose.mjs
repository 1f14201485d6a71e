/**
 * Composes subgraphs into a supergraph, on standard output:
 *
 * `node examples/federation/compose.mjs audit=http://127.0.0.1:4000/graphql=schema/subgraph.graphql ...`,
 * for each subgraph its name, its URL and the file of its SDL.
 */
import { readFile } from "node:fs/promises";
import { composeServices } from "@theguild/federation-composition";
import { parse } from "graphql";

const services = await Promise.all(
  process.argv.slice(2).map(async (argument) => {
    const [, name, url, file] = /^([^=]+)=(.+)=([^=]+)$/.exec(argument) ?? [];
    if (!file) throw new Error(`${argument}: write name=url=file`);
    return { name, url, typeDefs: parse(await readFile(file, "utf8")) };
  }),
);

const { supergraphSdl, errors = [] } = composeServices(services);
for (const { message } of errors) console.error(message);
if (!supergraphSdl) process.exit(1);
process.stdout.write(`${supergraphSdl.trim()}\n`);
