/**
 * Builds after `npm ci`. Where only what runs was installed (--omit=dev) there is nothing to build with. `npm pack` runs this
 * too, after prepack has put all in place.
 */
const isInstalled = (name) => {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
};

if (!["@swc/core", "rolldown", "vite"].every(isInstalled)) {
  console.log("Nothing was built: what builds it, the development dependencies, is not installed.");
} else if (!["pack", "publish"].includes(process.env.npm_command)) {
  await import("./build.mjs");
}
