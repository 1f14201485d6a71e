/** Who may import whom (docs/architecture.md): downwards only. */
const room = (name) => `^src/${name}(/|\\.ts$)`;
/** What a configuration says is for all to read: the types, never a value. */
const CONFIG_TYPES = ["type-only"];
const only = (name, ...allowed) => ({
  name: `${name}-imports-downwards`,
  severity: "error",
  comment: `src/${name} may import only: itself, config's types${allowed.map((a) => `, ${a}`).join("")}.`,
  from: { path: room(name) },
  to: { path: "^(src|sandbox)/", pathNot: [room(name), room("config"), ...allowed.map(room)].join("|") },
});

const CONNECTING = "node_modules/(undici|ioredis)|^(node:)?https?$|^(node:)?net$|^(node:)?tls$";

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      comment: "Types count: two files that need each other's types are one room, or lack a third.",
      from: {},
      to: { circular: true },
    },
    only("audit"),
    only("telemetry", "audit"),
    only("fairness", "audit"),
    only("upstream", "audit", "telemetry", "fairness"),
    only("sources", "audit", "upstream"),
    only("contents", "audit"),
    only("graphql", "audit", "contents"),
    only("server", "graphql", "audit", "telemetry", "fairness"),
    only("config", "audit"),
    only("doctor", "sources", "audit", "upstream"),
    {
      name: "of-config-only-types",
      severity: "error",
      comment: "Its values are for what starts the process.",
      from: { path: "^src/[^/]+/", pathNot: "^src/config/" },
      to: { path: "^src/config/", dependencyTypesNot: CONFIG_TYPES },
    },
    {
      name: "the-sandbox-stands-alone",
      severity: "error",
      from: { path: "^sandbox/" },
      to: { path: "^src/" },
    },
    {
      name: "the-sandbox-is-asked-by-its-index",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(dist/)?sandbox/(?!index\\.)" },
    },
    {
      name: "a-source-never-imports-another",
      severity: "error",
      from: { path: "^src/sources/([^/]+)/" },
      to: { path: "^src/sources/[^/]+/", pathNot: "^src/sources/$1/" },
    },
    {
      name: "only-upstream-opens-connections",
      severity: "error",
      comment: "server/http may import node:http, to listen; control.ts node:net, for a Unix socket.",
      from: { path: "^src/(?!upstream|server/http/|config/proxy[.]ts$|control[.]ts$)" },
      to: { path: CONNECTING },
    },
    {
      name: "control-only-has-a-unix-socket",
      severity: "error",
      from: { path: "^src/control[.]ts$" },
      to: { path: CONNECTING, pathNot: "^(node:)?net$" },
    },
    {
      name: "proxy-only-compares",
      severity: "error",
      comment: "Of node:net it takes BlockList, which compares addresses.",
      from: { path: "^src/config/proxy[.]ts$" },
      to: { path: CONNECTING, pathNot: "^(node:)?net$" },
    },
    {
      name: "server-http-only-listens",
      severity: "error",
      comment: "Of node:net it takes BlockList, which compares addresses.",
      from: { path: "^src/server/http/" },
      to: { path: CONNECTING, pathNot: "^(node:)?(https?|net)$" },
    },
    {
      name: "only-graphql-and-server-name-graphql",
      severity: "error",
      from: { path: "^(src/(audit|contents|sources|upstream|config|telemetry|doctor)|sandbox)/" },
      to: { path: "node_modules/(graphql|type-graphql|@apollo)" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      conditionNames: ["types", "import", "require", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};
