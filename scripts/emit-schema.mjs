/** Writes schema/*.graphql from the built classes, for review: the diff of these files is the diff of the contract. */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { buildAuditSchema } from "../dist/graphql/schema/build-schema.js";

const target = fileURLToPath(new URL("../schema/", import.meta.url));
const { apiSdl, subgraphSdl } = buildAuditSchema();

await mkdir(target, { recursive: true });
await writeFile(`${target}audit.graphql`, apiSdl);
await writeFile(`${target}subgraph.graphql`, subgraphSdl);
