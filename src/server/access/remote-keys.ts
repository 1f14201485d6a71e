import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { AuditError } from "../../audit/audit-error.js";

/** How long a key set is used before it is read again. */
const FRESH_MS = 600_000;
/** How long it is used at most, while its issuer cannot be reached. */
const USABLE_MS = 3_600_000;
/** Between two reads: a flood of tokens with made-up key ids does not become one of reads. */
const PAUSE_MS = 30_000;

export interface RemoteKeysOptions {
  /** Reads the issuer's key set anew. */
  readonly read: () => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

interface Known {
  readonly find: JWTVerifyGetKey;
  readonly readAt: number;
}

/** createLocalJWKSet throws for what is no key set. */
const findIn = (document: unknown): JWTVerifyGetKey => createLocalJWKSet(document as JSONWebKeySet);

/**
 * The keys of a JWKS document. They are read when first needed, again when they are old, and when a token names a key
 * that is not among them: that is how issuers change keys. One read is under way at most.
 */
export const remoteKeys = ({ read, clock }: RemoteKeysOptions): JWTVerifyGetKey => {
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
