import { ChangeType } from "@graphql-inspector/core";

const ADDITIONS = new Set([ChangeType.TypeAdded, ChangeType.FieldAdded]);

/** What stands under [Unreleased] in the schema's changelog. */
const unreleasedOf = (changelog) => /^## \[Unreleased\]$([^]*?)(?=^## \[|(?![^]))/m.exec(changelog)?.[1] ?? "";

/** The names of which the changelog must have one: of a type, a member, an argument, or a directive with its @. */
const namesOf = ({ type, path = "schema" }, added) => {
  const [place, directive] = path.split(".@");
  const parts = place.split(".");
  // Its members come with a new type, and its arguments and directives with a new field.
  if (added.has(parts[0])) return [parts[0]];
  const field = parts.slice(0, 2).join(".");
  if (added.has(field)) return [parts[1]];
  if (directive !== undefined && !directive.startsWith("deprecated")) return [`@${directive.split(".")[0]}`];
  return type.includes("DESCRIPTION") ? parts : parts.slice(-1);
};

/** The changes that the changelog does not tell, by their names: one sentence for each name. */
export const untold = (changes, changelog) => {
  const words = new Set(unreleasedOf(changelog).match(/@?\w+/g));
  const added = new Set(changes.filter(({ type }) => ADDITIONS.has(type)).map(({ path }) => path));
  const missing = changes
    .map((change) => namesOf(change, added))
    .filter((names) => !names.some((name) => words.has(name)));
  return [...new Set(missing.map((names) => names.at(-1)))].map(
    (name) => `${name} changed, and schema/CHANGELOG.md does not say so: add a line that names it under [Unreleased].`,
  );
};
