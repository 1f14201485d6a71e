/**
 * Compiles src/ to dist/ and sandbox/ to dist/sandbox/, or to the directory named instead of dist (about a third of a second); types are checked apart, by
 * `npm run typecheck`.
 */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { transformFile } from "@swc/core";
import { swcOptions } from "./swc-options.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = resolve(root, process.argv[2] ?? "dist");

// All but the pages, which scripts/build-pages.mjs builds when they change.
const old = await readdir(target).catch(() => []);
await Promise.all(
  old.filter((name) => name !== "pages").map((name) => rm(join(target, name), { recursive: true, force: true })),
);

const compile = async (source, folder) => {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = join(parentPath, name);
      const out = join(folder, relative(source, file)).replace(/\.ts$/, ".js");
      const { code, map } = await transformFile(file, { ...swcOptions, swcrc: false, module: { type: "es6" } });
      await mkdir(dirname(out), { recursive: true });
      await writeFile(out, `${code}\n//# sourceMappingURL=${name.replace(/\.ts$/, ".js.map")}\n`);
      await writeFile(`${out}.map`, map ?? "");
    }),
  );
};
await Promise.all([compile(join(root, "src"), target), compile(join(root, "sandbox"), join(target, "sandbox"))]);
