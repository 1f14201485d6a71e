import { createPublicKey } from "node:crypto";
import {
  createLocalJWKSet,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from "jose";
import { AuditError } from "../../audit/errors.js";
import { type Caller, Scope } from "../../audit/session.js";
import type { KeySet } from "./key-set.js";
import { type AccessPolicy, anonymous, callerKey, callerWith, headerOf, isTokenText, notBelieved } from "./policy.js";

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
  /** The issuer's key set, or a public key in PEM. */
  readonly keys: KeySet | { readonly publicKey: string };
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
  const keyFor = "publicKey" in keys ? onlyKey(keys.publicKey) : keys.keyFor;

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
    believes: "authorization",
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
