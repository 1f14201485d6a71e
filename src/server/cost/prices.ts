import { type Level, type Price, type World } from "./level.js";
import { type Arguments, lengthOf, member, pageSize, slicesOf, wantedBy } from "./price-arguments.js";

/** How many instances a database service is taken to have, where the operation does not name them. */
const INSTANCES = 4;
/** Files, links and balancers of one call. */
const FILES = 50;
const LINKS = 50;
const BALANCERS = 100;
const PERIODS_PER_PAGE = 12;
/** Alerts that a balancer is taken to have. */
const ALERTS = 2;

type PriceOf = (args: Arguments, parent: Level, world: World) => Price;

/** A list of up to `size` records, and what reading it takes, below every parent. */
const list = (parent: Level, size: number, calls: number, more: Partial<Level> = {}): Price => {
  const objects = parent.objects * size;
  const below = { objects, lists: parent.objects, slices: 1, isNamedOnly: false, ...more };
  return { calls: parent.objects * calls, records: objects, below };
};

const files = (args: Arguments, parent: Level, world: World, timelines: number, more = 0): Price => {
  const slices = slicesOf(args, world.now);
  const size = pageSize(args);
  const calls = timelines * slices + Math.ceil(size / FILES) - 1 + more;
  return list(parent, size, calls, { lists: parent.objects * Math.min(timelines, size), slices });
};

/** Calls that take `size` objects of one list at once. */
const batches = ({ objects, lists }: Level, size: number): number =>
  lists * Math.ceil(objects / Math.max(1, lists) / size);

const lookUp: PriceOf = (_args, parent) => ({ calls: parent.isNamedOnly ? parent.objects : 0 });
const named: PriceOf = (_args, parent) => ({ calls: 0, below: { ...parent, isNamedOnly: true } });
const one = (parent: Level): Price => ({ calls: parent.objects });

/** References that only name an entity: nothing is asked for them. */
const STUBS = new Set<unknown>(["AuditSource", "ComputeHost", "DatabaseInstance", "LoadBalancer"]);

/** A call for each period, of every Nova as if the page were its own, and one for the record beyond the page. */
const periodCalls = (size: number, novas: number): number => novas * (size + 1);

const auditRecords: PriceOf = (args, parent, world) => {
  const wanted = wantedBy(args.filter);
  const usage = world.count("usage", wanted);
  const databases = world.count("database", wanted);
  const balancers = world.count("loadBalancer", wanted);
  const size = pageSize(args);
  const periods = periodCalls(size, usage);
  const price = files(args, parent, world, databases * INSTANCES, databases + periods + balancers);
  return databases > 0 ? price : list(parent, size, periods + balancers);
};

/** Upstream calls by field, worst case and before anything is shared. Fields that are not named here cost nothing. */
export const prices: Readonly<Record<string, PriceOf>> = {
  "Query.node": (_args, parent) => one(parent),
  "Query.nodes": ({ ids }, parent) => list(parent, lengthOf(ids) ?? 1, lengthOf(ids) ?? 1),
  "Query._entities": ({ representations }, parent) => {
    const all: readonly unknown[] = Array.isArray(representations) ? representations : [];
    const calls = all.filter((each) => !STUBS.has(member(each, "__typename"))).length;
    return list(parent, all.length, calls, { isNamedOnly: true });
  },
  "Query.auditSources": (_args, parent) => ({ calls: 0, below: parent }),
  "Query.usageAuditPeriods": (args, parent, world) => {
    const size = pageSize(args, PERIODS_PER_PAGE);
    return list(parent, size, periodCalls(size, world.count("usage", wantedBy(args))));
  },
  "Query.usageAuditPeriod": (_args, parent) => one(parent),
  "UsageAuditPeriod.previous": (_args, parent) => one(parent),
  "UsageAuditPeriod.hosts": (args, parent) => list(parent, pageSize(args), 0),
  "ComputeHost.usageAudits": (args, parent) => {
    const size = pageSize(args, PERIODS_PER_PAGE);
    return list(parent, size, periodCalls(size, 1));
  },
  "Query.databaseInstance": (_args, parent) => one(parent),
  "Query.databaseInstances": (args, parent, world) =>
    list(parent, pageSize(args), world.count("database", wantedBy(args))),
  "DatabaseInstance.name": lookUp,
  "DatabaseInstance.status": lookUp,
  "DatabaseInstance.engine": lookUp,
  "DatabaseInstance.auditPolicy": (_args, parent) => one(parent),
  "DatabaseInstance.auditLogFiles": (args, parent, world) => files(args, parent, world, 1),
  "AuditLogFile.instance": named,
  "SourceCoverage.instance": named,
  "Query.auditLogFiles": (args, parent, world) => {
    const refs = lengthOf(args.instances);
    const databases = world.count("database", {});
    return files(args, parent, world, refs ?? databases * INSTANCES, refs === undefined ? databases : 0);
  },
  "AuditLogFileConnection.totalCount": (_args, parent) => ({ calls: parent.lists * parent.slices }),
  "AuditLogFile.downloadLink": (_args, parent) => ({ calls: batches(parent, LINKS) }),
  "Query.loadBalancerAudits": (args, parent, world) => {
    const sources = world.count("loadBalancer", wantedBy(args.filter));
    const asksAlerts =
      (member(args.filter, "hasUnacknowledgedAlerts") ?? member(args.filter, "accountIds") ?? null) !== null;
    return list(parent, pageSize(args), asksAlerts ? sources * 2 : sources);
  },
  "LoadBalancer.audit": (_args, parent) => one(parent),
  "LoadBalancerAudit.alerts": (_args, parent) => ({
    ...list(parent, ALERTS, 0),
    calls: batches(parent, BALANCERS),
  }),
  "Query.auditRecords": auditRecords,
};
