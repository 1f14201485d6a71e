import {
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isScalarType,
} from "graphql";

/** One column: where its value stands in a record, and of which types of record it is; of all when absent. */
interface Column {
  readonly name: string;
  readonly path: readonly string[];
  readonly on: readonly string[] | undefined;
}

const column = (name: string, path = name, ...on: readonly string[]): Column => ({
  name,
  path: path.split("."),
  on: on.length > 0 ? on : undefined,
});

const [PERIOD, FILE, BALANCER] = ["UsageAuditPeriod", "AuditLogFile", "LoadBalancerAudit"] as const;

/*
 * Only what takes no call beside the list's own, and what is the same whenever it is read: a record's fetchedAt would
 * make two readings of one list differ.
 */
const common: readonly Column[] = [
  column("id"),
  column("source", "source.name"),
  column("kind", "source.kind"),
  column("occurredAt"),
  column("severity"),
  column("summary"),
];

/** The columns of each list, in their order: of CSV and of NDJSON alike. `cursor` is the last of each. */
const columns = {
  auditRecords: [
    column("type", "__typename"),
    ...common,
    column("begin", "beganAt", PERIOD, FILE),
    column("end", "endedAt", PERIOD, FILE),
    column("instanceId", "instance.instanceId", FILE),
    column("nodeId", "clusterNodeId", FILE),
    column("fileName", "name", FILE),
    column("sizeBytes", "sizeBytes", FILE),
    column("periodStatus", "status", PERIOD),
    column("totalInstances", "instanceCount", PERIOD),
    column("totalErrors", "errorCount", PERIOD),
    column("loadBalancerId", "loadBalancer.loadBalancerId", BALANCER),
    column("loadBalancerName", "name", BALANCER),
    column("loadBalancerStatus", "status", BALANCER),
    column("projectId", "projectId", BALANCER),
  ],
  auditLogFiles: [
    ...common,
    column("instanceId", "instance.instanceId"),
    column("nodeId", "clusterNodeId"),
    column("upstreamId"),
    column("name"),
    column("sizeBytes"),
    column("sizeIsExact"),
    column("begin", "beganAt"),
    column("end", "endedAt"),
  ],
  usageAuditPeriods: [
    ...common,
    column("begin", "beganAt"),
    column("end", "endedAt"),
    column("status"),
    column("statusText"),
    column("hosts", "hostCounts.total"),
    column("hostsDone", "hostCounts.done"),
    column("hostsRunning", "hostCounts.running"),
    column("hostsNotRun", "hostCounts.notRun"),
    column("totalInstances", "instanceCount"),
    column("totalErrors", "errorCount"),
  ],
  loadBalancerAudits: [
    ...common,
    column("loadBalancerId", "loadBalancer.loadBalancerId"),
    column("name"),
    column("status"),
    column("createdAt"),
    column("updatedAt"),
    column("projectId"),
    column("operatingStatus"),
    column("provider"),
    column("vipAddress"),
  ],
} as const satisfies Record<string, readonly Column[]>;

type ListName = keyof typeof columns;
const LISTS = Object.keys(columns) as readonly ListName[];

/** A parameter of the URL that is an argument of the list, or a member of its filter. */
export interface Parameter {
  readonly name: string;
  readonly of: "arguments" | "filter";
  readonly isList: boolean;
  readonly form: "text" | "number" | "boolean" | "instance";
}

export interface Table {
  readonly list: ListName;
  readonly columns: readonly Column[];
  readonly parameters: readonly Parameter[];
  /** The operation that answers one page. */
  readonly query: string;
}

/** What an export says itself of each page; a reader of news, of the end or of one gap has other ways. */
const OF_PAGES = new Set(["first", "after", "patienceMs", "last", "before", "refill", "newSince"]);
const OF_EACH_PAGE = ["first", "after", "patienceMs"] as const;

const formOf = (type: GraphQLInputType): Parameter["form"] | undefined => {
  const named = getNamedType(type);
  if (isInputObjectType(named)) return named.name === "DatabaseInstanceRef" ? "instance" : undefined;
  if (!isScalarType(named)) return "text";
  if (named.name === "Boolean") return "boolean";
  return ["Int", "SafeInt", "Float"].includes(named.name) ? "number" : "text";
};

interface Typed {
  readonly name: string;
  readonly type: GraphQLInputType;
}

const parametersOf = (all: readonly Typed[], of: Parameter["of"]): Parameter[] =>
  all.flatMap(({ name, type }) => {
    const form = formOf(type);
    return form === undefined ? [] : [{ name, of, isList: isListType(getNullableType(type)), form }];
  });

/** A field by its path, under the column's name where that is another than the field's. */
const selectionOf = ({ name, path }: Column): string => {
  const [field = "", ...below] = path;
  if (below.length > 0) return `${field} { ${below.join(" { ")} ${"} ".repeat(below.length)}`;
  return field === name ? field : `${name}: ${field}`;
};

const nodeSelection = (all: readonly Column[]): string => {
  const ofAll = all.filter(({ on }) => !on).map(selectionOf);
  const types = [...new Set(all.flatMap(({ on }) => on ?? []))];
  const ofTypes = types.map((type) => {
    const own = all.filter(({ on }) => on?.includes(type)).map(selectionOf);
    return `... on ${type} { ${own.join(" ")} }`;
  });
  return [...ofAll, ...ofTypes].join(" ");
};

const membersOf = (type: GraphQLInputType): readonly Typed[] => {
  const named = getNamedType(type);
  return isInputObjectType(named) ? Object.values(named.getFields()) : [];
};

/** The export's tables, with the arguments and filters that the schema's lists have. */
export const tablesOf = (schema: GraphQLSchema): ReadonlyMap<string, Table> => {
  const fields = schema.getQueryType()?.getFields() ?? {};
  const tables = LISTS.map((list): [string, Table] => {
    const all: readonly Typed[] = fields[list]?.args ?? [];
    const own = all.filter(({ name }) => !OF_PAGES.has(name));
    const filter = all.find(({ name }) => name === "filter");
    const members: readonly Typed[] = filter ? membersOf(filter.type) : [];
    const taken = all.filter(({ name }) => own.some((each) => each.name === name) || isOfEachPage(name));
    const variables = taken.map(({ name, type }) => `$${name}: ${String(type)}`).join(", ");
    const passed = taken.map(({ name }) => `${name}: $${name}`).join(", ");
    const query = `query Export${list[0]?.toUpperCase() ?? ""}${list.slice(1)}(${variables}) {
  list: ${list}(${passed}) {
    edges { cursor node { ${nodeSelection(columns[list])} } }
    pageInfo { hasNextPage endCursor }
    coverage(states: [FAILED, SKIPPED]) {
      source { name } instance { instanceId } state
      problem { code message retryable retryAfterMs } missing { from to }
    }
  }
}`;
    const named = own.filter(({ name }) => name !== "window" && name !== "filter");
    const parameters = [...parametersOf(named, "arguments"), ...parametersOf(members, "filter")];
    return [list, { list, columns: columns[list], parameters, query }];
  });
  return new Map(tables);
};

const isOfEachPage = (name: string): boolean => OF_EACH_PAGE.some((each) => each === name);

type Node = Readonly<Record<string, unknown>>;

/** A column's value of a record; null where records of its type have none. */
export const valueIn = (node: Node, { name, path }: Column): unknown => {
  if (path.length === 1) return node[name] ?? null;
  let value: unknown = node;
  for (const step of path) value = typeof value === "object" && value !== null ? (value as Node)[step] : undefined;
  return value ?? null;
};
