import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { KeptKeySet, KeySetKeeper } from "./server/access/key-set.js";
import type { Log } from "./telemetry/log.js";

const kept = z.object({ jwksUri: z.string(), readAt: z.number(), document: z.unknown() });

/**
 * The issuer's key set beyond a generation, so that a reload begins with it; and, in a file, beyond the process. Not in the
 * shared cache: who may write there could let in whomever he likes.
 */
export class KeptKeys implements KeySetKeeper {
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
