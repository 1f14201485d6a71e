import type { AccessConfig, ProxyConfig } from "./config/config.js";
import type { AccessPolicy } from "./server/access/access-policy.js";
import { jwtAccess } from "./server/access/jwt-access.js";
import { keystoneAccess } from "./server/access/keystone-access.js";
import { openAccess } from "./server/access/open-access.js";
import type { Clock } from "./upstream/clock.js";
import type { Upstreams } from "./upstream/create-upstreams.js";
import { createTokenValidator } from "./upstream/identity-validation/create-token-validator.js";
import { publicDocument } from "./upstream/public-document.js";

export interface AccessParts {
  readonly upstreams: Upstreams;
  readonly clock: Clock;
  readonly proxy: ProxyConfig;
}

/** The policy of the configured access mode, and what closes its connections. Asks nobody for anything yet. */
export const accessOf = (
  access: AccessConfig,
  { upstreams, clock, proxy }: AccessParts,
): { readonly policy: AccessPolicy; close(): Promise<void> } => {
  const nothing = (): Promise<void> => Promise.resolve();
  switch (access.mode) {
    case "open":
      return { policy: openAccess, close: nothing };
    case "keystone": {
      const validator = createTokenValidator(upstreams, access, clock);
      const validate = validator.validate.bind(validator);
      return { policy: keystoneAccess({ validate, roles: access.roles }), close: nothing };
    }
    case "jwt": {
      const { keys, ...rules } = access;
      const settings = { ...rules, clock: () => clock.now() };
      if ("publicKey" in keys) return { policy: jwtAccess({ ...settings, keys }), close: nothing };
      const document = publicDocument({ name: "issuer", url: keys.jwksUri, clock, proxy });
      const policy = jwtAccess({ ...settings, keys: { read: () => document.read() } });
      return { policy, close: () => document.close() };
    }
  }
};
