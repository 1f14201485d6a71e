import { createPublicKey } from "node:crypto";
import {
  createLocalJWKSet,
  errors,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from "jose";
import { AuditError } from "../../audit/errors.js";
import { type Caller, Scope } from "../../audit/session.js";
import { type AccessPolicy, anonymous, callerKey, callerWith, headerOf, isTokenText, notBelieved } from "./policy.js";

/** How long a key set is used before it is read again. */
const FRESH_MS = 600_000;
/** How long it is used at most, while its issuer cannot be reached. */
const USABLE_MS = 3_600_000;
/** Between two reads: a flood of tokens with made-up key ids does not become one of reads. */
const PAUSE_MS = 30_000;

interface Known {
  readonly find: JWTVerifyGetKey;
  readonly readAt: number;
}

/** createLocalJWKSet throws for what is no key set. */
const findIn = (document: unknown): JWTVerifyGetKey => createLocalJWKSet(document as JSONWebKeySet);

/**
 * The keys of a JWKS document. They are read when first needed, again when they are old, and when a token names a key
 * that is not among them: that is how issuers change keys. One read is under way at most. `read` reads the issuer's key set anew.
 */
const remoteKeys = (read: () => Promise<unknown>, clock: () => number): JWTVerifyGetKey => {
  let known: Known | undefined;
  let reading: Promise<void> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;

  const renew = (): Promise<void> => {
    if (reading !== undefined) return reading;
    if (clock() - triedAt < PAUSE_MS) return Promise.resolve();
    triedAt = clock();
    reading = read()
      .then((document) => {
        known = { find: findIn(document), readAt: clock() };
        failure = undefined;
      })
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };

  const usable = (): Known => {
    if (known !== undefined && clock() - known.readAt < USABLE_MS) return known;
    const detail = `key set: ${failure instanceof AuditError ? failure.code : "not a key set"}`;
    throw new AuditError("UPSTREAM_UNAVAILABLE", "The issuer's keys cannot be read for now.", {
      retryable: true,
      retryAfterMs: PAUSE_MS,
      detail,
    });
  };

  return async (header, token) => {
    if (known === undefined || clock() - known.readAt >= FRESH_MS) await renew();
    const first = usable();
    try {
      return await first.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await renew();
      return usable().find(header, token);
    }
  };
};

const onlyKey = (pem: string): JWTVerifyGetKey => {
  const key = createPublicKey(pem);
  return () => Promise.resolve(key);
};

/** Asymmetric ones only: with a shared secret, a server that can check a token could make one. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
/** For clocks that are not quite the same. */
const TOLERANCE_SECONDS = 5;

/** An algorithm for a key that names none. */
const algorithmOf = ({ alg, kty, crv }: JWK): string | undefined => {
  if (alg !== undefined) return alg;
  if (kty === "RSA") return "RS256";
  if (kty === "OKP") return "EdDSA";
  return kty === "EC" ? `ES${(crv ?? "").replace(/^P-/, "").replace("521", "512")}` : undefined;
};

/** How many keys a document holds, and the algorithm of each that tokens may be signed with. Throws for what is no key set. */
export const usabilityOf = async (document: unknown): Promise<{ all: number; algorithms: readonly string[] }> => {
  const { keys } = createLocalJWKSet(document as JSONWebKeySet).jwks();
  const usable = keys.map(async (key) => {
    const alg = key.use === "enc" ? undefined : algorithmOf(key);
    if (alg === undefined || !ALGORITHMS.includes(alg)) return [];
    return importJWK(key, alg).then(
      () => [alg],
      () => [],
    );
  });
  return { all: keys.length, algorithms: (await Promise.all(usable)).flat() };
};

interface JwtAccessOptions {
  /** How to read the issuer's key set, or a public key in PEM. */
  readonly keys: { readonly read: () => Promise<unknown> } | { readonly publicKey: string };
  readonly issuer: string;
  readonly audience: string;
  /** The claim that holds the scopes: a text with spaces between them, or a list. */
  readonly scopeClaim: string;
  /** The claim that names the caller's project, and the projects that it may name; absent: no claim does. */
  readonly project?: { readonly claim: string; readonly known: readonly string[] } | undefined;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Authorization: Bearer; undefined without a header, null for one of another scheme or without a token. */
const bearerOf = (header: string | undefined): string | null | undefined => {
  if (header === undefined) return undefined;
  return /^Bearer +(\S+)$/i.exec(header)?.[1] ?? null;
};

const scopesIn = (claim: unknown): ReadonlySet<Scope> => {
  const named: readonly unknown[] = typeof claim === "string" ? claim.split(/\s+/) : Array.isArray(claim) ? claim : [];
  return new Set(Object.values(Scope).filter((scope) => named.includes(scope)));
};

/** A claim of the token's own; what every object has is none. */
const claimIn = (claims: JWTPayload, name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);

/** The project that the claim names, where it is one of those that are served. */
const projectIn = (
  claims: JWTPayload,
  { claim, known }: NonNullable<JwtAccessOptions["project"]>,
): Caller["project"] => {
  const id = known.find((each) => each === claimIn(claims, claim));
  return id === undefined ? undefined : { id };
};

/**
 * Authorization: Bearer, a signed JWT of the issuer for the audience, not expired. Its own claim grants the scopes. An
 * X-Auth-Token besides is only handed on, to sources with `forward` credentials.
 */
export const jwtAccess = (options: JwtAccessOptions): AccessPolicy => {
  const { keys, issuer, audience, scopeClaim, clock } = options;
  const projectOf = (claims: JWTPayload) => options.project && projectIn(claims, options.project);
  const keyFor = "read" in keys ? remoteKeys(keys.read, clock) : onlyKey(keys.publicKey);

  const claimsOf = async (token: string): Promise<JWTPayload> => {
    try {
      const { payload } = await jwtVerify(token, keyFor, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        requiredClaims: ["exp"],
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: new Date(clock()),
      });
      return payload;
    } catch (error) {
      if (error instanceof AuditError) throw error;
      throw notBelieved(error instanceof Error ? error.name : "not a JWT");
    }
  };

  return {
    challenge: "Bearer",
    callerOf: async (headers) => {
      const bearer = bearerOf(headerOf(headers, "authorization"));
      if (bearer === undefined) return anonymous;
      if (bearer === null || !isTokenText(bearer)) throw notBelieved("not a bearer token");
      const claims = await claimsOf(bearer);
      const token = headerOf(headers, "x-auth-token");
      const scopes = scopesIn(claimIn(claims, scopeClaim));
      // What the issuer vouches for alone: an X-Auth-Token may be anything.
      const account = claims.sub === undefined ? callerKey(bearer) : callerKey(issuer, claims.sub);
      const caller = { key: callerKey(bearer, token), account, token, project: projectOf(claims), scopes };
      return callerWith(caller, claims.sub);
    },
  };
};
