import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { swcOptions } from "./swc-options.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What dist/ is compiled of. The lock stands for the compiler. */
export const compiled = ["src", "sandbox", "scripts/compile.mjs", "scripts/swc-options.mjs", "package-lock.json"];

/** Every build has the sandbox inside; package.json's "#sandbox" is where its types are. */
const toSandbox = (code, out, target) => {
  const path = relative(dirname(out), join(target, "sandbox/index.js")).replaceAll("\\", "/");
  return code.replaceAll('"#sandbox"', JSON.stringify(path.startsWith(".") ? path : `./${path}`));
};

/**
 * Compiles src/ to a directory and sandbox/ to its sandbox/ (about a third of a second), and removes all else there but
 * the pages. Types are checked apart, by `npm run typecheck`.
 */
export const compile = async (target) => {
  const { transformFile } = await import("@swc/core");
  const old = await readdir(target).catch(() => []);
  await Promise.all(
    old.filter((name) => name !== "pages").map((name) => rm(join(target, name), { recursive: true, force: true })),
  );
  const compileFolder = async (source, folder) => {
    const entries = await readdir(source, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name));
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const file = join(parentPath, name);
        const out = join(folder, relative(source, file)).replace(/\.ts$/, ".js");
        const { code, map } = await transformFile(file, { ...swcOptions, swcrc: false, module: { type: "es6" } });
        const sourceMap = `//# sourceMappingURL=${name.replace(/\.ts$/, ".js.map")}`;
        await mkdir(dirname(out), { recursive: true });
        await writeFile(out, `${toSandbox(code, out, target)}\n${sourceMap}\n`);
        await writeFile(`${out}.map`, map ?? "");
      }),
    );
  };
  await Promise.all([
    compileFolder(join(root, "src"), target),
    compileFolder(join(root, "sandbox"), join(target, "sandbox")),
  ]);
};
