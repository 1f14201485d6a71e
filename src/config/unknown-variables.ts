import type { Environment } from "./config.js";

/** Variables of this product's own name that it reads. */
const KNOWN: ReadonlySet<string> = new Set(["AUDITGRAPH_CONFIG"]);

/** What Kubernetes puts into a pod beside a Service of this product's name, unless enableServiceLinks is off. */
const SERVICE_LINK = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;
const isServiceLink = (name: string, value: string): boolean =>
  SERVICE_LINK.test(name) || (name.endsWith("_PORT") && /^(tcp|udp|sctp):\/\//.test(value));

/**
 * AUDITGRAPH_… variables of the environment that nothing reads, by their names: a misspelling of one that is read, mostly.
 * `used`: those that the configuration takes by ${NAME}.
 */
export const unknownVariables = (env: Environment, used: ReadonlySet<string> = new Set()): readonly string[] =>
  Object.entries(env)
    .filter(([name, value]) => name.startsWith("AUDITGRAPH_") && value !== undefined && !isServiceLink(name, value))
    .map(([name]) => name)
    .filter((name) => !KNOWN.has(name) && !used.has(name))
    .toSorted();
