import type { Session } from "../../audit/session.js";
import type { Clock } from "../clock.js";
import { untilSessionEnds } from "../../audit/session-ended.js";
import type { UpstreamKind, UpstreamOptions } from "../upstream-options.js";
import { akskCredentials } from "./aksk.js";
import { basicCredentials } from "./basic.js";
import type { CatalogQuery } from "./catalog.js";
import type { AkskOptions } from "./credential-options.js";
import type { Credentials } from "./credentials.js";
import { fixedTokenCredentials } from "./fixed-token.js";
import { forwardCredentials } from "./forward.js";
import { lookUpIamProject } from "./iam-project.js";
import type { IdentityRegistry } from "./identity-registry.js";
import { KeystoneCredentials } from "./keystone-credentials.js";

interface Shared {
  readonly clock: Clock;
  readonly identities: IdentityRegistry;
}

/** One lookup for all who wait; a failed one is forgotten. */
const once = (look: () => Promise<string>): ((session: Session) => Promise<string>) => {
  let found: Promise<string> | undefined;
  return (session) => {
    found ??= look().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return untilSessionEnds(found, session.signal);
  };
};

const aksk = (options: UpstreamOptions, credentials: AkskOptions, { clock, identities }: Shared): Credentials => {
  const { name, region, ca } = options;
  const { iamEndpoint } = credentials;
  const signer = akskCredentials(credentials, clock, options.projectId);
  if (iamEndpoint === undefined || region === null) return signer;
  const lookup = { source: name, credentials: { ...credentials, iamEndpoint }, region, clock };
  return { ...signer, projectId: once(() => lookUpIamProject({ ...lookup, transport: identities.transport(ca) })) };
};

/** The implementation for a source's type of credentials. */
export const createCredentials = (options: UpstreamOptions, kind: UpstreamKind, shared: Shared): Credentials => {
  const { name, credentials, ca } = options;
  const { clock, identities } = shared;
  const catalog: CatalogQuery = {
    serviceTypes: kind.serviceTypes,
    interface: options.interface ?? "public",
    region: options.region,
    keepPath: kind.keepCatalogPath,
  };
  switch (credentials.type) {
    case "password":
    case "applicationCredential":
      return new KeystoneCredentials(name, identities.account(credentials, ca), catalog, clock);
    case "token": {
      const { authUrl } = credentials;
      if (authUrl === undefined) return fixedTokenCredentials(credentials);
      const keeper = identities.fixed({ ...credentials, authUrl }, ca);
      return fixedTokenCredentials(credentials, new KeystoneCredentials(name, keeper, catalog, clock));
    }
    case "aksk":
      return aksk(options, credentials, shared);
    case "basic":
      return basicCredentials(credentials);
    case "forward":
      return forwardCredentials(name);
  }
};
