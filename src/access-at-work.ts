import { nextMoment } from "./audit/walk.js";
import type { EndSignal, Session } from "./audit/session.js";
import type { AccessConfig } from "./config/access.js";
import type { Config } from "./config/parse.js";
import { defaultSource } from "./config/sources.js";
import { runCheck, lifeOf } from "./doctor/checks.js";
import type { Row } from "./doctor/report.js";
import { jwtAccess, usabilityOf } from "./server/access/jwt.js";
import { type AccessPolicy, keystoneAccess, openAccess } from "./server/access/policy.js";
import { typesInCallersCatalogs } from "./sources/registry.js";
import { type Check, failed, type Finding, good, warning } from "./sources/source.js";
import type { Clock } from "./upstream/clock.js";
import { publicDocument } from "./upstream/public-document.js";
import { createTokenValidator, identityClient, knownRoles } from "./upstream/token-validation.js";
import type { Upstreams } from "./upstream/upstreams.js";

export interface CheckOptions {
  readonly signal: EndSignal;
  /** A caller's token, to be looked at as well. */
  readonly token?: string | undefined;
}

/** What says who callers are. */
export interface AccessAtWork {
  readonly policy: AccessPolicy;
  /**
   * Looks whether it can say so now: the one look for all who want to know. It asks the issuer or the identity service, a
   * call or three. Never throws.
   */
  check(options: CheckOptions): Promise<readonly Row[]>;
  close(): Promise<void>;
}

const nothingToClose = (): Promise<void> => Promise.resolve();

/** In order, up to the first that cannot be run. */
const rowsOf = async (checks: readonly Check[]): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const check of checks) {
    const run = await runCheck(check);
    rows.push(...run.rows);
    if (run.broken) break;
  }
  return rows;
};

/** No identity service gave it out: what is answered to it shows whether the account may ask at all. */
const NOBODYS = "auditgraph-asks-whether-it-may-ask";

const MAY_NOT_ASK =
  "Give the account of access.keystone the role service or admin, as the identity service's policy asks (identity:validate_token).";

type KeystoneConfig = Extract<AccessConfig, { readonly mode: "keystone" }>;

const byKeystone = (
  { authUrl, credentials, ca, roles }: KeystoneConfig,
  sources: Config["sources"],
  { upstreams, clock }: { readonly upstreams: Upstreams; readonly clock: Clock },
): AccessAtWork => {
  const options = { ...defaultSource, interface: "public", authUrl, credentials, ca } as const;
  const client = identityClient(upstreams, options);
  const validator = createTokenValidator(client, typesInCallersCatalogs(sources), clock);
  const sessionOf = (signal: EndSignal): Session => {
    const caller = { key: "access check", token: undefined, scopes: new Set<never>() };
    return { now: clock.now(), moment: nextMoment(), signal, caller };
  };

  const account = (session: Session): Check => ({
    name: "account",
    run: async () => {
      const facts = await client.identity(session);
      return facts === null ? [] : [good(`the service account has a token, ${lifeOf(facts, session.now)}`)];
    },
  });
  const validation = ({ signal, token }: CheckOptions): Check => ({
    name: "validation",
    cureOf: ({ detail }) => (detail?.endsWith("HTTP 403") === true ? MAY_NOT_ASK : undefined),
    run: async () => {
      const valid = await validator.validate(token ?? NOBODYS, signal);
      if (token === undefined) return [good("callers' tokens can be validated")];
      if (valid === null) return [warning("the token of OS_TOKEN is not valid", "Get another.")];
      const has = valid.roles.length === 0 ? "no roles" : `the roles ${valid.roles.join(", ")}`;
      return [good(`the token of OS_TOKEN is valid, and has ${has} in ${valid.project?.id ?? "no project"}`)];
    },
  });
  const rolesKnown = (session: Session): Check => ({
    name: "roles",
    run: async () => {
      const known = await knownRoles(client, session);
      if (known === null) return [];
      const wanted = [...new Set(Object.values(roles).flat())];
      const unknown = wanted.filter((role) => !known.has(role.toLowerCase()));
      if (unknown.length === 0) return [good(`the identity service knows ${wanted.join(", ") || "all of none"}`)];
      return unknown.map((role) =>
        warning(
          `the identity service knows no role ${role}`,
          "Check its name in access.keystone.roles; nobody has it.",
        ),
      );
    },
  });

  return {
    policy: keystoneAccess({ validate: validator.validate.bind(validator), roles }),
    check: (look) => {
      const session = sessionOf(look.signal);
      return rowsOf([account(session), validation(look), rolesKnown(session)]);
    },
    close: nothingToClose,
  };
};

/** What can be said of an issuer's keys. */
const keysFinding = async (document: unknown): Promise<Finding> => {
  const { all, algorithms } = await usabilityOf(document);
  const cure = "Name the issuer's key set in access.jwt.jwksUri: keys of RSA, EC or Ed25519 that sign.";
  if (all === 0) return failed("the key set holds no keys", cure);
  if (algorithms.length === 0) return failed(`none of the key set's ${all} keys can be used`, cure);
  return good(`${algorithms.length} of the key set's ${all} keys can be used: ${[...new Set(algorithms)].join(", ")}`);
};

type JwtConfig = Extract<AccessConfig, { readonly mode: "jwt" }>;

const byJwt = ({ keys, ...rules }: JwtConfig, proxy: Config["proxy"], clock: Clock): AccessAtWork => {
  const settings = { ...rules, clock: () => clock.now() };
  // A key in a file was read and judged at the start.
  if ("publicKey" in keys)
    return { policy: jwtAccess({ ...settings, keys }), check: () => Promise.resolve([]), close: nothingToClose };
  const document = publicDocument({ name: "issuer", url: keys.jwksUri, clock, proxy });
  return {
    policy: jwtAccess({ ...settings, keys: { read: () => document.read() } }),
    check: () => rowsOf([{ name: "keys", run: async () => [await keysFinding(await document.read())] }]),
    close: () => document.close(),
  };
};

/** The policy of the configured access mode, and how to look at it. Asks nobody for anything yet. */
export const accessAtWork = (
  { access, proxy, sources }: Pick<Config, "access" | "proxy" | "sources">,
  upstreams: Upstreams,
  clock: Clock,
): AccessAtWork => {
  switch (access.mode) {
    case "open":
      return { policy: openAccess, check: () => Promise.resolve([]), close: nothingToClose };
    case "keystone":
      return byKeystone(access, sources, { upstreams, clock });
    case "jwt":
      return byJwt(access, proxy, clock);
  }
};
