/** Who may import whom (docs/architecture.md): downwards only. */
const room = (name) => `^src/${name}(/|\\.ts$)`;
const only = (name, ...allowed) => ({
  name: `${name}-imports-downwards`,
  severity: "error",
  comment: `src/${name} may import only: itself${allowed.map((a) => `, ${a}`).join("")}.`,
  from: { path: room(name) },
  to: { path: "^src/", pathNot: [room(name), ...allowed.map(room)].join("|") },
});

const CONNECTING = "node_modules/(undici|ioredis)|^(node:)?https?$|^(node:)?net$|^(node:)?tls$";

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    only("audit"),
    only("telemetry"),
    only("upstream", "audit", "telemetry"),
    only("sources", "audit", "upstream"),
    only("graphql", "audit"),
    only("server", "graphql", "audit", "telemetry"),
    only("config", "audit"),
    only("sandbox"),
    only("doctor", "sources", "audit", "upstream"),
    {
      name: "a-source-never-imports-another",
      severity: "error",
      from: { path: "^src/sources/([^/]+)/" },
      to: { path: "^src/sources/[^/]+/", pathNot: "^src/sources/$1/" },
    },
    {
      name: "only-upstream-opens-connections",
      severity: "error",
      comment: "server/http may import node:http, to listen.",
      from: { path: "^src/(?!upstream|sandbox|server/http/)" },
      to: { path: CONNECTING },
    },
    {
      name: "server-http-only-listens",
      severity: "error",
      comment: "Of node:net it takes BlockList, which compares addresses.",
      from: { path: "^src/server/http/" },
      to: { path: CONNECTING, pathNot: "^(node:)?(http|net)$" },
    },
    {
      name: "only-graphql-and-server-name-graphql",
      severity: "error",
      from: { path: "^src/(audit|sources|upstream|config|sandbox|telemetry|doctor)" },
      to: { path: "node_modules/(graphql|type-graphql|@apollo)" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  },
};
