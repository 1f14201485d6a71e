import type { Environment } from "./environment.js";
import { setting } from "./environment.js";
import { exclusions } from "./no-proxy.js";
import type { Problems } from "./problems.js";

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
