/**
 * Adds to package-lock.json the native packages of other platforms, which `npm install` leaves out when its registry
 * cannot show them; `npm ci` then refuses the lock everywhere. Run it after a change of dependencies. They get no
 * integrity, because nothing of them was fetched; `npm install` on such a platform adds it.
 *
 * `node scripts/complete-lock.mjs [path]`: the project's own lock unless another is named.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const file = process.argv[2] ?? fileURLToPath(new URL("../package-lock.json", import.meta.url));
const lock = JSON.parse(await readFile(file, "utf8"));
const { packages } = lock;

/** Where Node would look for a package from inside another: its own node_modules, then its parents'. */
const placesOf = (from, name) => {
  const parts = from.split("/node_modules/");
  return parts.map((_, i) => `${parts.slice(0, parts.length - i).join("/node_modules/")}/node_modules/${name}`);
};
const isLocked = (from, name) =>
  [...placesOf(from, name), `node_modules/${name}`].some((place) => Object.hasOwn(packages, place));

/** os and cpu are part of such a package's name: @swc/core-linux-ppc64-gnu. */
const platformOf = (name) => {
  const [, os, arch] = /-(darwin|linux|win32|freebsd|android|openharmony)-([a-z0-9]+)/.exec(name) ?? [];
  if (os === undefined) throw new Error(`${name} is missing in the lock and names no platform`);
  return { cpu: [arch], os: [os] };
};

for (const [from, { optionalDependencies = {}, dev, license }] of Object.entries(packages)) {
  if (from === "") continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(from, name)) continue;
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(dev ? { dev } : {}),
      license,
      optional: true,
    };
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en")));
await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
