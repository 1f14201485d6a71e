import { lookup as lookUp, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";
import type { AuditError } from "../../audit/errors.js";
import { failure, LATER } from "../failures.js";
import { isLoopbackHost } from "../http/requester.js";

/*
 * Of the store that a source's links lead to. Nothing of a link, an object or an answer stands in a sentence.
 */

export const contentsNotEnabled = failure(
  "NOT_ENABLED",
  "Reading into the files of {source} is not enabled (contents.enabled in its configuration).",
);
export const linkNotAllowed = failure(
  "UPSTREAM_REJECTED",
  "{Source} gave a link to a host that is not allowed (contents.linkHosts in its configuration); it was not followed.",
);
/** Links end after minutes; a new operation gets a fresh one. */
export const storeRefusedLink = failure(
  "UPSTREAM_REJECTED",
  "The file store of {source} refused the link; ask again, for a fresh one.",
  LATER,
);
export const storeIgnoredRange = failure(
  "UPSTREAM_CONTRACT_VIOLATION",
  "The file store of {source} did not answer with the part of the file that was asked for.",
);
export const fileChanged = failure(
  "CONTENT_CHANGED",
  "The file at {source} is another one than before; start it again without a cursor.",
);
export const storeTimeout = failure("UPSTREAM_TIMEOUT", "The file store of {source} did not answer in time.", LATER);
const storeUnavailable = failure("UPSTREAM_UNAVAILABLE", "The file store of {source} is unavailable.", LATER);
const storeLacksFile = failure("NOT_FOUND", "The file store of {source} does not have the file.");
const storeRejected = failure("UPSTREAM_REJECTED", "The file store of {source} rejected the request.");

/** By the status of an answer that is none, or by the code of what kept it away. */
export const storeFailed = (source: string, why: number | string): AuditError => {
  const facts = { detail: `store: ${typeof why === "number" ? `HTTP ${why}` : why}` };
  if (why === 404 || why === 410) return storeLacksFile(source, facts);
  if (why === "EPRIVATE") return linkNotAllowed(source, facts);
  const isPassing = typeof why === "string" || why >= 500 || why === 408 || why === 429;
  return isPassing ? storeUnavailable(source, facts) : storeRejected(source, facts);
};

/** Addresses that no object store of a cloud has: a link to one would make this process ask its own network. */
const NETWORKS =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 " +
  "224.0.0.0/4 240.0.0.0/4 ::/127 64:ff9b::/96 64:ff9b:1::/48 2002::/16 fc00::/7 fe80::/10 ff00::/8";

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

const PRIVATE = new BlockList();
for (const network of NETWORKS.split(" ")) {
  const [address = "", prefix] = network.split("/");
  PRIVATE.addSubnet(address, Number(prefix), familyOf(address));
}

export const isPrivate = (address: string): boolean => PRIVATE.check(address, familyOf(address));

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
