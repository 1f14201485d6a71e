/** Writes what the configuration's schemas say: schema/auditgraph.schema.json for editors, and the tables of docs/configuration.md. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { configJsonSchema } from "../.builds/rooms/config/json-schema.js";
import { withOptions } from "./config-tables.mjs";
import { sourceKinds } from "../.builds/rooms/sources/registry.js";

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const schema = configJsonSchema(sourceKinds);

await writeFile(path("schema/auditgraph.schema.json"), `${JSON.stringify(schema, null, 2)}\n`);
const reference = path("docs/configuration.md");
await writeFile(reference, withOptions(await readFile(reference, "utf8"), schema));
