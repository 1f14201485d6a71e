import { readdir, rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { swcOptions } from "./swc-options.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const src = join(root, "src");
const sandbox = join(root, "sandbox");

/** What dist/ is compiled of. The lock stands for the compiler and the bundler. */
export const compiled = ["src", "sandbox", "scripts/compile.mjs", "scripts/swc-options.mjs", "package-lock.json"];

/** The packages stay what npm installed, so that an operator's patch of one counts. */
const isPackage = (id) => !isAbsolute(id) && /^[^.#]/.test(id);

/** As the tests compile (swc-options.mjs): type-graphql reads the metadata that swc emits. */
const bySwc = ({ transformFile }) => ({
  name: "swc",
  async load(id) {
    if (!id.endsWith(".ts")) return null;
    const { code, map } = await transformFile(id, { ...swcOptions, swcrc: false, module: { type: "es6" } });
    // The schema's classes come to stand in several files, and reflect-metadata must be there before the first class of each.
    return {
      code: code.replace(/^(?=import .*"type-graphql";$)/m, 'import "reflect-metadata";'),
      map,
      moduleType: "js",
    };
  },
});

/** The sandbox stands below, apart, so that it can be left out; package.json's "#sandbox" is where its types are. */
const sandboxApart = {
  name: "sandbox",
  resolveId: (id) => (id === "#sandbox" ? { id: "./sandbox/index.js", external: true } : null),
};

/**
 * Compiles src/ to a directory and sandbox/ to its sandbox/ (about a second), and removes all else there but the pages.
 * What a start loads is a few files, and what is loaded late has files of its own (docs/decisions/0014-few-files.md). With
 * `rooms` each source has a file of its own, for scripts that look into one. Types are checked apart, by `npm run typecheck`.
 */
export const compile = async (target, { rooms = false } = {}) => {
  const [{ rolldown }, swc] = await Promise.all([import("rolldown"), import("@swc/core")]);
  const old = await readdir(target).catch(() => []);
  await Promise.all(
    old.filter((name) => name !== "pages").map((name) => rm(join(target, name), { recursive: true, force: true })),
  );
  const bundle = async (folder, input, dir) => {
    const bundled = await rolldown({
      input: Object.fromEntries(input.map((name) => [name, join(folder, `${name}.ts`)])),
      cwd: root,
      platform: "node",
      external: isPackage,
      plugins: [sandboxApart, bySwc(swc)],
      resolve: { extensionAlias: { ".js": [".ts"] } },
    });
    await bundled.write({
      dir,
      sourcemap: true,
      keepNames: true,
      chunkFileNames: "[name].js",
      ...(rooms && { preserveModules: true, preserveModulesRoot: folder }),
    });
    await bundled.close();
  };
  await Promise.all([
    bundle(src, ["main", "sandbox-main"], target),
    // What the benches take of it beside its index is in world.
    bundle(sandbox, ["index", "world"], join(target, "sandbox")),
  ]);
};
