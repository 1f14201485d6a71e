import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const COMPILER = createRequire(join(process.cwd(), "package.json")).resolve("relay-compiler/cli.js");

/** The root fields that are connections, and a node's own, each paged and refetched as Relay does it. */
export const RELAY_SOURCE = `
graphql\`
  query componentsQuery($window: TimeWindowInput!, $id: ID!) {
    ...componentsPeriods
    ...componentsTimeLine @arguments(window: $window)
    ...componentsBalancers
    node(id: $id) { ...componentsFiles @arguments(window: $window) @alias }
  }
\`;
graphql\`
  fragment componentsPeriods on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 12 }, cursor: { type: "String" })
  @refetchable(queryName: "componentsPeriodsPage") {
    usageAuditPeriods(first: $count, after: $cursor) @connection(key: "Periods_usageAuditPeriods") {
      edges { node { id end status } }
      coverage { state }
    }
  }
\`;
graphql\`
  fragment componentsTimeLine on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 50 }, cursor: { type: "String" }, window: { type: "TimeWindowInput!" })
  @refetchable(queryName: "componentsTimeLinePage") {
    auditRecords(window: $window, first: $count, after: $cursor) @connection(key: "TimeLine_auditRecords") {
      edges { node { __typename id occurredAt } }
    }
  }
\`;
graphql\`
  fragment componentsBalancers on Query
  @argumentDefinitions(first: { type: "Int" }, after: { type: "String" }, last: { type: "Int" }, before: { type: "String" })
  @refetchable(queryName: "componentsBalancersPage") {
    loadBalancerAudits(first: $first, after: $after, last: $last, before: $before)
      @connection(key: "Balancers_loadBalancerAudits") {
      edges { node { id status alerts { id } } }
    }
  }
\`;
graphql\`
  fragment componentsFiles on DatabaseInstance
  @argumentDefinitions(count: { type: "Int", defaultValue: 50 }, cursor: { type: "String" }, window: { type: "TimeWindowInput!" })
  @refetchable(queryName: "componentsFilesPage") {
    name
    auditLogFiles(window: $window, first: $count, after: $cursor) @connection(key: "Files_auditLogFiles") {
      edges { node { id name sizeBytes } }
    }
  }
\`;
`;

/** A project of Relay's, with the published schema. Its manifest, documents.json, has the texts that go over the wire. */
export const compileRelay = (source: string) => {
  const project = mkdtempSync(join(tmpdir(), "relay-"));
  mkdirSync(join(project, "artifacts"));
  copyFileSync("schema/audit.graphql", join(project, "schema.graphql"));
  writeFileSync(join(project, "components.ts"), source);
  const config = {
    src: ".",
    schema: "schema.graphql",
    language: "typescript",
    artifactDirectory: "artifacts",
    customScalarTypes: { DateTime: "string", SafeInt: "number", URL: "string" },
    noFutureProofEnums: true,
    persistConfig: { file: "documents.json", algorithm: "SHA256" },
  };
  writeFileSync(join(project, "relay.config.json"), JSON.stringify(config));
  writeFileSync(join(project, "documents.json"), "{}");
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(COMPILER), "relay.config.json"], {
    cwd: project,
  });
  const read = (file: string): string => readFileSync(join(project, file), "utf8");
  return { status, told: stdout.toString() + stderr.toString(), read };
};
