import type { Environment, ProxyConfig } from "./config.js";
import { setting } from "./setting.js";

/** The lower-case spelling wins, as it does for curl; an empty value is none. */
const either = (env: Environment, name: string): string | undefined =>
  setting(env, name.toLowerCase()) ?? setting(env, name);

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment. */
export const proxyOf = (env: Environment): ProxyConfig => ({
  httpProxy: either(env, "HTTP_PROXY"),
  httpsProxy: either(env, "HTTPS_PROXY"),
  noProxy: either(env, "NO_PROXY"),
});
