/**
 * Builds the pages that the server shows, GraphiQL and the console, to dist/pages or to the directory named. A page whose
 * sources are those that it was built of is left as it is, so that `npm start` does not wait for it.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = resolve(root, process.argv[2] ?? "dist/pages");

/** What each page is made of. The lock stands for the packages. */
const shared = ["web/tsconfig.json", "package-lock.json", "scripts/build-pages.mjs"];
const pages = [
  {
    name: "graphiql",
    folder: "web/graphiql",
    sources: ["web/graphiql", "examples", ...shared],
    but: /^examples\/.*\//,
  },
  { name: "console", folder: "examples/console", sources: ["examples/console", ...shared] },
];

const filesBelow = async (path) => {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

/** A digest of the sources' names and contents. */
const digestOf = async ({ sources, but }) => {
  const files = (await Promise.all(sources.map((path) => filesBelow(join(root, path))))).flat();
  const digest = createHash("sha256");
  for (const file of files.sort()) {
    const name = relative(root, file).replaceAll("\\", "/");
    if (but?.test(name)) continue;
    digest.update(`${name}\0`).update(await readFile(file));
  }
  return digest.digest("hex");
};

/** Beside each file that is worth it: the same, compressed once instead of on every request. */
const compress = async (folder) => {
  for (const file of await filesBelow(folder)) {
    const content = await readFile(file);
    if (content.length > 1024) await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
  }
};

const buildPage = async ({ name, folder }) => {
  const { build } = await import("vite");
  // Apart, then put in place whole: a server that runs never shows a half of it.
  const fresh = join(target, `${name}.${process.pid}`);
  await build({
    root: join(root, folder),
    configFile: join(root, folder, "vite.config.mjs"),
    logLevel: "warn",
    build: {
      outDir: fresh,
      emptyOutDir: true,
      reportCompressedSize: false,
      rolldownOptions: {
        // React's "use client" means nothing here, and a hundred files of the packages say it.
        onLog: (level, log, handle) => (log.code === "MODULE_LEVEL_DIRECTIVE" ? undefined : handle(level, log)),
      },
    },
  });
  await compress(fresh);
  await rm(join(target, name), { recursive: true, force: true });
  await rename(fresh, join(target, name));
};

await mkdir(target, { recursive: true });
for (const page of pages) {
  const stamp = join(target, `${page.name}.sha256`);
  const digest = await digestOf(page);
  const built = existsSync(stamp) && existsSync(join(target, page.name, "index.html"));
  if (built && (await readFile(stamp, "utf8")) === digest) continue;
  console.log(`Building the page ${page.name} …`);
  await buildPage(page);
  await writeFile(stamp, digest);
}
