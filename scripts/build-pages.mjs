import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { digestOf, filesBelow } from "./sources.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

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

/** The digest of all that the pages are made of, each by its name. */
export const digestsOfPages = async () =>
  Object.fromEntries(
    await Promise.all(pages.map(async ({ name, sources, but }) => [name, await digestOf(sources, but)])),
  );

/** Beside each file that is worth it: the same, compressed once instead of on every request. */
const compress = async (folder) => {
  for (const file of await filesBelow(folder)) {
    const content = await readFile(file);
    if (content.length > 1024) await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
  }
};

const buildPage = async ({ name, folder }, target) => {
  const { build } = await import("vite");
  // Apart, then put in place whole: two builds at once do not mix.
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

const stampOf = (target, name) => join(target, `${name}.sha256`);
const isOf = async (target, name, digest) =>
  (await readFile(stampOf(target, name), "utf8").catch(() => undefined)) === digest;

/** The same files under a second name: a build is never changed, and each would be 12 MB more. */
const linkAll = async (from, to) => {
  for (const file of await filesBelow(from)) {
    const name = join(to, relative(from, file));
    await mkdir(dirname(name), { recursive: true });
    await link(file, name);
  }
};

/**
 * Builds the pages that the server shows, GraphiQL and the console. A page whose sources are those that it was built of is
 * left as it is, or taken from the build before.
 */
export const buildPages = async (target, before) => {
  await mkdir(target, { recursive: true });
  const digests = await digestsOfPages();
  for (const page of pages) {
    const { name } = page;
    const digest = digests[name];
    if (await isOf(target, name, digest)) continue;
    if (before !== undefined && (await isOf(before, name, digest))) {
      await linkAll(join(before, name), join(target, name));
    } else {
      console.log(`Building the page ${name} …`);
      await buildPage(page, target);
    }
    await writeFile(stampOf(target, name), digest);
  }
};
