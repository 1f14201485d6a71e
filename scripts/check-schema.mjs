/**
 * Holds the schema to its policy (docs/schema-policy.md): says what changed since the last release, and ends with 1 where
 * something breaks clients without a deprecation whose day has come, where a deprecation has no day or an overdue one, or
 * where the changelog does not tell a change.
 *
 * `node scripts/check-schema.mjs [--released FILE] [--current FILE] [--changelog FILE] [--today YYYY-MM-DD]`: the newest of
 * schema/releases, schema/subgraph.graphql, schema/CHANGELOG.md and today (UTC) unless others are named.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
import { criticalityOf } from "./schema-policy/criticality.mjs";
import { deprecationsOf } from "./schema-policy/deprecations.mjs";
import { unannounced } from "./schema-policy/unannounced.mjs";
import { untold } from "./schema-policy/untold.mjs";

const path = (name) => fileURLToPath(new URL(`../schema/${name}`, import.meta.url));
const newest = () => {
  const versions = readdirSync(path("releases")).map((file) => file.replace(".graphql", ""));
  return `releases/${versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1)}.graphql`;
};
const { values } = parseArgs({
  options: {
    released: { type: "string" },
    current: { type: "string" },
    changelog: { type: "string" },
    today: { type: "string" },
  },
});
const { today = new Date().toISOString().slice(0, 10) } = values;
const schemaOf = (file) => buildSchema(readFileSync(file, "utf8"), { assumeValidSDL: true });

const released = schemaOf(values.released ?? path(newest()));
const current = schemaOf(values.current ?? path("subgraph.graphql"));
const changes = await diff(released, current);

for (const change of changes) console.log(`${criticalityOf(change)}: ${change.message}`);
console.log(`${changes.length} changes since the last release.`);

const announced = deprecationsOf(released);
const faults = [
  ...changes
    .filter((change) => criticalityOf(change) === "breaking")
    .flatMap((change) => unannounced(change, announced, today)),
  ...[...deprecationsOf(current)].flatMap(([place, { day }]) => {
    if (day === undefined)
      return [`${place} is deprecated without a day: end its reason with "Removed after YYYY-MM-DD."`];
    return day < today ? [`${place} was to be removed after ${day}: remove it, or give it a later day.`] : [];
  }),
  ...untold(changes, readFileSync(values.changelog ?? path("CHANGELOG.md"), "utf8")),
];
for (const fault of faults) console.error(`refused: ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
