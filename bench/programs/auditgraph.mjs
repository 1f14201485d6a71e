/** auditgraph as it ships: its own main.js, with limits, access by Keystone tokens, errors and logs on. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { keystone, database, nova, atlas, projectId } = JSON.parse(process.env.BENCH_UPSTREAMS);

const byPassword = (projectName) => ({
  type: "password",
  authUrl: keystone,
  username: "admin",
  password: "admin-pw",
  userDomainName: "Default",
  projectName,
  projectDomainName: "Default",
});
const config = {
  access: {
    mode: "keystone",
    keystone: {
      authUrl: keystone,
      credentials: byPassword("admin"),
      roles: { "audit:read": ["admin"], "audit:admin": ["admin"], "audit:download": ["admin"] },
    },
  },
  // One caller asks as often as it can: what is measured is the answers, not the refusals.
  limits: { rate: { enabled: false } },
  sources: [
    { name: "mysql", kind: "taurusdb", endpoint: database, projectId, credentials: byPassword("eu-west-101") },
    { name: "nova", kind: "nova", endpoint: nova, credentials: byPassword("admin") },
    { name: "lb", kind: "atlas", endpoint: atlas, credentials: { type: "basic", username: "ops", password: "ops-pw" } },
  ].map((source) => ({ ...source, maxConcurrency: 64 })),
};

const file = join(await mkdtemp(join(tmpdir(), "auditgraph-bench-")), "auditgraph.yaml");
// JSON is YAML.
await writeFile(file, JSON.stringify(config));
process.argv.push("--config", file);
process.env.PORT = "0";

// Its one line of standard output names where it serves.
const { write } = process.stdout;
process.stdout.write = (text, ...rest) => {
  const [url] = /http:\S+/.exec(String(text)) ?? [];
  if (url) process.send({ ready: `${url}/graphql` });
  return write.call(process.stdout, text, ...rest);
};
await import("../../dist/main.js");
