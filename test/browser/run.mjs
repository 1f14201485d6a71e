/**
 * npm run test:browser: builds the product with its pages and runs the suite in a real, headless Chromium. Arguments go to
 * jest. Where no Chromium is found it says so and ends well, unless BROWSER_REQUIRED is set.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const chromium = [process.env.CHROMIUM, ...usual].find((path) => path !== undefined && existsSync(path));

if (chromium === undefined) {
  console.log("SKIPPED: no Chromium found; install one, or name its program in CHROMIUM");
  process.exit(process.env.BROWSER_REQUIRED === undefined ? 0 : 1);
}

const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: "inherit",
    env: { ...process.env, CHROMIUM: chromium },
  });
  if (status !== 0) process.exit(status ?? 1);
};

// Beside dist, so that a build in use is left alone.
run("scripts/build.mjs", "coverage/browser", "--pages");
run("node_modules/jest/bin/jest.js", "--config", "jest.browser.config.mjs", ...process.argv.slice(2));
