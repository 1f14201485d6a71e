import { ConfigError } from "../../src/config/problems.js";
import { type Config, parseConfig } from "../../src/config/parse.js";
import type { Environment } from "../../src/config/environment.js";
import type { KindRules } from "../../src/config/sources.js";
import type { ReadFile } from "../../src/config/files.js";

/** Kinds of the tests' own, so that none of src/sources is needed here. */
export const kinds: readonly KindRules[] = [
  {
    kind: "NOVA",
    credentials: ["cloud", "env", "password", "applicationCredential", "token", "forward"],
    options: [],
    upstream: { serviceTypes: ["compute"] },
  },
  {
    kind: "TAURUSDB",
    credentials: ["cloud", "env", "password", "applicationCredential", "token", "aksk", "forward"],
    options: ["projectId", "instances"],
    upstream: { serviceTypes: ["gaussdb"] },
  },
  {
    kind: "ATLAS",
    credentials: ["basic", "token", "cloud", "password"],
    options: ["changesSince"],
    upstream: { serviceTypes: [] },
  },
];

/** Files by path; any other is missing, as node:fs would say it. */
export const files =
  (content: Readonly<Record<string, string>>): ReadFile =>
  (path) => {
    const text = content[path];
    if (text === undefined) throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
    return text;
  };

export const password = {
  type: "password",
  authUrl: "http://127.0.0.1:5000/v3",
  username: "admin",
  password: "pw",
  projectName: "admin",
};
export const nova = { name: "compute-eu", kind: "nova", credentials: password };
export const atlas = {
  name: "lb",
  kind: "atlas",
  endpoint: "http://127.0.0.1:9004/management",
  credentials: { type: "basic", username: "ops", password: "pw" },
};

export const parse = (value: unknown, env: Environment = {}, content: Readonly<Record<string, string>> = {}): Config =>
  parseConfig(value, { origin: "/etc/auditgraph.yaml", env, kinds, readFile: files(content) });

/** The problems of a configuration, one line each. */
export const problems = (call: () => unknown): string[] => {
  try {
    call();
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
  return [];
};
