import { nextMoment } from "./audit/walk.js";
import type { EndSignal, Session } from "./audit/session.js";
import type { AccessConfig } from "./config/access.js";
import type { Config } from "./config/parse.js";
import { defaultSource } from "./config/sources.js";
import { runCheck, lifeOf } from "./doctor/checks.js";
import type { Row } from "./doctor/report.js";
import type { Lasting } from "./issuer-keys.js";
import { type AccessPolicy, keystoneAccess, openAccess } from "./server/access/policy.js";
import { typesInCallersCatalogs } from "./sources/registry.js";
import { type Check, failed, type Finding, good, warning } from "./sources/source.js";
import type { Clock } from "./upstream/clock.js";
import { publicDocument } from "./upstream/public-document.js";
import { createTokenValidator, identityClient, knownRoles } from "./upstream/token-validation.js";
import type { Upstreams } from "./upstream/upstreams.js";

interface CheckOptions {
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
  /** How it fares, for readiness. Asks nobody. */
  state(): object;
  close(): Promise<void>;
}

/** What it works with. */
export interface AccessParts {
  readonly upstreams: Upstreams;
  readonly clock: Clock;
  /** Of a process that serves; absent where somebody only looks: then nothing is kept, and nothing asked for before it is needed. */
  readonly lasting?: Lasting;
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

const TOO_SLOW =
  "Check that the identity service is up; if it is only slow, raise access.keystone.timeoutMs, for callers are answered 503.";

type KeystoneConfig = Extract<AccessConfig, { readonly mode: "keystone" }>;

const byKeystone = (
  { authUrl, credentials, ca, certificate, roles, timeoutMs }: KeystoneConfig,
  sources: Config["sources"],
  { upstreams, clock }: AccessParts,
): AccessAtWork => {
  const asked = { authUrl, credentials, ca, certificate, timeoutMs };
  const client = identityClient(upstreams, { ...defaultSource, interface: "public", ...asked });
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
    cureOf: ({ detail }) => {
      if (detail?.endsWith(": UPSTREAM_TIMEOUT") === true) return TOO_SLOW;
      return detail?.endsWith("HTTP 403") === true ? MAY_NOT_ASK : undefined;
    },
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
    state: () => ({ mode: "keystone", health: client.health() }),
    close: nothingToClose,
  };
};

type JwtConfig = Extract<AccessConfig, { readonly mode: "jwt" }>;

/** What signs and verifies is loaded only where tokens are signed. */
const byJwt = async (
  { keys, ...rules }: JwtConfig,
  proxy: Config["proxy"],
  { clock, lasting }: AccessParts,
): Promise<AccessAtWork> => {
  const { jwtAccess, usabilityOf } = await import("./server/access/jwt.js");
  const settings = { ...rules, clock: () => clock.now() };
  if ("publicKey" in keys) {
    // A key in a file was read and judged at the start.
    const check = (): Promise<readonly Row[]> => Promise.resolve([]);
    return { policy: jwtAccess({ ...settings, keys }), check, state: () => ({ mode: "jwt" }), close: nothingToClose };
  }
  const { KeySet } = await import("./server/access/key-set.js");
  const { lastingKeySet } = await import("./issuer-keys.js");
  const document = publicDocument({ name: "issuer", url: keys.jwksUri, ca: keys.ca, clock, proxy });
  const keySet = lasting
    ? lastingKeySet(keys, document, lasting)
    : new KeySet({ read: () => document.read(), clock: settings.clock });

  /** What can be said of the issuer's keys. */
  const keysFinding = async (): Promise<Finding> => {
    const { all, algorithms } = await usabilityOf(await document.read());
    const cure = "Name the issuer's key set in access.jwt.jwksUri: keys of RSA, EC or Ed25519 that sign.";
    if (all === 0) return failed("the key set holds no keys", cure);
    if (algorithms.length === 0) return failed(`none of the key set's ${all} keys can be used`, cure);
    return good(
      `${algorithms.length} of the key set's ${all} keys can be used: ${[...new Set(algorithms)].join(", ")}`,
    );
  };
  return {
    policy: jwtAccess({ ...settings, keys: keySet }),
    check: () => rowsOf([{ name: "keys", run: async () => [await keysFinding()] }]),
    state: () => {
      const { readAt, isFailing } = keySet.state;
      const keysReadAt = readAt === undefined ? null : new Date(readAt).toISOString();
      return { mode: "jwt", keys: isFailing ? "FAILING" : readAt === undefined ? "UNKNOWN" : "READ", keysReadAt };
    },
    close: () => document.close(),
  };
};

const open: AccessAtWork = {
  policy: openAccess,
  check: () => Promise.resolve([]),
  state: () => ({ mode: "open" }),
  close: nothingToClose,
};

/** The policy of the configured access mode, how it fares, and how to look at it. */
export const accessAtWork = async (
  { access, proxy, sources }: Pick<Config, "access" | "proxy" | "sources">,
  parts: AccessParts,
): Promise<AccessAtWork> => {
  // Of the configuration before, if it had keys.
  parts.lasting?.telemetry.metrics.shared.watchKeySet(() => undefined);
  switch (access.mode) {
    case "open":
      return open;
    case "keystone":
      return byKeystone(access, sources, parts);
    case "jwt":
      return byJwt(access, proxy, parts);
  }
};
