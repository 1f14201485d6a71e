import { type Environment, setting } from "./environment.js";
import type { Problems } from "./problems.js";
import { BlockList, isIP, isIPv6 } from "node:net";

/** Is this origin one that NO_PROXY excludes? */
type Excludes = (origin: URL) => boolean;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

const family = (address: string): "ipv4" | "ipv6" => (isIPv6(address) ? "ipv6" : "ipv4");
const bare = (host: string): string =>
  host
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();

const network = (address: string, bits: number): Excludes => {
  const list = new BlockList();
  list.addSubnet(address, bits, family(address));
  return ({ hostname }) => {
    const host = bare(hostname);
    return isIP(host) !== 0 && list.check(host, family(host));
  };
};

/** A name stands for itself and for all below it, with a dot or *. before it or without. */
const name = (written: string): Excludes => {
  const wanted = bare(written.replace(/^\*?\./, ""));
  return ({ hostname }) => {
    const host = bare(hostname);
    return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`));
  };
};

const place = (host: string): Excludes => (isIP(host) === 0 ? name(host) : network(host, isIPv6(host) ? 128 : 32));

/** host:port, [address]:port; an address of IPv6 has colons of its own. */
const PORTED = /^(\[[^\]]*\]|[^:[\]]+):(\d{1,5})$/;

/** One entry, as curl and requests read it; undefined for what is none. */
const readEntry = (entry: string): Excludes | undefined => {
  if (entry === "*") return () => true;
  const [, address = "", bits = ""] = /^\[?([\da-fA-F.:]+)\]?\/(\d{1,3})$/.exec(entry) ?? [];
  if (address !== "") {
    const most = isIPv6(address) ? 128 : 32;
    return isIP(address) === 0 || Number(bits) > most ? undefined : network(address, Number(bits));
  }
  const [, host, port] = PORTED.exec(entry) ?? [];
  if (host !== undefined) {
    const excludes = place(bare(host));
    return (origin) => (origin.port || DEFAULT_PORTS[origin.protocol]) === port && excludes(origin);
  }
  const whole = bare(entry);
  return isIP(whole) !== 0 || /^(?:\*?\.)?[^/:[\]*]+$/.test(whole) ? place(whole) : undefined;
};

const entriesOf = (noProxy: string): string[] => noProxy.split(/[\s,]+/).filter((entry) => entry !== "");

/**
 * Which origins are to be asked without the proxy: names with all below them, addresses, networks (10.0.0.0/8), each with
 * a port or without, and * for all, wherever it stands; as curl and requests do. Undefined where an entry means nothing: it
 * was to keep something from the proxy, and would not.
 */
export const exclusions = (noProxy: string): Excludes | undefined => {
  const entries = entriesOf(noProxy).map(readEntry);
  const read = entries.flatMap((each) => each ?? []);
  return read.length === entries.length ? (origin) => read.some((excludes) => excludes(origin)) : undefined;
};

/** The proxies that the environment names, as every program takes them. */
export interface ProxyConfig {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  /** Is the origin one that NO_PROXY names? */
  readonly excludes?: ((origin: URL) => boolean) | undefined;
}

interface Named {
  readonly name: string;
  readonly value: string;
}

/** The lower-case spelling wins, as it does for curl; an empty value is none. */
const either = (env: Environment, name: string): Named | undefined => {
  const found = [name.toLowerCase(), name].find((each) => setting(env, each) !== undefined);
  const value = found && setting(env, found)?.trim();
  return found && value ? { name: found, value } : undefined;
};

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** A proxy's URL; one without a scheme is http, as for curl and requests. */
const proxyUrl = (written: Named | undefined, problems: Problems): string | undefined => {
  if (written === undefined) return undefined;
  const { name, value } = written;
  const url = SCHEME.test(value) ? value : `http://${value}`;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  problems.add(
    [],
    `${name} is no URL of an HTTP proxy`,
    `Set ${name} to a URL such as http://proxy.example:3128, or unset it.`,
  );
  return undefined;
};

/** HTTP_PROXY, HTTPS_PROXY, ALL_PROXY for what they leave open, and NO_PROXY of the environment. */
export const parseProxy = (env: Environment, problems: Problems): ProxyConfig => {
  const noProxy = either(env, "NO_PROXY");
  const excludes = noProxy && exclusions(noProxy.value);
  if (noProxy !== undefined && excludes === undefined) {
    problems.add(
      [],
      `${noProxy.name} holds an entry that is neither a host nor a network`,
      "Write names, addresses, networks such as 10.0.0.0/8, each with :port or without, or * for all.",
    );
  }
  const all = proxyUrl(either(env, "ALL_PROXY"), problems);
  const proxyFor = (name: string): string | undefined => {
    const own = either(env, name);
    return own === undefined ? all : proxyUrl(own, problems);
  };
  return {
    httpProxy: proxyFor("HTTP_PROXY"),
    httpsProxy: proxyFor("HTTPS_PROXY"),
    excludes,
  };
};
