import { sha256 } from "../../audit/digest.js";
import type { CredentialOptions } from "../credentials/credential-options.js";
import type { UpstreamOptions } from "../upstream-options.js";

/** What is asked: the call and its arguments. */
export type CallKey = readonly (string | number | null)[];

/** Part of every key: raised when what is kept changes its shape, so that old and new replicas can share a store. */
const VERSION = 1;

const digest = (parts: unknown): string => sha256(JSON.stringify(parts));

/** Whose answers these are, without what proves it. A token that is configured says itself whose it is, so it counts, as a hash. */
const identityOf = (credentials: CredentialOptions): unknown => {
  switch (credentials.type) {
    case "password": {
      const { password: _password, ...identity } = credentials;
      return identity;
    }
    case "applicationCredential":
      return [credentials.authUrl, credentials.id];
    case "token":
      return [credentials.authUrl, digest(credentials.token)];
    case "aksk":
      return [credentials.accessKey, credentials.iamEndpoint];
    case "basic":
      return credentials.username;
    case "forward":
      return "forward";
  }
};

/** Tells apart sources of one name that are configured differently: another endpoint, project or account. */
export const scopeOf = ({ name, endpoint, projectId, region, credentials, ...rest }: UpstreamOptions): string =>
  `${name}:${digest([endpoint, projectId, region, rest.interface, credentials.type, identityOf(credentials)])}`;

/**
 * The key under which an answer is kept. `caller` is the caller's key (a hash) where the answer depends on who asks, and
 * empty where it does not. Arguments are digested too: a key never tells what was asked.
 */
export const cacheKey = (scope: string, caller: string, call: CallKey): string =>
  `auditgraph:${VERSION}:${scope}:${digest([caller, call])}`;
