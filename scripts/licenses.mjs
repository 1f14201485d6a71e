/**
 * Lists the licences of all that is installed with the package, by package-lock.json or the lock that is named. Ends with 1
 * where one is neither allowed nor an exception that was thought about.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Permissive: they ask for a notice, which each package brings along. */
const allowed = new Set(["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]);

/** What needs a thought of its own, and the thought. */
const exceptions = {
  "@apollo/federation-internals":
    "Elastic-2.0: part of @apollo/subgraph. It may be used, changed and passed on; not be offered to others as a managed service",
};

const lock = process.argv[2] ?? fileURLToPath(new URL("../package-lock.json", import.meta.url));
const { packages } = JSON.parse(await readFile(lock, "utf8"));

const nameOf = (path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
/** Of "(MIT AND BSD-3-Clause)" each must be allowed. */
const isAllowed = (license = "") =>
  license
    .replaceAll(/[()]/g, "")
    .split(" AND ")
    .every((one) => allowed.has(one));

const byLicense = new Map();
const refused = [];
for (const [path, { version, license, dev }] of Object.entries(packages)) {
  if (path === "" || dev) continue;
  const name = nameOf(path);
  const known = license ?? "none given";
  byLicense.set(known, [...(byLicense.get(known) ?? []), `${name} ${version}`]);
  if (!isAllowed(license) && !Object.hasOwn(exceptions, name)) refused.push(`${name}: ${known}`);
}

for (const [license, names] of [...byLicense].sort(([a], [b]) => a.localeCompare(b, "en"))) {
  console.log(`${license} (${names.length})\n  ${names.sort().join(", ")}`);
}
console.log("\nExceptions");
for (const [name, thought] of Object.entries(exceptions)) console.log(`  ${name}: ${thought}`);
if (refused.length > 0) {
  console.error(`\nNot allowed: ${refused.join(", ")}`);
  process.exitCode = 1;
}
