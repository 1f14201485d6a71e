import type { AnySource, AuditLogFileRecord } from "../../src/audit/sources.js";
import { AuditError } from "../../src/audit/errors.js";
import { decodeId } from "../../src/audit/id.js";
import { mappedTimeline } from "../../src/audit/timeline.js";
import { type Caller, Scope } from "../../src/audit/session.js";
import type { AccessPolicy } from "../../src/server/access/policy.js";
import { memoryBalancerSource } from "../http/support/memory-balancer-source.js";
import { memoryDatabaseSource } from "../http/support/memory-database-source.js";
import { memoryUsageSource } from "../http/support/memory-usage-source.js";

const down = new AuditError("UPSTREAM_UNAVAILABLE", "The source cannot be reached.", {
  retryable: true,
  retryAfterMs: 1_500,
  upstreamRequestId: "req-7",
});

/** Texts that JSON has to escape, and one record with values that their scalars refuse. */
const oddFile = (file: AuditLogFileRecord): AuditLogFileRecord => ({
  ...file,
  nodeId: '"node"\\',
  name: `${file.name}\u0007\n\u2028\u{1f980}`,
  ...(file.upstreamId.endsWith("3") ? { sizeBytes: 1.5, end: Number.NaN } : {}),
});

const oddSource = (): AnySource => {
  const source = memoryDatabaseSource({ name: "odd", kind: "DDS", instances: ["odd"], filesEach: 6 });
  if (source.subject !== "database") throw new Error("not a database source");
  return {
    ...source,
    open: (session) => {
      const reader = source.open(session);
      return {
        ...reader,
        instance: async (id) => {
          const known = await reader.instance(id);
          return known && { ...known, name: null, engine: "a\u0000b" };
        },
        files: (id, filter) => mappedTimeline(reader.files(id, filter), (file) => [oddFile(file)]),
        file: async (...place) => {
          const file = await reader.file(...place);
          return file && oddFile(file);
        },
      };
    },
  };
};

/** Sources whose answers are the same every time; some of them fail, each in its own way. */
export const sources: readonly AnySource[] = [
  memoryUsageSource(),
  memoryUsageSource({ name: "compute-down", failure: down }),
  memoryDatabaseSource(),
  memoryDatabaseSource({ name: "broken", kind: "RDS", failure: down }),
  memoryDatabaseSource({ name: "buggy", failure: new Error("a secret") }),
  oddSource(),
  memoryBalancerSource(),
  memoryBalancerSource({ name: "lb-down", failure: down }),
];

const callerOf = (key: string, scopes: readonly Scope[]): Caller => ({
  key,
  token: undefined,
  scopes: new Set(scopes),
  anonymous: scopes.length === 0,
});
const { READ, ADMIN, DOWNLOAD } = Scope;

/** Who asks, by x-auth-token. Without the scope of links one field fails in every list of files. */
export const callers = {
  all: callerOf("all", [READ, ADMIN, DOWNLOAD]),
  admin: callerOf("admin", [READ, ADMIN]),
  reader: callerOf("reader", [READ]),
  nobody: callerOf("nobody", []),
};
export type CallerName = keyof typeof callers;
const isCaller = (name: unknown): name is CallerName => typeof name === "string" && Object.hasOwn(callers, name);

export const access: AccessPolicy = {
  callerOf: ({ "x-auth-token": name }) => Promise.resolve(isCaller(name) ? callers[name] : callers.nobody),
};

const WINDOW = 'window: {from: "2026-11-18T00:00:00Z", to: "2026-11-20T12:00:00Z"}';

/** Arguments of lists that are walked with real cursors: those of other arguments are refused. */
const walks: Readonly<Record<string, string>> = {
  "Query.usageAuditPeriods": 'sources: ["compute"]',
  "Query.databaseInstances": 'sources: ["mysql", "odd"]',
  "Query.auditLogFiles": WINDOW,
  "Query.loadBalancerAudits": 'filter: {sources: "lb"}',
  "Query.auditRecords": WINDOW,
};

interface Walk {
  readonly args: string;
  readonly cursors: readonly string[];
}

/** What the API gave out: ids by the type that they name, and cursors by list. */
export interface World {
  readonly ids: ReadonlyMap<string, readonly string[]>;
  readonly walks: ReadonlyMap<string, Walk>;
}

const matches = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, found]) => found ?? "")),
];

const byType = (ids: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const types = new Set(ids.map((id) => decodeId(id).type));
  return new Map([...types].map((type) => [type, ids.filter((id) => decodeId(id).type === type)]));
};

const harvest = `{
  ${Object.entries(walks)
    .map(([field, args]) => `${field.split(".")[1]}(${args}, first: 5) { edges { cursor node { id } } }`)
    .join("\n")}
  more: auditLogFiles(instances: {source: "odd", instanceId: "odd"}, ${WINDOW}) { nodes { id } }
  usageAuditPeriod(source: "compute") { hosts { nodes { id } } }
  balancers: loadBalancerAudits(filter: {sources: "lb"}, first: 2) { nodes { alerts { id } } }
}`;

/** Takes ids and cursors out of the answer to one operation that lists everything. */
export const gatherWorld = async (ask: (query: string) => Promise<string>): Promise<World> => {
  const text = await ask(harvest);
  const { data } = JSON.parse(text) as { readonly data: Readonly<Record<string, unknown>> };
  const ids = matches(text, /"id":"([^"]+)"/g);
  const found: World = {
    ids: byType(ids),
    walks: new Map(
      Object.entries(walks).map(([field, args]) => {
        const answered = JSON.stringify(data[field.split(".")[1] ?? ""]);
        return [field, { args, cursors: matches(answered, /"cursor":"([^"]+)"/g) }];
      }),
    ),
  };
  if (found.ids.size < 6 || [...found.walks.values()].some(({ cursors }) => cursors.length === 0)) {
    throw new Error(`the world is too small: ${[...found.ids.keys()].join(", ")} in ${text}`);
  }
  return found;
};
