/** Writes schema/*.graphql from the built classes, for review: the diff of these files is the diff of the contract. */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { composeServices } from "@theguild/federation-composition";
import { parse } from "graphql";
import { buildAuditSchema } from "../.builds/rooms/graphql/schema.js";

const target = fileURLToPath(new URL("../schema/", import.meta.url));
const schema = buildAuditSchema();
const apiSdl = schema.apiSdl();
const subgraphSdl = await schema.subgraphSdl();

await mkdir(target, { recursive: true });
await writeFile(`${target}audit.graphql`, apiSdl);
await writeFile(`${target}subgraph.graphql`, subgraphSdl);

/** auditgraph alone, where `npm start` serves it: a gateway takes the file as it is, with the URL put right. */
const { supergraphSdl, errors = [] } = composeServices([
  { name: "audit", url: "http://127.0.0.1:4000/graphql", typeDefs: parse(subgraphSdl) },
]);
if (!supergraphSdl) throw new Error(errors.map(({ message }) => message).join("\n"));
await writeFile(`${target}supergraph.graphql`, `${supergraphSdl.trim()}\n`);
