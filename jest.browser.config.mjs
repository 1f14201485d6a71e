import unit from "./jest.config.mjs";

/** The pages in a real browser (test/browser/run.mjs), over one product in its own process: one file after the other. */
export default {
  ...unit,
  roots: ["<rootDir>/test/browser"],
  testMatch: ["**/*.browser.ts"],
  // The product is a process of its own, started as it ships; playwright makes functions of texts for its pages.
  setupFiles: ["reflect-metadata"],
  maxWorkers: 1,
  // A browser keeps its own order in its folders.
  globalSetup: undefined,
  globalTeardown: undefined,
  testTimeout: 240_000,
};
