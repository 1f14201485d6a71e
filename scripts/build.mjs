/**
 * `node scripts/build.mjs` brings dist up to date: what src/ and sandbox/ are compiled to, and the pages. dist is a link to a
 * build below .builds, which has the digest of its sources as its name and is complete before the link names it. So a
 * process keeps the files that it was started from, and builds at the same time do not meet. A build that was replaced more
 * than a week ago is removed. Where nothing changed, nothing is done.
 *
 * `node scripts/build.mjs DIRECTORY [--pages] [--rooms]` compiles into a directory instead, with the pages where they are asked
 * for, and with a file for each source where a script is to look into one.
 */
import { createHash } from "node:crypto";
import { lstat, mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildPages, digestsOfPages } from "./build-pages.mjs";
import { compile, compiled } from "./compile.mjs";
import { digestOf } from "./sources.mjs";

const WEEK_MS = 7 * 86_400_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const builds = join(root, ".builds");
const DIGEST = "digest";

const digestOfBuild = async () => {
  const parts = JSON.stringify([await digestOf(compiled), await digestsOfPages()]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 16);
};

const digestIn = (build) => readFile(join(build, DIGEST), "utf8").catch(() => undefined);

/** Fails where another process was there first, which had the same in mind. */
const isMoved = async (from, to) => {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (["ENOENT", "EEXIST", "ENOTEMPTY"].includes(error.code)) return false;
    throw error;
  }
};

/** A complete build of this digest, made where there is none yet. */
const buildOf = async (digest) => {
  const build = join(builds, digest);
  if ((await digestIn(build)) === digest) return build;
  const fresh = `${build}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  await compile(fresh);
  await buildPages(join(fresh, "pages"), join(dist, "pages"));
  await writeFile(join(fresh, DIGEST), digest);
  if (!(await isMoved(fresh, build))) await rm(fresh, { recursive: true, force: true });
  return build;
};

/** Its week begins now. */
const renew = async (build) => {
  const now = new Date();
  await utimes(build, now, now);
};

/** dist names the build from one moment to the next. */
const link = async (digest) => {
  const fresh = join(builds, `link.${process.pid}`);
  await rm(fresh, { force: true });
  await symlink(join(".builds", digest), fresh, "dir");
  try {
    await rename(fresh, dist);
  } catch (error) {
    // A directory, of an earlier version or of `npm pack`: out of the way, and kept for what may run from it.
    if (!["EISDIR", "EEXIST", "ENOTEMPTY"].includes(error.code)) throw error;
    const aside = join(builds, `dist.${process.pid}`);
    if (await isMoved(dist, aside)) await renew(aside);
    await rename(fresh, dist);
  }
};

const removeOld = async (digest) => {
  const now = new Date();
  for (const name of await readdir(builds)) {
    const build = join(builds, name);
    const { mtime } = await stat(build).catch(() => ({ mtime: now }));
    if (name !== digest && now - mtime > WEEK_MS) await rm(build, { recursive: true, force: true });
  }
};

const update = async () => {
  const digest = await digestOfBuild();
  const before = await digestIn(dist);
  const isLink = (await lstat(dist).catch(() => undefined))?.isSymbolicLink() ?? false;
  if (isLink && before === digest) return;
  if (isLink && before !== undefined) await renew(join(builds, before));
  await renew(await buildOf(digest));
  await link(digest);
  await removeOld(digest);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pages: { type: "boolean" }, rooms: { type: "boolean" } },
});
const [directory] = positionals;
try {
  if (directory === undefined) await update();
  else {
    await compile(resolve(root, directory), values);
    if (values.pages) await buildPages(join(resolve(root, directory), "pages"));
  }
} catch (error) {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  console.error("auditgraph: this checkout has nothing built of its sources; install what builds it by npm ci.");
  process.exitCode = 1;
}
