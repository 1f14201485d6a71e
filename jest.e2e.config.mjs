import unit from "./jest.config.mjs";

/** The suite against real services (test/e2e/run.mjs): slow answers and starting daemons are part of it. */
export default {
  ...unit,
  roots: ["<rootDir>/test/e2e"],
  testMatch: ["**/*.e2e.ts"],
  testTimeout: 120_000,
  // The services run as users of their own, who may not enter a folder of ours.
  globalSetup: undefined,
  globalTeardown: undefined,
};
