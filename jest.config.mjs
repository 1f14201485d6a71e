import { swcOptions } from "./scripts/swc-options.mjs";

// Packages that ship ES modules only; jest's CommonJS runtime needs them compiled.
const esmOnly = ["jose"].join("|");

export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // On two cores jest would run everything in one process, where memory grows over a hundred suites.
  maxWorkers: "100%",
  // Real servers and real sockets, on whatever machine this is.
  testTimeout: 30_000,
  // The first of all: V8's flag (package.json) does not reach into the VM contexts that jest runs tests in.
  setupFiles: ["<rootDir>/src/no-code-from-strings.ts", "reflect-metadata"],
  globalSetup: "<rootDir>/test/support/temporary-folder.mjs",
  globalTeardown: "<rootDir>/test/support/remove-temporary-folder.mjs",
  extensionsToTreatAsEsm: [],
  transform: { "^.+\\.[mc]?[jt]s$": ["@swc/jest", { ...swcOptions, swcrc: false, module: { type: "commonjs" } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly})/)`],
  // `npm run coverage`. What only runs in processes of their own (src/main.ts, src/process.ts) is not seen.
  coverageProvider: "v8",
  coverageDirectory: "coverage/report",
  coverageReporters: ["text-summary", "lcov"],
  collectCoverageFrom: ["{src,sandbox}/**/*.ts"],
  // Sources name their imports with .js, as Node wants them; jest resolves the .ts. #sandbox is built elsewhere (package.json).
  moduleNameMapper: { "^#sandbox$": "<rootDir>/sandbox/index.ts", "^(\\.{1,2}/.*)\\.js$": "$1" },
};
