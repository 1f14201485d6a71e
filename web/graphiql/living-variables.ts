import type { Example } from "./examples.js";

const DAY = 86_400_000;

/** What is there to be shown: the sources of the configuration, and records of the last month. */
const FACTS = `query Facts($window: TimeWindowInput!) {
  auditSources { name kind }
  auditLogFiles(window: $window, first: 50) { nodes { id instance { id sourceName instanceId } } }
  usageAuditPeriods(first: 1) { nodes { id } }
  computeHosts(first: 200) { nodes { sourceName name } }
  loadBalancers(first: 1) { nodes { sourceName loadBalancerId } }
  loadBalancerAudits(first: 50) { nodes { projectId } }
}`;

interface Facts {
  readonly auditSources?: readonly { readonly name: string; readonly kind: string }[] | null;
  readonly auditLogFiles?: {
    readonly nodes: readonly {
      readonly id: string;
      readonly instance: { readonly id: string; readonly sourceName: string; readonly instanceId: string };
    }[];
  } | null;
  readonly usageAuditPeriods?: { readonly nodes: readonly { readonly id: string }[] } | null;
  readonly computeHosts?: { readonly nodes: readonly { readonly sourceName: string; readonly name: string }[] } | null;
  readonly loadBalancers?: {
    readonly nodes: readonly { readonly sourceName: string; readonly loadBalancerId: string }[];
  } | null;
  readonly loadBalancerAudits?: { readonly nodes: readonly { readonly projectId: string | null }[] } | null;
}

const ago = (days: number): string => new Date(Date.now() - days * DAY).toISOString().replace(/\.\d+Z$/, "Z");

const ask = async (headers: Readonly<Record<string, string>>): Promise<Facts> => {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query: FACTS, variables: { window: { from: ago(30) } } }),
  });
  const { data } = (await response.json()) as { data?: Facts | null };
  return data ?? {};
};

/** By the names that variables have in the examples; a variable that is not here keeps its value. */
const livingOf = (facts: Facts): Record<string, unknown> => {
  const { auditSources, auditLogFiles, usageAuditPeriods, computeHosts, loadBalancers, loadBalancerAudits } = facts;
  const named = (kinds: readonly string[]): string[] =>
    (auditSources ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
  const files = auditLogFiles?.nodes ?? [];
  const instances = [...new Map(files.map(({ instance }) => [instance.id, instance])).values()];
  const refs = instances.slice(0, 2).map(({ sourceName, instanceId }) => ({ source: sourceName, instanceId }));
  const ids = [files[0]?.id, usageAuditPeriods?.nodes[0]?.id].filter((id) => id !== undefined);
  const [nova] = named(["NOVA"]);
  const [balancer] = loadBalancers?.nodes ?? [];
  const projects = (loadBalancerAudits?.nodes ?? []).flatMap(({ projectId }) => projectId ?? []);
  const databases = named(["TAURUSDB", "RDS", "DDS"]);
  return {
    source: nova,
    name: computeHosts?.nodes.find(({ sourceName }) => sourceName === nova)?.name,
    part: "",
    balancerSource: balancer?.sourceName,
    loadBalancerId: balancer?.loadBalancerId,
    since: ago(365),
    notChangedSince: ago(0),
    window: { from: ago(30) },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    sources: databases.length > 0 ? databases : undefined,
    nameContains: "",
    instance: refs[0],
    instances: refs.length > 0 ? refs : undefined,
    projectIds: projects.length > 0 ? [...new Set(projects)] : undefined,
    id: instances[0]?.id,
    ids: ids.length > 0 ? ids : undefined,
  };
};

/** What a filter says, but for the names of sources: those are of the documentation. */
const ofAnySource = (filter: unknown): unknown =>
  Object.fromEntries(Object.entries(filter ?? {}).filter(([name]) => name !== "sources"));

/**
 * An example's variables for the sources that are configured here, so that it shows something: names out of the
 * configuration, instances that wrote files lately, projects with audited balancers, the last month. What cannot be told
 * keeps the documentation's value.
 */
export const livingVariables = async (
  { variables }: Example,
  headers: Readonly<Record<string, string>>,
): Promise<Example["variables"]> => {
  const living = await ask(headers).then(livingOf, (): Record<string, unknown> => ({}));
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      name === "filter" ? ofAnySource(value) : (living[name] ?? value),
    ]),
  );
};
