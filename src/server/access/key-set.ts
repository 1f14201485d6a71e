import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { AuditError } from "../../audit/errors.js";

/** How long a key set is used before it is read again. */
const FRESH_MS = 600_000;
/** How long it is used at most, while its issuer cannot be reached. */
const USABLE_MS = 3_600_000;
/** Between two reads: a flood of tokens with made-up key ids does not become one of reads. */
const PAUSE_MS = 30_000;

/** A key set as the issuer answered it. */
export interface KeptKeySet {
  readonly document?: unknown;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
}

/** What keeps it beyond one configuration. */
export interface KeySetKeeper {
  load(): KeptKeySet | undefined;
  save(keySet: KeptKeySet): void;
}

export interface KeySetOptions {
  /** Reads the issuer's key set anew. */
  readonly read: () => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly keeper?: KeySetKeeper | undefined;
  /** Hears of each read: null where it brought a usable key set, otherwise in a word why not. */
  readonly readEnded?: ((problem: string | null) => void) | undefined;
}

interface Known {
  readonly find: JWTVerifyGetKey;
  readonly readAt: number;
}

/** Throws for what is no key set, and for one without a key: nobody could be let in by it. */
const findIn = (document: unknown): JWTVerifyGetKey => {
  const keySet = createLocalJWKSet(document as JSONWebKeySet);
  if (keySet.jwks().keys.length === 0) throw new Error("no keys");
  return keySet;
};

const wordOf = (failure: unknown): string => (failure instanceof AuditError ? failure.code : "not a key set");

/**
 * The keys of a JWKS document. They are read at the beginning, again when they are old, and when a token names a key that is not
 * among them: that is how issuers change keys. One read is under way at most. While the issuer cannot be reached, the keys that
 * are known serve for an hour, over reloads and, where they are kept, over restarts.
 */
export class KeySet {
  readonly #options: KeySetOptions;
  #known: Known | undefined;
  #reading: Promise<void> | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #problem: string | undefined;

  constructor(options: KeySetOptions) {
    this.#options = options;
    this.#known = this.#kept();
  }

  /** Asks for the keys before a token needs them: an issuer that cannot be reached is known before a caller is. */
  begin(): void {
    if (this.#isOld()) void this.#renew();
  }

  /** For metrics and readiness. */
  get state(): { readonly readAt: number | undefined; readonly isFailing: boolean } {
    return { readAt: this.#known?.readAt, isFailing: this.#problem !== undefined };
  }

  /** What jose asks for a token's key. */
  readonly keyFor: JWTVerifyGetKey = async (header, token) => {
    if (this.#isOld()) await this.#renew();
    const first = this.#usable();
    try {
      return await first.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#renew();
      return this.#usable().find(header, token);
    }
  };

  #isOld(): boolean {
    return this.#known === undefined || this.#options.clock() - this.#known.readAt >= FRESH_MS;
  }

  #kept(): Known | undefined {
    const kept = this.#options.keeper?.load();
    // One from the future would be believed for longer than an hour.
    if (!kept || kept.readAt > this.#options.clock()) return undefined;
    try {
      return { find: findIn(kept.document), readAt: kept.readAt };
    } catch {
      return undefined;
    }
  }

  #renew(): Promise<void> {
    const { clock, read, keeper, readEnded } = this.#options;
    if (this.#reading !== undefined) return this.#reading;
    if (clock() - this.#triedAt < PAUSE_MS) return Promise.resolve();
    this.#triedAt = clock();
    this.#reading = read()
      .then((document) => {
        const readAt = clock();
        this.#known = { find: findIn(document), readAt };
        this.#problem = undefined;
        keeper?.save({ document, readAt });
        readEnded?.(null);
      })
      .catch((error: unknown) => {
        this.#problem = wordOf(error);
        readEnded?.(this.#problem);
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  #usable(): Known {
    const { clock } = this.#options;
    if (this.#known !== undefined && clock() - this.#known.readAt < USABLE_MS) return this.#known;
    throw new AuditError("UPSTREAM_UNAVAILABLE", "The issuer's keys cannot be read for now.", {
      retryable: true,
      retryAfterMs: PAUSE_MS,
      detail: `key set: ${this.#problem ?? "not a key set"}`,
    });
  }
}
