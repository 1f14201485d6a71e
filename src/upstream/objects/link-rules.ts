import { lookup as lookUp, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";

/** Addresses that no object store of a cloud has: a link to one would make this process ask its own network. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  PRIVATE.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["::", 127],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  PRIVATE.addSubnet(network, prefix, "ipv6");
}

export const isPrivate = (address: string): boolean => PRIVATE.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Is it this machine by its name? So the sandbox is, and nothing else that has links. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK.has(host);

/**
 * The domain that the endpoint's host and its neighbours share: of rds.eu-de.otc.example.com that is eu-de.otc.example.com.
 * Undefined where it has less than three labels: then it may be a whole country's.
 */
const parentOf = (host: string): string | undefined => {
  const labels = host.split(".").slice(1);
  return isIP(host) === 0 && labels.length >= 3 ? labels.join(".") : undefined;
};

const isBelow = (host: string, domain: string): boolean => host.endsWith(`.${domain}`);

const fits = (host: string, rule: string): boolean =>
  rule.startsWith("*.") ? isBelow(host, rule.slice(2)) : host === rule;

interface Rules {
  /** The source's own endpoint. */
  readonly endpoint: string;
  readonly linkHosts: readonly string[] | undefined;
}

/**
 * The link where it may be followed, otherwise undefined: https to a host that the configuration allows, or that stands
 * below the endpoint's parent domain. Where the source itself is on this machine (the sandbox) also plain HTTP to this machine.
 */
export const permitted = (link: string, { endpoint, linkHosts }: Rules): URL | undefined => {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  const { protocol, hostname, username, password } = url;
  if (username !== "" || password !== "") return undefined;
  const own = new URL(endpoint).hostname;
  if (isLoopbackHost(hostname)) return isLoopbackHost(own) && /^https?:$/.test(protocol) ? url : undefined;
  const address = hostname.replace(/^\[|\]$/g, "");
  if (protocol !== "https:" || (isIP(address) !== 0 && isPrivate(address))) return undefined;
  const parent = parentOf(own);
  const isAllowed = linkHosts
    ? linkHosts.some((rule) => fits(hostname, rule))
    : parent !== undefined && isBelow(hostname, parent);
  return isAllowed ? url : undefined;
};

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

const refused = (): NodeJS.ErrnoException => Object.assign(new Error("a private address"), { code: "EPRIVATE" });

/**
 * What a name's connection goes to, looked at where it is made: a name that is allowed may still be one of a private
 * address, and another one a moment later.
 */
export const publicLookup = (hostname: string, options: LookupOptions, found: Found): void => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      found(error, []);
      return;
    }
    const open = isLoopbackHost(hostname) ? addresses : addresses.filter(({ address }) => !isPrivate(address));
    const [first] = open;
    if (!first) found(refused(), []);
    else if (options.all === true) found(null, open);
    else found(null, first.address, first.family);
  });
};
