import type { AccessConfig } from "./config/access.js";
import { type KeptKeySet, KeySet, type KeySetKeeper } from "./server/access/key-set.js";
import type { Telemetry } from "./telemetry/telemetry.js";
import type { Clock } from "./upstream/clock.js";
import type { PublicDocument } from "./upstream/public-document.js";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Log } from "./telemetry/log.js";

const kept = z.object({ jwksUri: z.string(), readAt: z.number(), document: z.unknown() });

/**
 * The issuer's key set beyond a generation, so that a reload begins with it; and, in a file, beyond the process. Not in the
 * shared cache: who may write there could let in whomever he likes.
 */
class KeptKeys implements KeySetKeeper {
  #last: KeptKeySet | undefined;
  /** The log said that the issuer cannot be reached, and not yet that it can: a reload in between does not forget it. */
  isMissed = false;

  constructor(
    private readonly jwksUri: string,
    private readonly file: string | undefined,
    private readonly log: Log,
  ) {}

  load(): KeptKeySet | undefined {
    return (this.#last ??= this.#read());
  }

  save(keySet: KeptKeySet): void {
    this.#last = keySet;
    if (this.file === undefined) return;
    try {
      // Whole or not at all: a process that is killed while it writes leaves the one before.
      const fresh = `${this.file}.${process.pid}`;
      writeFileSync(fresh, JSON.stringify({ jwksUri: this.jwksUri, ...keySet }), { mode: 0o600 });
      renameSync(fresh, this.file);
    } catch (error) {
      this.log.warn({ err: error }, "the issuer's keys could not be kept for the next start");
    }
  }

  /** Undefined where there is none, or it is of another issuer: then the issuer is asked, as without it. */
  #read(): KeptKeySet | undefined {
    if (this.file === undefined) return undefined;
    try {
      const read = kept.safeParse(JSON.parse(readFileSync(this.file, "utf8")));
      return read.success && read.data.jwksUri === this.jwksUri ? read.data : undefined;
    } catch {
      return undefined;
    }
  }
}

/** What a generation needs of the process, beside its configuration. */
export interface Lasting {
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  /** By the issuer's address and the file: a reload goes on with the keys that are known. */
  readonly keptKeys: Map<string, KeptKeys>;
}

/** Where the issuer's keys are found. */
type IssuerKeys = Extract<Extract<AccessConfig, { readonly mode: "jwt" }>["keys"], { readonly jwksUri: string }>;

/** The issuer's keys as a server holds them: asked for at once, kept beyond a generation, told of by log and metrics. */
export const lastingKeySet = (
  keys: IssuerKeys,
  document: PublicDocument,
  { telemetry, clock, keptKeys }: Lasting,
): KeySet => {
  const { log, metrics } = telemetry;
  const name = JSON.stringify([keys.jwksUri, keys.keptIn]);
  const keeper = keptKeys.get(name) ?? new KeptKeys(keys.jwksUri, keys.keptIn, log);
  keptKeys.set(name, keeper);
  const readEnded = (problem: string | null): void => {
    metrics.shared.keySetRead(problem === null);
    if (problem !== null && !keeper.isMissed) {
      log.warn(
        { reason: problem },
        "the issuer's keys cannot be read; those that are known serve for an hour from when they were",
      );
    }
    if (problem === null && keeper.isMissed) log.info("the issuer's keys are read again");
    keeper.isMissed = problem !== null;
  };
  const keySet = new KeySet({ read: () => document.read(), clock: () => clock.now(), keeper, readEnded });
  metrics.shared.watchKeySet(() => {
    const { readAt } = keySet.state;
    return readAt === undefined ? undefined : clock.now() - readAt;
  });
  keySet.begin();
  return keySet;
};
